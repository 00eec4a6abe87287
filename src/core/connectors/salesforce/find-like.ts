// How a create whose answer was lost is found again where records carry no key: by what was sent, among what we made.
import type { FieldValues, VendorRecord } from "../../contract/records.ts";
import { canonical, sameValue } from "../../mapping/canonical.ts";
import type { ObjectOptions } from "./objects.ts";
import { recordsOf, select, shapeOf } from "./rows.ts";
import type { Described } from "./schema.ts";
import { fieldOf, isRecordId, longRecordId, quote } from "./soql.ts";
import type { RowShape } from "./values.ts";

export interface Likeness {
  readonly items: readonly FieldValues[];
  /** Field with the id of the parent. */
  readonly parentField: string;
  /** RFC 3339 UTC, by our clock. */
  readonly since: string;
  /** Conditions that select the rows of these parents, one query each. */
  conditions(parents: readonly string[]): Promise<readonly string[]>;
}

/** For each item the live records that hold its values, of its parent, made by us at or after `since`. */
export async function findAlike(
  options: ObjectOptions,
  likeness: Likeness,
): Promise<readonly (readonly VendorRecord[])[]> {
  const { items, parentField } = likeness;
  const parentOf = (item: FieldValues): string => longRecordId(String(item[parentField] ?? ""));
  const parents = [...new Set(items.map(parentOf))].filter(isRecordId);
  if (parents.length === 0) return items.map(() => []);
  const names = [...new Set([...options.fields, ...items.flatMap((item) => Object.keys(item))])];
  const shape = await shapeOf({ ...options, fields: names });
  const ours = `CreatedById = ${quote(await options.userId())} AND CreatedDate >= ${await floorOf(options, likeness.since)}`;
  const records: VendorRecord[] = [];
  for (const condition of await likeness.conditions(parents))
    records.push(...(await readLive(options, shape, `${condition} AND ${ours}`)));
  return items.map((item) => records.filter((record) => holds(shape.described, record, item)));
}

async function readLive(options: ObjectOptions, shape: RowShape, where: string): Promise<VendorRecord[]> {
  const rows = await options.client.queryToEnd(`${select(shape)} WHERE ${where}`, "live");
  const records = await recordsOf(options, shape, rows);
  return records.filter((record): record is VendorRecord => record !== null && !record.deleted);
}

/**
 * `since` by the vendor's clock, in its whole seconds. Too early finds too much, which the values sort out; too late
 * would miss the record, and it would be made twice: so of the two clocks the earlier counts.
 */
async function floorOf(options: ObjectOptions, since: string): Promise<string> {
  const offsetMs = (await options.client.serverNowMs()) - options.context.clock.now();
  const ms = Date.parse(since) + Math.min(0, offsetMs);
  return new Date(Math.floor(ms / 1000) * 1000 - 1000).toISOString();
}

function holds(described: Described, record: VendorRecord, item: FieldValues): boolean {
  return Object.entries(item).every(([name, value]) => {
    const { type } = fieldOf(described, name);
    const isId = type === "reference" || type === "id";
    const sent = isId && typeof value === "string" ? longRecordId(value) : value;
    const kind = type === "datetime" ? "datetime" : "text";
    return sameValue(canonical(sent, kind), canonical(record.fields[name], kind));
  });
}
