// Values on their way to and from the vendor, the same for all its objects. Pure.
import { invalid, isText, sortedSet } from "../../connector-parts/encoding.ts";
import type { Value } from "../../contract/records.ts";

/** A vendor's value in the form fields have. */
export function readValue(value: Value | undefined): Value {
  if (value === undefined || value === "") return null;
  return Array.isArray(value) && value.every(isText) ? sortedSet(value) : value;
}

/** An id to send, as the number the vendor takes. @throws Unfit */
export function writeReference(name: string, value: Value): number | null {
  if (value === null) return null;
  const id = Number(value);
  if ((isText(value) || typeof value === "number") && /^\d+$/.test(String(value)) && Number.isSafeInteger(id))
    return id;
  throw invalid(name, "an id of the vendor (digits)");
}
