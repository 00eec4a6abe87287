// A value of one field as a value of its counterpart: type, value map, and what the target can store.
import { ValidationError } from "../contract/errors.ts";
import type { FieldDescription, FieldType, Value } from "../contract/records.ts";
import { canonical } from "./canonical.ts";

const valueText = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));

function noCounterpart(value: Value, from: string, to: string, why: string): ValidationError {
  return new ValidationError({
    code: "E_MAPPING_VALUE",
    message: `${from} has the value ${JSON.stringify(value)}, which ${to} can't take: ${why}`,
  });
}

/** @throws ValidationError E_MAPPING_VALUE when the value is not in the map. */
export function mapValue(value: Value, map: ReadonlyMap<string, string>, from: string, to: string): Value {
  const mapped = map.get(valueText(value));
  if (mapped !== undefined) return mapped;
  throw noCounterpart(value, from, to, `the field's \`values\` map has no entry for it`);
}

type Conversion = (value: Value) => Value | undefined;

const asText: Conversion = (value) =>
  Array.isArray(value)
    ? value.map(valueText).join(", ")
    : typeof value === "object"
      ? undefined
      : String(value);

const conversions: Readonly<Record<FieldType, Conversion>> = {
  text: asText,
  longtext: asText,
  picklist: asText,
  id: asText,
  reference: asText,
  multipicklist: (value) =>
    Array.isArray(value) ? value : typeof value === "string" ? value.split(/[;,]\s*/) : undefined,
  boolean: (value) =>
    typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined,
  number: (value) => {
    const number = typeof value === "number" ? value : typeof value === "string" ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  },
  date: (value) =>
    typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value.slice(0, 10) : undefined,
  datetime: (value) =>
    typeof value === "string" && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined,
};

/** @throws ValidationError E_MAPPING_VALUE when the target's type can't hold the value. */
export function convertType(value: Value, target: FieldDescription, from: string): Value {
  const converted = conversions[target.type](value);
  if (converted !== undefined) return converted;
  throw noCounterpart(value, from, target.name, `it is no ${target.type}`);
}

/** Cuts text to what the target stores; comparing in that space keeps cut text from bouncing back. */
export function fitLength(value: Value, maxLength: number | null): Value {
  if (typeof value !== "string" || maxLength === null) return value;
  // Before the cut, since some characters are longer in canonical form; and after, since a cut can end in a blank.
  const text = canonical(value, "text");
  if (typeof text !== "string" || text.length <= maxLength) return text;
  const lastUnit = text.charCodeAt(maxLength - 1);
  const splitsPair = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return canonical(text.slice(0, splitsPair ? maxLength - 1 : maxLength), "text");
}
