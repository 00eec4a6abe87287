// An issue both ways: as Jira sends it → record, canonical values → what Jira takes. Pure.
import { invalid, isText, sortedSet, Unfit } from "../../connector-parts/encoding.ts";
import { versioned } from "../../connector-parts/versions.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import type { JsonObject } from "./calls.ts";
import { type Category, categories } from "./fields.ts";
import type { Flavor } from "./flavor.ts";
import { isToken, labelsOf } from "./marker.ts";
import { type FieldMeta, type Issue, Status } from "./schema.ts";
import { utcOf } from "./times.ts";
import { codecOf, readValue } from "./values.ts";

const idPattern = /^\d{1,16}$/;

/** Whether an id has the form Jira gives issues. */
export function isIssueId(id: string): boolean {
  return idPattern.test(id);
}

/** The state of an issue that was read with it. */
export function statusOf(issue: Issue): { readonly name: string; readonly category: string | null } | null {
  const status = Status.safeParse(issue.fields.status);
  if (!status.success) return null;
  return { name: status.data.name, category: status.data.statusCategory?.key ?? null };
}

function keyIn(value: Value | undefined): string | null {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const key = isObject ? (value as Readonly<Record<string, Value>>).key : null;
  return isText(key) ? key : null;
}

function idIn(value: Value | undefined): string | null {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const id = isObject ? (value as Readonly<Record<string, Value>>).id : null;
  return isText(id) ? id : null;
}

const readers: Readonly<Record<string, (issue: Issue) => Value>> = {
  id: (issue) => issue.id,
  key: (issue) => issue.key,
  project: (issue) => keyIn(issue.fields.project),
  parent: (issue) => idIn(issue.fields.parent),
  status: (issue) => statusOf(issue)?.name ?? null,
  statusCategory: (issue) => statusOf(issue)?.category ?? null,
  labels: (issue) => sortedSet(labelsOf(issue).filter((label) => !isToken(label))),
};

/** What to ask for so that the named fields can be read, and with them what every record has. */
export function columnsOf(names: readonly string[], markField: string): readonly string[] {
  const asked = names
    .filter((name) => name !== "id" && name !== "key")
    .map((name) => (name === "statusCategory" ? "status" : name));
  return [...new Set([...asked, "updated", markField])];
}

/** An issue as a record with the given fields. */
export function toRecord(
  issue: Issue,
  names: readonly string[],
  flavor: Flavor,
  correlationKey: string | null,
): VendorRecord {
  const read = (name: string): Value => {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    return reader === undefined ? readValue(issue.fields[name], flavor) : reader(issue);
  };
  return versioned({
    id: issue.id,
    modifiedAt: utcOf(issue.fields.updated) ?? "",
    deleted: false,
    correlationKey,
    fields: Object.fromEntries(names.map((name) => [name, read(name)])),
  });
}

/** Where an issue is to get to; a state that is named says more than its category. */
export type Wanted = { readonly status: string } | { readonly category: Category } | null;

/** What a write says, taken apart: transitions are calls of their own, and labels are added and removed one by one. */
export interface Encoded {
  readonly fields: JsonObject;
  /** Null where the write says nothing of them. */
  readonly labels: readonly string[] | null;
  readonly wanted: Wanted;
}

function wantedOf({ status, statusCategory }: FieldValues): Wanted {
  if (status !== undefined) {
    if (!isText(status)) throw invalid("status", "a state's name, not blank");
    return { status };
  }
  if (statusCategory === undefined) return null;
  const category = categories.find((one) => one === statusCategory);
  if (category === undefined) throw invalid("statusCategory", `one of ${categories.join(", ")}`);
  return { category };
}

/** Encodes values by the fields a create of this project and type has. @throws Unfit */
export function encodeIssue(
  values: FieldValues,
  metas: ReadonlyMap<string, FieldMeta>,
  flavor: Flavor,
): Encoded {
  const fields: Record<string, unknown> = {};
  let labels: readonly string[] | null = null;
  for (const [name, value] of Object.entries(values)) {
    if (name === "status" || name === "statusCategory") continue;
    const meta = metas.get(name);
    const codec = meta === undefined ? null : codecOf(meta);
    if (meta === undefined || codec === null)
      throw new Unfit("E_RECORD_INVALID", `${name} has no place on this issue's create screen in Jira`);
    const written = codec.write(value, meta, flavor);
    if (name === "labels") labels = written as readonly string[];
    else fields[name] = written;
  }
  return { fields, labels, wanted: wantedOf(values) };
}

/** The steps from the labels an issue has to those it is to have; ours stays. */
export function labelSteps(has: readonly string[], wanted: readonly string[]): readonly JsonObject[] {
  const added = wanted.filter((label) => !has.includes(label)).map((label) => ({ add: label }));
  const removed = has.filter((label) => !wanted.includes(label) && !isToken(label));
  return [...added, ...removed.map((label) => ({ remove: label }))];
}
