// A plan as a file: what makes it checkable, and what it takes for a file to be one.
import { createHash } from "node:crypto";
import { z } from "zod";
import { ValidationError } from "../../contract/errors.ts";
import type { Value } from "../../contract/records.ts";
import { stableJson } from "../../mapping/canonical.ts";
import { type Side, sides } from "../../store/rows.ts";
import type { SyncRuntime } from "../types.ts";
import type { PlanDocument, PlannedWrite } from "./plan-document.ts";

const schema = "integ.plan-file/1";

export interface PlanFile {
  readonly schema: typeof schema;
  /** RFC 3339 UTC. */
  readonly madeAt: string;
  /** Generation of the mapping the plan was made with. */
  readonly generation: string;
  /** The vendor accounts of both sides. */
  readonly accounts: Readonly<Record<Side, string>>;
  readonly plan: PlanDocument;
  /** `sha256:` and the hash of everything else, in hexadecimal. Layout and order of keys do not count. */
  readonly digest: string;
}

/** A record of which the plan does not hold any more. */
export interface MovedRecord {
  /** The side written to. */
  readonly side: Side;
  readonly recordId: string | null;
  readonly sourceId: string | null;
  readonly operation: string;
  readonly why: string;
}

/** The file of a plan made at `at`, milliseconds. */
export function planFile(sync: SyncRuntime, plan: PlanDocument, at: number): PlanFile {
  const content = {
    schema,
    madeAt: new Date(at).toISOString(),
    generation: sync.mapping.generation,
    accounts: { left: sync.sides.left.account, right: sync.sides.right.account },
    plan,
  } as const;
  return { ...content, digest: digestOf(content) };
}

/** Taken over what JSON makes of it, so that writing and reading it changes nothing. */
function digestOf(content: Omit<PlanFile, "digest">): string {
  const value = JSON.parse(JSON.stringify(content)) as Value;
  return `sha256:${createHash("sha256").update(stableJson(value)).digest("hex")}`;
}

const id = z.string().nullable();
const side = z.enum(["left", "right"]);
const values = z.record(z.string(), z.json());
const write = z.looseObject({
  side,
  operation: z.enum(["create", "update", "delete"]),
  recordId: id,
  sourceId: id,
  fields: values,
  previous: values,
  versions: z.object({ left: id, right: id }),
});
const shape = z.looseObject({
  schema: z.literal(schema),
  madeAt: z.iso.datetime(),
  generation: z.string(),
  accounts: z.object({ left: z.string(), right: z.string() }),
  plan: z.looseObject({ sync: z.string(), full: z.boolean(), writes: z.array(write) }),
  digest: z.string(),
});

/**
 * The plan in a file's text.
 * @throws ValidationError E_PLAN_FILE when it is none, or one of another version; E_PLAN_EDITED when it is not as it
 * was made.
 */
