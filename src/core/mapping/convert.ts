// A value of one type as a value of another one.
import { ValidationError } from "../contract/errors.ts";
import type { FieldType, Value } from "../contract/records.ts";
import { exactNumber, plainDecimal } from "./decimals.ts";
import { parseTime, type Zone } from "./times.ts";

/** Between the members of several values in one text; the members are cut there on the way back. */
const separator = ";";

/** The refusal of one record's value: which field holds it, which can't take it, and why. */
export function noCounterpart(value: Value, from: string, to: string, why: string): ValidationError {
  return new ValidationError({
    code: "E_MAPPING_VALUE",
    message: `${from} has the value ${shortJson(value)}, which ${to} can't take: ${why}`,
  });
}

const mostShown = 120;

function shortJson(value: Value): string {
  const json = JSON.stringify(value);
  return json.length <= mostShown ? json : `${json.slice(0, mostShown)}…`;
}

/** Text of a canonical value; undefined for what is no text, number, truth value or list of these. */
export function textOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return plainDecimal(String(value)) ?? undefined;
  if (!Array.isArray(value)) return undefined;
  const members = value.map(textOf);
  return members.includes(undefined) ? undefined : members.join(`${separator} `);
}

const isTextual = (type: FieldType): boolean =>
  ["text", "longtext", "picklist", "id", "reference"].includes(type);
const isTemporal = (type: FieldType): boolean => type === "date" || type === "datetime";

/** Whether any value of one type can become one of the other. */
export function canConvert(from: FieldType, to: FieldType): boolean {
  if (from === to || isTextual(from) || isTextual(to)) return true;
  return isTemporal(from) && isTemporal(to);
}

type Conversion = (value: Value, zone: Zone) => Value | undefined;

const toTime: Conversion = (value, zone) => {
  if (typeof value !== "string") return undefined;
  const ms = parseTime(value);
  if (ms === null) return undefined;
  return new Date(isDayOnly(value) ? zone.startOf(value) : ms).toISOString();
};

const toDay: Conversion = (value, zone) => {
  if (typeof value !== "string") return undefined;
  const ms = parseTime(value);
  if (ms === null) return undefined;
  return isDayOnly(value) ? value : zone.dayAt(ms);
};

const isDayOnly = (text: string): boolean => text.length === 10;

const toList: Conversion = (value) => {
  if (Array.isArray(value)) return value;
  const text = textOf(value);
  return text?.split(separator).map((member) => member.trim());
};

const toBoolean: Conversion = (value) => {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  return word === "true" ? true : word === "false" ? false : undefined;
};

const toNumber: Conversion = (value) =>
  typeof value === "number" || typeof value === "string" ? (exactNumber(value) ?? undefined) : undefined;

const conversions: Readonly<Record<FieldType, Conversion>> = {
  text: textOf,
  longtext: textOf,
  picklist: textOf,
  id: textOf,
  reference: textOf,
  multipicklist: toList,
  boolean: toBoolean,
  number: toNumber,
  date: toDay,
  datetime: toTime,
};

/** A canonical value as one of another type; undefined when that type can't hold it. */
export function convertType(value: Value, to: FieldType, zone: Zone): Value | undefined {
  return value === null ? null : conversions[to](value, zone);
}
