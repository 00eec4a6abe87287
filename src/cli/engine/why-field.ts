// Why a field is as it is: the last thing that gave it its value, and what led to that. Pure.
import type { SyncConfig } from "../../core/config/types.ts";
import type { Value } from "../../core/contract/records.ts";
import type { Shadow, Side } from "../../core/store/rows.ts";
import type { HistoryEntry } from "./record-history.ts";

/** What a field is called on both sides; null where a side has none of its own. */
export interface FieldNames {
  readonly left: string | null;
  readonly right: string | null;
  readonly label: string;
}

export interface Why {
  readonly field: string;
  /** The values both sides last agreed on; absent ones were never agreed. */
  readonly agreed: Readonly<Partial<Record<Side, Value>>>;
  /** When it got this value, RFC 3339; null when it was never written or agreed. */
  readonly since: string | null;
  /** One sentence. */
  readonly because: string;
}

/** The field of a sync by its name on either side or its label; null when the sync does not map it. */
export function fieldNames({ fields }: SyncConfig, typed: string): FieldNames | null {
  for (const { left, right } of fields) {
    const label = `${left ?? ""} ↔ ${right ?? ""}`;
    if ([left, right, label].includes(typed)) return { left, right, label };
  }
  return null;
}

type Data = Readonly<Record<string, Value>>;
const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const dataOf = (value: unknown): Data => (isData(value) ? value : {});
const listOf = (value: unknown): readonly Value[] => (Array.isArray(value) ? value : []);

const names = ({ left, right }: FieldNames): readonly string[] =>
  [left, right].filter((name) => name !== null);

const hasField = (values: unknown, field: FieldNames): boolean =>
  names(field).some((name) => name in dataOf(values));

/** Whether something that happened was about the field; what concerns the whole record is. */
export function isAbout({ kind, data }: HistoryEntry, field: FieldNames): boolean {
  const facts = dataOf(data);
  const inAgreed = hasField(dataOf(facts.agreed).left, field) || hasField(dataOf(facts.agreed).right, field);
  if (kind === "decided") return listOf(facts.writes).some((write) => hasField(dataOf(write).fields, field));
  if (kind === "agreed") return inAgreed;
  if (kind === "confirmed" || kind === "adopted") return hasField(facts.fields, field) || inAgreed;
  if (typeof facts.field === "string") return [field.label, ...names(field)].includes(facts.field);
  return true;
}

/** `entries` are those about the field, oldest first. */
export function whyOf(shadows: readonly Shadow[], entries: readonly HistoryEntry[], field: FieldNames): Why {
  const agreed: Partial<Record<Side, Value>> = {};
  for (const { side, values } of shadows) {
    const name = field[side];
    const value = name === null ? undefined : values[name];
    if (value !== undefined) agreed[side] = value;
  }
  const at = causeIndex(entries, field);
  const entry = entries[at];
  if (!entry) {
    const because = "integ has neither written it nor seen both sides agree on it.";
    return { field: field.label, agreed, since: null, because };
  }
  return {
    field: field.label,
    agreed,
    since: entry.at,
    because: becauseOf(entry, entries.slice(0, at), field),
  };
}

/** The last write, or the last agreement where that was on something else than what was written before it. */
function causeIndex(entries: readonly HistoryEntry[], field: FieldNames): number {
  const wrote = entries.findLastIndex(({ kind }) => kind === "confirmed" || kind === "adopted");
  const agreed = entries.findLastIndex(({ kind }) => kind === "agreed");
  if (agreed < wrote || wrote === -1) return Math.max(agreed, wrote);
  return isOf(dataOf(entries[wrote]?.data), dataOf(entries[agreed]?.data), field) ? wrote : agreed;
}

/** Whether what was written is what was agreed on afterwards. */
function isOf({ side, fields }: Data, { agreed }: Data, field: FieldNames): boolean {
  const name = field[side === "left" ? "left" : "right"];
  const values = dataOf(dataOf(agreed)[String(side)]);
  return name !== null && JSON.stringify(dataOf(fields)[name]) === JSON.stringify(values[name]);
}

function becauseOf(entry: HistoryEntry, before: readonly HistoryEntry[], field: FieldNames): string {
  const { side, operation } = dataOf(entry.data);
  if (entry.kind === "agreed")
    return "Nothing had to be written, or may be by this field's direction and rights: both sides stay as they are.";
  const wrote = `integ wrote it to the ${String(side)} (${String(operation)})`;
  const decision = before.findLast(({ kind }) => kind === "decided");
  const reasons = listOf(dataOf(decision?.data).reasons).map(String);
  const own = reasons.filter((reason) => names(field).some((name) => reason.includes(name)));
  const why = (own.length > 0 ? own : reasons).join("; ");
  return why === "" ? `${wrote}.` : `${wrote}: ${why}.`;
}
