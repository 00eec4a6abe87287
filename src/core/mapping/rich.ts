// A field's values in the one form they are compared in, formatting included, and as far as the field can store them.
import { ValidationError } from "../contract/errors.ts";
import type { FieldDescription, FieldType, TextFormat, Value } from "../contract/records.ts";
import { canonical } from "./canonical.ts";
import { plainDecimal, roundDecimal } from "./decimals.ts";
import { fitLength } from "./fit-length.ts";
import { canonicalText, convertText } from "./rich-text/convert-text.ts";
import { fitText, textLength } from "./rich-text/fit-text.ts";

/** What decides about the form of a field's values. */
export type Stored = Pick<FieldDescription, "type" | "format" | "maxLength" | "maxBytes" | "decimals">;

/**
 * Text beyond this is compared as it stands and not converted: bringing it into form would keep everything else
 * waiting. UTF-16 code units; more than the vendors' own limits for formatted text.
 */
const longestRich = 262_144;

const isTooLong = (value: Value): boolean => typeof value === "string" && value.length > longestRich;

/** How the field carries formatting; only text does. */
export function formatOf(field: Pick<Stored, "type" | "format">): TextFormat {
  return field.type === "text" || field.type === "longtext" ? (field.format ?? "plain") : "plain";
}

/** The one form of a value of the field; null when blank. Never fails. */
export function canonicalOf(value: Value | undefined, field: Pick<Stored, "type" | "format">): Value {
  const format = formatOf(field);
  if (format === "plain" || isTooLong(value ?? null)) return canonical(value, field.type);
  return value === undefined || value === null || value === "" ? null : canonicalText(value, format);
}

/**
 * Text of one format as text of another; null for what has nothing to read.
 * @throws ValidationError E_MAPPING_VALUE for text that is too long to be converted.
 */
export function reformat(value: Value, from: TextFormat, to: TextFormat): Value {
  if (from === to) return value;
  if (!isTooLong(value)) return convertText(value, from, to);
  throw new ValidationError({
    code: "E_MAPPING_VALUE",
    message: `The text has more than ${longestRich} characters and can't be converted from ${from} to ${to}`,
    hint: "Shorten the text, or give both sides of the field the same `format`.",
  });
}

/** Types whose values have a length. */
export const textTypes: ReadonlySet<FieldType> = new Set([
  "text",
  "longtext",
  "picklist",
  "multipicklist",
  "reference",
  "id",
]);

/** The canonical value as far as the field can store it: cut, rounded. */
export function storable(value: Value, field: Stored): Value {
  const clean = canonicalOf(value, field);
  if (clean === null) return null;
  if (field.type === "number") return rounded(clean, field.decimals ?? null);
  const format = formatOf(field);
  if (format !== "plain") return fitRich(clean, format, field);
  return textTypes.has(field.type) ? fitLength(clean, field) : clean;
}

function rounded(value: Value, decimals: number | null): Value {
  const plain = decimals === null ? null : plainDecimal(String(value));
  return decimals === null || plain === null ? value : canonical(roundDecimal(plain, decimals), "number");
}

function fitRich(value: Value, format: TextFormat, { maxLength, maxBytes = null }: Stored): Value {
  let fitted = maxLength === null ? value : fitText(value, format, maxLength);
  // Bytes can only be counted once it is written: shorten by the share that is over, until it fits.
  while (maxBytes !== null && fitted !== null && bytesOf(fitted) > maxBytes) {
    const length = textLength(fitted);
    fitted = fitText(fitted, format, Math.min(length - 1, Math.floor((length * maxBytes) / bytesOf(fitted))));
  }
  return fitted;
}

function bytesOf(value: Value): number {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)).length;
}
