// One form for each value, so that equal means equal whatever a vendor's spelling.
import type { FieldType, Value } from "../contract/records.ts";

/**
 * Brings a value of a field into canonical form: text with LF line ends, no outer blanks and in Unicode NFC;
 * dates as RFC 3339 UTC with milliseconds; several values sorted; blank as null.
 */
export function canonical(value: Value | undefined, type: FieldType): Value {
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return canonicalList(value);
  if (type === "datetime" && typeof value === "string") return canonicalTime(value);
  if (type === "number" && typeof value === "string") return canonicalNumber(value);
  if (typeof value === "string") return canonicalText(value);
  return value;
}

function canonicalText(text: string): Value {
  const trimmed = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").trim().normalize("NFC");
  return trimmed === "" ? null : trimmed;
}

function canonicalList(values: readonly Value[]): Value {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function canonicalTime(text: string): Value {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}

function canonicalNumber(text: string): Value {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
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
