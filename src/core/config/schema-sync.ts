// The schema of one sync in integ.yaml: sides, fields, policies, guards, rules, comments and files.
import { z } from "zod";
import { cronFault } from "./cron.ts";
import { Duration } from "./schema-values.ts";
import { parseShare, parseSize } from "./sizes.ts";
import { isZone } from "./time-zones.ts";

const longestExpression = 2000;

const NativeName = z.string().trim().min(1).max(255);
const Direction = z.enum(["both", "left-to-right", "right-to-left"]);
const ConflictPolicy = z.enum(["last-write-wins", "left", "right", "merge", "prefer-non-blank", "manual"]);
const Expression = z.string().min(1).max(longestExpression);
const Plain = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const Format = z.enum(["plain", "html", "markdown", "adf", "wiki", "mrkdwn"]);
const Visibility = z.enum(["all", "public", "private"]);

const SideSettings = z.strictObject({
  connection: z.string().min(1).describe("Name of a connection above"),
  object: NativeName.describe("The vendor's name of the record type"),
  where: Expression.optional().describe("CEL over `record`: records for which it is false are left alone"),
});

const FieldPair = z.strictObject({ left: NativeName, right: NativeName });

const Zone = z.string().refine(isZone, "a time zone is named like Europe/Berlin or UTC");

const Field = z.strictObject({
  left: NativeName.optional().describe("Field of the left object"),
  right: NativeName.optional().describe("Field of the right object"),
  values: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .refine((values) => Object.keys(values).length > 0, "the map is empty; leave the key out instead")
    .optional()
    .describe("Left value: right value, or a list of them of which the first goes over"),
  direction: Direction.optional().describe("Default: the sync's direction"),
  conflicts: ConflictPolicy.optional().describe("Default: the sync's policy"),
  unit: z.string().min(1).max(64).optional().describe("Fields of one unit are decided together"),
  default: z
    .union([Plain, z.strictObject({ left: Plain.optional(), right: Plain.optional() })])
    .optional()
    .describe("Written where the other side is blank"),
  reference: z.string().min(1).optional().describe("Sync whose records the field's id names"),
  required: z.boolean().optional().describe("Wait until the reference is known on the other side"),
  users: z.boolean().optional().describe("The field names a person, found by e-mail address"),
  format: z
    .strictObject({ left: Format.optional(), right: Format.optional() })
    .optional()
    .describe("How the text is formatted, where the vendor does not say it"),
  zone: Zone.optional().describe("Time zone by which a date becomes a time and back"),
  template: Expression.optional().describe("Text with {Field} of the other side in it"),
  constant: Plain.optional().describe("The same value for every record"),
  expression: Expression.optional().describe("CEL over `record`, the other side's record"),
  toRight: Expression.optional().describe("CEL over `record` with the left field: the right field's value"),
  toLeft: Expression.optional().describe("CEL over `record` with the right field: the left field's value"),
});

const values = z.record(NativeName, Plain);
const DeleteKind = z.enum(["keep", "archive", "propagate"]);
const ArchiveValues = z.strictObject({ left: values.optional(), right: values.optional() });
const Deletes = z
  .union([DeleteKind, z.strictObject({ policy: DeleteKind, set: ArchiveValues.optional() })])
  .superRefine((deletes, context) => {
    const { policy, set } = typeof deletes === "string" ? { policy: deletes } : deletes;
    const sets = [set?.left, set?.right].some((fields) => Object.keys(fields ?? {}).length > 0);
    if ((policy === "archive") === sets) return;
    const message = sets
      ? "`set` goes with `policy: archive`"
      : "`archive` needs what to write: { policy: archive, set: { left: { Field: value }, right: { field: value } } }";
    context.addIssue({ code: "custom", message });
  });

const mostCounted = 1_000_000_000;
const count = (least: number) =>
  z.union([z.number().int().min(least).max(mostCounted), z.literal("off")]).optional();

const Guards = z.strictObject({
  maxDeletes: count(0).describe("Most records that may vanish from one side within an hour; default 100"),
  maxDeleteShare: z
    .union([
      z.literal("off"),
      z.string().refine((text) => parseShare(text) !== null, "a share is a percentage, like 10%, or off"),
    ])
    .optional()
    .describe("Largest share of the links that may lose one side within an hour; default 10%"),
  maxFirstCreates: count(0).describe("Most creates of a first match without approval; default 1000"),
  maxFlips: count(1).describe("Most writes of a field within flipWindow before its record is frozen"),
  flipWindow: Duration.optional().describe("Default 10m"),
  deleteHold: z
    .union([z.literal("off"), Duration])
    .optional()
    .describe("How long a delete waits before it is passed on; default 30s"),
});

const Rule = z.strictObject({
  side: z.enum(["left", "right"]).describe("The side written to"),
  when: Expression.optional().describe("CEL: the rule applies only where it is true"),
  expression: Expression.describe("CEL over `record`, the target's fields as they would be"),
  message: z.string().trim().min(1).max(500),
});

const Comments = z.union([z.boolean(), z.strictObject({ visibility: Visibility.optional() })]);
const Attachments = z.union([
  z.boolean(),
  z.strictObject({
    visibility: Visibility.optional(),
    maxBytes: z
      .string()
      .refine((text) => parseSize(text) !== null, "a size is a number and a unit, like 25MB")
      .optional()
      .describe("Largest file taken over; default 25MB"),
  }),
]);

export const Sync = z.strictObject({
  left: SideSettings,
  right: SideSettings,
  direction: Direction.default("both"),
  schedule: z
    .string()
    .superRefine((expression, context) => {
      const fault = cronFault(expression);
      if (fault !== null) context.addIssue({ code: "custom", message: fault });
    })
    .optional()
    .describe("Cron expression, 5 fields or 6 with seconds first"),
  timezone: Zone.optional().describe("Time zone of the schedule; default: the machine's"),
  every: Duration.optional().describe("Instead of a schedule: poll each time this long has passed"),
  realtime: z.boolean().default(true).describe("Take changes as they happen, not only on the schedule"),
  match: z
    .array(FieldPair)
    .default([])
    .describe("Field pairs whose equal values say two records are the same"),
  conflicts: ConflictPolicy.default("last-write-wins"),
  prefer: z.enum(["left", "right"]).default("left").describe("Who wins inside the precision of the clocks"),
  deletes: Deletes.default("keep").describe("What a delete does to the other side"),
  guards: Guards.optional().describe("Limits beyond which the sync pauses and asks"),
  rules: z.array(Rule).default([]).describe("Conditions on what is written"),
  comments: Comments.optional().describe("Keep the comments of the records in step as well"),
  attachments: Attachments.optional().describe("Keep the files of the records in step as well"),
  fields: z.array(Field).min(1),
});

export type FieldSettings = z.infer<typeof Field>;
export type SyncSettings = z.infer<typeof Sync>;
export interface ChildSettings {
  readonly visibility?: z.infer<typeof Visibility> | undefined;
  readonly maxBytes?: string | undefined;
}
