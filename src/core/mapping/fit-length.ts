// Text cut to what the target stores; comparing in that space keeps cut text from bouncing back.
import type { Value } from "../contract/records.ts";
import { canonical } from "./canonical.ts";

/** What a field stores of a text; null or absent: any length. */
export interface TextLimits {
  /** UTF-16 code units. */
  readonly maxLength: number | null;
  /** Bytes of UTF-8. */
  readonly maxBytes?: number | null;
}

/** Canonical plain text within the limits, no character split. Other values are left as they are. */
export function fitLength(value: Value, { maxLength, maxBytes = null }: TextLimits): Value {
  if (typeof value !== "string" || (maxLength === null && maxBytes === null)) return value;
  // Before the cut, since some characters are longer in canonical form; and after, since a cut can end in a blank.
  const text = canonical(value, "text");
  if (typeof text !== "string") return null;
  const short = maxLength === null || text.length <= maxLength ? text : cutUnits(text, maxLength);
  return canonical(maxBytes === null ? short : cutBytes(short, maxBytes), "text");
}

function cutUnits(text: string, most: number): string {
  const lastUnit = text.charCodeAt(most - 1);
  const splitsPair = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return text.slice(0, splitsPair ? most - 1 : most);
}

function cutBytes(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= most) return text;
  let end = most;
  // The first byte left out must begin a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
