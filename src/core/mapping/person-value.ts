// A value as a person gives it for a field: nothing is converted, as what was meant can be asked.
import { ValidationError } from "../contract/errors.ts";
import type { FieldType, Value } from "../contract/records.ts";
import { choicesOf } from "./choices.ts";
import type { FieldEnd } from "./compile.ts";
import { canonicalOf, formatOf } from "./rich.ts";
import { parseTime } from "./times.ts";

/**
 * The value in the form the field is compared in.
 * @throws ValidationError E_INPUT when the field can't take it: another type, too long, not listed, blank where none may be.
 */
export function valueOfPerson(end: FieldEnd, value: Value): Value {
  if (value === null) {
    if (end.required) throw refusal(`${end.name} may not be blank`, "Give a value.");
    return null;
  }
  const wanted = wantedBy(end);
  if (!wanted.fits(value))
    throw refusal(`${end.name} takes ${wanted.words}, and this is ${JSON.stringify(value)}`, wanted.hint);
  const unlisted = members(value).find((one) => end.values !== null && !end.values.includes(String(one)));
  if (unlisted !== undefined)
    throw refusal(`${end.name} does not list ${JSON.stringify(unlisted)}`, `It lists ${choicesOf(end)}.`);
  if (typeof value === "string" && end.maxLength !== null && value.length > end.maxLength)
    throw refusal(
      `${end.name} takes ${end.maxLength} characters, and this is ${value.length}`,
      "Shorten it.",
    );
  return canonicalOf(value, end);
}

const members = (value: Value): readonly Value[] => (Array.isArray(value) ? value : [value]);

interface Wanted {
  readonly words: string;
  readonly hint: string;
  readonly fits: (value: Value) => boolean;
}

const isText = (value: Value): boolean => typeof value === "string";
const isTime = (value: Value): boolean => typeof value === "string" && parseTime(value) !== null;
const text: Wanted = { words: "a text", hint: 'Write it as JSON: "…" in quotes.', fits: isText };
const wantedByType: Readonly<Record<FieldType, Wanted>> = {
  text,
  longtext: text,
  picklist: text,
  id: text,
  reference: { ...text, words: "an id as a text" },
  multipicklist: {
    words: "a list of texts",
    hint: 'Write it as JSON: ["one","two"].',
    fits: (value) => Array.isArray(value) && value.every(isText),
  },
  boolean: {
    words: "true or false",
    hint: "Write it without quotes.",
    fits: (value) => typeof value === "boolean",
  },
  number: { words: "a number", hint: "Write it without quotes.", fits: (value) => Number.isFinite(value) },
  date: {
    words: "a day",
    hint: 'Write it as JSON: "2026-03-31".',
    fits: (value) => isTime(value) && String(value).length === 10,
  },
  datetime: { words: "a time", hint: 'Write it as JSON: "2026-03-31T12:00:00Z".', fits: isTime },
};

function wantedBy(end: FieldEnd): Wanted {
  if (formatOf(end) !== "adf") return wantedByType[end.type];
  return {
    words: "a document in Atlassian's format",
    hint: 'Write it as JSON: {"type":"doc","version":1,"content":[…]}.',
    fits: (value) => typeof value === "object" && !Array.isArray(value),
  };
}

function refusal(message: string, hint: string): ValidationError {
  return new ValidationError({ code: "E_INPUT", message, hint });
}