export function readPlanFile(text: string): PlanFile {
  const document = parse(text);
  const parsed = shape.safeParse(document);
  if (!parsed.success) throw notAPlan(document, text);
  const file = document as PlanFile;
  const { digest, ...content } = file;
  if (keysWritten(text) !== keysRead(document))
    throw new ValidationError({ code: "E_PLAN_EDITED", message: "The plan file names something twice" });
  if (digestOf(content) === digest) return file;
  throw new ValidationError({
    code: "E_PLAN_EDITED",
    message: `The plan of ${file.plan.sync} from ${file.madeAt} is not as it was made: its digest does not fit`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * How many keys a JSON text writes. Of one written twice `JSON.parse` keeps the last and tells nothing, so that a person
 * and a program could read the first.
 */
function keysWritten(text: string): number {
  const strings = text.replaceAll(/\\./g, "").match(/"[^"]*"(?:\s*:)?/g) ?? [];
  return strings.filter((one) => one.endsWith(":")).length;
}

function keysRead(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value);
  return inner.reduce<number>((sum, one) => sum + keysRead(one), Array.isArray(value) ? 0 : inner.length);
}

/** A file that names itself a plan and lacks a part of one was changed by somebody. */
function notAPlan(document: unknown, text: string): ValidationError {
  const named = z.object({ schema: z.string() }).safeParse(document).data?.schema;
  if (named === schema || (named === undefined && text.includes(`"${schema}"`)))
    return new ValidationError({ code: "E_PLAN_EDITED", message: "The plan file is damaged or was edited" });
  const of = named?.split("/")[0];
  const message =
    of === "integ.plan-file"
      ? `The plan is of version ${named}; this version of integ reads ${schema}`
      : named === "integ.plan/1"
        ? "This is the output of `integ sync plan --json`, which can't be applied"
        : "The file holds no plan";
  return new ValidationError({ code: "E_PLAN_FILE", message });
}

/** @throws ValidationError E_PLAN_OTHER when the plan was made for another sync, configuration or account. */
export function assertPlanFits(file: PlanFile, sync: SyncRuntime): void {
  const refuse = (message: string): never => {
    throw new ValidationError({ code: "E_PLAN_OTHER", message });
  };
  if (file.plan.sync !== sync.name) refuse(`The plan is one of ${file.plan.sync}, not of ${sync.name}`);
  for (const side of sides) {
    const { account, objectName, connection } = sync.sides[side];
    const planned = file.plan[side];
    if (file.accounts[side] !== account)
      refuse(`The plan was made for ${file.accounts[side]}, and ${connection.name} reaches ${account}`);
    if (planned.object !== objectName)
      refuse(`The plan is about ${planned.object}, and the ${side} side of ${sync.name} is ${objectName}`);
  }
  if (file.generation !== sync.mapping.generation)
    refuse(`The fields of ${sync.name} or their translation have changed since the plan was made`);
}

/** How a write is found again in another plan: by the record it changes, or by the one it copies. */
export const writeKey = ({ side, recordId, sourceId }: PlannedWrite): string =>
  recordId === null ? `${side} copy of ${sourceId}` : `${side} ${recordId}`;

/** Why `now` is not what was planned; null when it is, to the last value and version. */
export function differenceOf(planned: PlannedWrite, now: PlannedWrite): string | null {
  if (planned.operation !== now.operation) return `would be ${now.operation}d now`;
  const names = [...new Set([...Object.keys(planned.fields), ...Object.keys(now.fields)])];
  const other = names.filter(
    (name) =>
      !equal(planned.fields[name], now.fields[name]) || !equal(planned.previous[name], now.previous[name]),
  );
  if (other.length > 0) return `other values: ${other.join(", ")}`;
  const moved = sides.filter((one) => planned.versions[one] !== now.versions[one]);
  return moved.length > 0 ? `changed on the ${moved.join(" and the ")}` : null;
}

const equal = (a: Value | undefined, b: Value | undefined): boolean =>
  a === undefined || b === undefined ? a === b : stableJson(a) === stableJson(b);

/** Every record of which two plans differ; none when they would write the same. Pure. */
export function compareWrites(
  planned: readonly PlannedWrite[],
  now: readonly PlannedWrite[],
): readonly MovedRecord[] {
  const fresh = new Map(now.map((write) => [writeKey(write), write]));
  const known = new Set(planned.map(writeKey));
  const changed = planned.flatMap((write) => {
    const other = fresh.get(writeKey(write));
    const why = other ? differenceOf(write, other) : "nothing to write any more";
    return why === null ? [] : [movedRecord(write, why)];
  });
  const added = now.filter((write) => !known.has(writeKey(write)));
  return [...changed, ...added.map((write) => movedRecord(write, "changed after the plan was made"))];
}

function movedRecord({ side, recordId, sourceId, operation }: PlannedWrite, why: string): MovedRecord {
  return { side, recordId, sourceId, operation, why };
}
