// Values on their way into an expression and out of it, and which results fit where.
import type { FieldType, Value } from "../contract/records.ts";
import { canonical } from "./canonical.ts";

const timestamp = "google.protobuf.Timestamp";
/** CEL type of a field's values. */
export const celTypes: Readonly<Record<FieldType, string>> = {
  text: "string",
  longtext: "string",
  picklist: "string",
  multipicklist: "list<string>",
  boolean: "bool",
  number: "double",
  date: "string",
  datetime: timestamp,
  reference: "string",
  id: "string",
};

/** What a result is for: a field of a type, or a condition. */
export type ResultKind = FieldType | "condition";

const resultTypes: Readonly<Record<ResultKind, readonly string[]>> = {
  condition: ["bool"],
  text: ["string"],
  longtext: ["string"],
  picklist: ["string"],
  multipicklist: ["list<string>", "list<dyn>", "list"],
  boolean: ["bool"],
  number: ["double", "int", "uint"],
  date: ["string", timestamp],
  datetime: [timestamp, "string"],
  reference: ["string"],
  id: ["string"],
};

/** Whether a result of a CEL type is of use for a kind. */
export const fits = (type: string, kind: ResultKind): boolean =>
  type === "dyn" || (kind !== "condition" && type === "null") || resultTypes[kind].includes(type);

/** What to say of a result that does not fit. */
export function resultFault(type: string, kind: ResultKind): string {
  const result = type === timestamp ? "a timestamp" : type;
  if (kind === "condition") return `a condition must be true or false, this gives ${result}`;
  const hint = resultTypes[kind].includes("string") ? "; string(…) makes text of it" : "";
  return `the field is of type ${kind}, this gives ${result}${hint}`;
}

/** A field's value in CEL. Blank text is "", a blank list empty and a blank checkbox false; blank numbers and times are null. */
export function toCel(value: Value | undefined, type: FieldType): unknown {
  const clean = canonical(value, type);
  if (type === "multipicklist") return clean === null ? [] : clean;
  if (type === "boolean") return clean === true;
  if (type === "number") return clean === null ? null : Number(clean);
  if (type === "datetime") return typeof clean === "string" ? new Date(clean) : null;
  if (clean === null) return "";
  return typeof clean === "object" ? JSON.stringify(clean) : String(clean);
}

/** A result of CEL as a value. @throws RangeError for what is none. */
export function fromCel(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(fromCel);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new RangeError("the result is no text, number, time, list or truth value");
}
