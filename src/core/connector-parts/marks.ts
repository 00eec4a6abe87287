// The digest a record without a correlation field is marked with, so that it is found again by what it was to hold.
import { createHash } from "node:crypto";
import type { FieldValues, Value } from "../contract/records.ts";

const digestLength = 32;

function sorted(fields: FieldValues): readonly (readonly [string, Value])[] {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return given.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Says what a create was to hold; the same for the same values, whatever their order. */
export function digestOf(object: string, fields: FieldValues): string {
  const text = JSON.stringify([object, sorted(fields)]);
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength);
}
