// SOQL text from values: literals escaped by field type, identifiers only as the vendor described them (SFC-5).
import { ConfigError } from "../../contract/errors.ts";
import type { Described, DescribedField } from "./schema.ts";

/** Vendor: a literal in WHERE has 4,000 characters at most. */
const longestLiteral = 4000;
/** Vendor: URI and headers together 16,384 bytes; the rest is left to the token and the other headers. */
const longestConditionBytes = 9000;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};
const numberTypes = new Set(["int", "long", "double", "currency", "percent"]);
const timePatterns: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/,
};

/** A quoted string literal; whatever the text is, it stays inside the quotes. */
export function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters SOQL has escapes for
  return `'${text.replace(/[\\'"\n\r\t\u0008\f]/g, (character) => escapes[character] ?? character)}'`;
}

/** Literal that compares with a field of this type; null when no value of the field can equal the text. */
export function literalFor(field: DescribedField, text: string): string | null {
  // A blank literal would match every blank field.
  if (text === "" || text.length > longestLiteral) return null;
  if (numberTypes.has(field.type)) return /^-?\d{1,18}(\.\d{1,18})?$/.test(text) ? text : null;
  if (field.type === "boolean") return text === "true" || text === "false" ? text : null;
  const pattern = timePatterns[field.type];
  if (pattern) return pattern.test(text) ? text : null;
  if (field.type === "id" || field.type === "reference") return isRecordId(text) ? quote(text) : null;
  return quote(text);
}

/**
 * True for 15 characters, or 18 whose suffix fits the first 15. One id of another form in a query makes the
 * vendor refuse the query as a whole.
 */
export function isRecordId(text: string): boolean {
  if (!/^[A-Za-z0-9]{15}([A-Z0-5]{3})?$/.test(text)) return false;
  return text.length === 15 || longRecordId(text.slice(0, 15)) === text;
}

/** The 18-character form of a record id; see the fact on key suffixes in the README. */
export function longRecordId(id: string): string {
  if (id.length !== 15) return id;
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].map((letter, bit) => (/[A-Z]/.test(letter) ? 1 << bit : 0));
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits.reduce((sum, bit) => sum + bit, 0)];
  });
  return id + suffix.join("");
}

/**
 * The described field of exactly this name.
 * @throws ConfigError (E_FIELD_UNKNOWN) also when field-level security hides it: describe can't tell the two apart.
 */
export function fieldOf(described: Described, name: string): DescribedField {
  const field = described.fields.find((candidate) => candidate.name === name);
  if (field) return field;
  const other = described.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `${described.name} has no field ${name} that the integration user can see`,
    hint: other
      ? `Write it as ${other.name}.`
      : "Correct the name, or give the integration user read access to the field (field-level security).",
  });
}

/** `field IN (…)` conditions short enough for a URL each; literals in their order. */
export function splitIn(field: string, literals: readonly string[]): string[] {
  const chunks: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const literal of literals) {
    const size = encodeURIComponent(literal).length + 3;
    if (bytes + size > longestConditionBytes) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(literal);
    bytes += size;
  }
  return chunks.map((chunk) => `${field} IN (${chunk.join(",")})`);
}
