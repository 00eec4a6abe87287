// One form for each value, so that equal means equal whatever a vendor's spelling.
import type { FieldType, Value } from "../contract/records.ts";
import { exactNumber } from "./decimals.ts";
import { parseTime, writtenDay } from "./times.ts";

/**
 * Brings a value of a field into canonical form: text with LF line ends, no outer blanks and in Unicode NFC;
 * times as RFC 3339 UTC with milliseconds, dates as `2026-03-01`; numbers by value; several values sorted, each once;
 * blank as null. What does not fit the type stays as it is.
 */
export function canonical(value: Value | undefined, type: FieldType): Value {
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return canonicalList(value);
  if (typeof value === "number") return type === "number" ? (exactNumber(value) ?? value) : value;
  if (typeof value !== "string") return value;
  const text = canonicalText(value);
  if (text === null || type === "text" || type === "longtext") return text;
  if (type === "datetime") return canonicalTime(text);
  if (type === "date") return writtenDay(text) ?? text;
  return type === "number" ? (exactNumber(text) ?? text) : text;
}

function canonicalText(text: string): string | null {
  const trimmed = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").trim().normalize("NFC");
  return trimmed === "" ? null : trimmed;
}

function canonicalList(values: readonly Value[]): Value {
  const members = values.map((one) => (typeof one === "string" ? canonicalText(one) : one));
  const once = new Map(members.filter((one) => one !== null).map((one) => [stableJson(one), one]));
  if (once.size === 0) return null;
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
}

function canonicalTime(text: string): Value {
  const ms = parseTime(text);
  return ms === null ? text : new Date(ms).toISOString();
}

/** Whether two canonical values are the same. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return stableJson(a) === stableJson(b);
}

/** JSON with object keys sorted: equal for equal values. */
export function stableJson(value: Value): string {
  return JSON.stringify(value, (_key, inner: Value) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
