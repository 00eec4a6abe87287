// The schema of integ.yaml for everything but the connectors' own settings. Unknown keys are errors.
import { z } from "zod";
import { cronFault } from "./cron.ts";
import { parseDuration } from "./durations.ts";
import { parseListen, parsePublicUrl } from "./server-address.ts";

export const namePattern = /^[a-z][a-z0-9-]{0,62}$/;

const Name = z
  .string()
  .regex(namePattern, "a name starts with a-z and has only a-z, 0-9 and - (63 at most)")
  .describe("A name you choose: a-z first, then a-z, 0-9 and -");
const NativeName = z.string().trim().min(1).max(255);
const Direction = z.enum(["both", "left-to-right", "right-to-left"]);
const ConflictPolicy = z.enum(["last-write-wins", "left", "right"]);

const Duration = z
  .string()
  .refine(
    (text) => parseDuration(text) !== null,
    "a duration is a number above zero and a unit, like 30s or 5m",
  )
  .describe("A number and a unit: ms, s, m, h or d");

/** Keys every connection may have beside its connector's own. */
export const ConnectionBase = z.looseObject({
  connector: z.string().min(1).describe("A connector's name, or package:NAME"),
  timeout: Duration.optional().describe("Longest wait for one call to the vendor"),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("Most calls to the vendor at the same time"),
});

const SideSettings = z.strictObject({
  connection: z.string().min(1).describe("Name of a connection above"),
  object: NativeName.describe("The vendor's name of the record type"),
});

const FieldPair = z.strictObject({ left: NativeName, right: NativeName });

const Field = FieldPair.extend({
  values: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .refine((values) => Object.keys(values).length > 0, "the map is empty; leave the key out instead")
    .optional()
    .describe("Left value: right value, or a list of them of which the first goes over"),
  direction: Direction.optional().describe("Default: the sync's direction"),
  conflicts: ConflictPolicy.optional().describe("Default: the sync's policy"),
});

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
  realtime: z.boolean().default(true).describe("Take changes as they happen, not only on the schedule"),
  match: z
    .array(FieldPair)
    .default([])
    .describe("Field pairs whose equal values say two records are the same"),
  conflicts: ConflictPolicy.default("last-write-wins"),
  prefer: z.enum(["left", "right"]).default("left").describe("Who wins inside the precision of the clocks"),
  deletes: z.enum(["keep"]).default("keep").describe("What a delete does to the other side"),
  fields: z.array(Field).min(1),
});

export const Server = z.strictObject({
  listen: z
    .string()
    .refine(
      (text) => parseListen(text) !== null,
      "an address is HOST:PORT, like 127.0.0.1:8787 or [::1]:8787",
    )
    .default("127.0.0.1:8787")
    .describe("HOST:PORT"),
  publicUrl: z
    .string()
    .refine((text) => parsePublicUrl(text) !== null, "a public URL is http(s)://HOST[/PATH] without ? or #")
    .optional()
    .describe("How vendors reach this server, for webhooks"),
});

/** The file as a whole. A section that is left empty (`syncs:`) counts as empty, not as wrong. */
export const ConfigFile = z.strictObject({
  connections: z.record(Name, ConnectionBase).nullable(),
  syncs: z.record(Name, Sync).nullish(),
  server: Server.nullish(),
});

export type ConfigFile = z.infer<typeof ConfigFile>;
