// What a person may write into a dead letter: values of mapped fields that the target can take. Pure.
import { ValidationError } from "../../contract/errors.ts";
import type { FieldType, FieldValues, Value } from "../../contract/records.ts";
import type { FieldEnd } from "../../mapping/compile.ts";
import { flowsTo } from "../../mapping/compile.ts";
import { canonicalOf, formatOf } from "../../mapping/rich.ts";
import { parseTime } from "../../mapping/times.ts";
import { type DeadLetter, otherSide, type Side } from "../../store/rows.ts";
import type { SyncRuntime } from "../types.ts";

export interface LetterEdit {
  /** Native field of the target → the value to send; null sends a blank. */
  readonly set: FieldValues;
  /** Fields of which an earlier edit is taken back. */
  readonly unset: readonly string[];
}

export interface EditedLetter {
  /** Everything a replay sends instead, earlier edits included; null: nothing. */
  readonly edited: FieldValues | null;
  /** `null`: nothing was or would be sent for the field. */
  readonly changes: readonly {
    readonly field: string;
    readonly before: { readonly value: Value } | null;
    readonly after: { readonly value: Value } | null;
  }[];
}

/** The side a dead letter's write goes to. */
export const targetOf = (letter: DeadLetter): Side => otherSide(letter.side);

/** What the write that failed would have sent; empty when it did not come to one. */
export function sentBy({ payload }: DeadLetter): FieldValues {
  const { write } = Object(payload) as { readonly write?: FieldValues };
  return write ?? {};
}

/**
 * The letter's edits with these ones laid over them.
 * @throws ValidationError E_INPUT for a letter that can't be edited, a field the sync does not write to the target, or
 * a value that does not fit the field.
 */
export function editLetter(sync: SyncRuntime, letter: DeadLetter, { set, unset }: LetterEdit): EditedLetter {
  refuseUneditable(letter);
  const side = targetOf(letter);
  const ends = new Map(
    sync.mapping.pairs
      .filter(({ direction }) => flowsTo(direction, side))
      .map((pair) => [pair.ends[side].name, pair.ends[side]]),
  );
  const known = letter.edited ?? {};
  const values = Object.entries(set).map(([name, value]) => {
    const end = ends.get(name);
    if (!end || !(end.creatable || end.updatable)) throw notWritten(sync, side, name, [...ends.keys()]);
    return [name, valueFor(end, value)] as const;
  });
  for (const name of unset) {
    if (!(name in known))
      throw refusal(`${name} has not been edited`, `Edited: ${Object.keys(known).join(", ") || "nothing"}.`);
  }
  const kept = Object.entries(known).filter(([name]) => !unset.includes(name));
  const edited = { ...Object.fromEntries(kept), ...Object.fromEntries(values) };
  const sent = sentBy(letter);
  const changes = [...new Set([...Object.keys(set), ...unset])].map((field) => ({
    field,
    before: valueIn(known, field) ?? valueIn(sent, field),
    after: valueIn(edited, field) ?? valueIn(sent, field),
  }));
  return { edited: Object.keys(edited).length === 0 ? null : edited, changes };
}

function valueIn(fields: FieldValues, name: string): { readonly value: Value } | null {
  const value = fields[name];
  return value === undefined ? null : { value };
}

/** A delete, a read and a match send no values. */
const editable: ReadonlySet<string> = new Set(["create", "update", "translate"]);

function refuseUneditable({ id, state, operation, settledBy }: DeadLetter): void {
  if (state === "replaying")
    throw refusal(`${id} is being replayed`, "Wait for its outcome: `integ dlq show` tells it.");
  if (state !== "open")
    throw refusal(
      `${id} is ${state}${settledBy === null ? "" : ` by ${settledBy}`}`,
      "Only open items can be edited.",
    );
  if (!editable.has(operation))
    throw refusal(
      `${id} failed to ${operation}, which sends no values`,
      "Mend its cause, then run `integ replay-dlq`.",
    );
}

function notWritten(sync: SyncRuntime, side: Side, name: string, known: readonly string[]): ValidationError {
  const { connection, objectName } = sync.sides[side];
  return refusal(
    `${sync.name} does not write ${name} to ${connection.name} ${objectName}`,
    `It writes ${known.join(", ")}.`,
  );
}

function refusal(message: string, hint: string): ValidationError {
  return new ValidationError({ code: "E_INPUT", message, hint });
}

/** The value in the form the field is compared in. @throws ValidationError E_INPUT when the field can't take it. */
function valueFor(end: FieldEnd, value: Value): Value {
  if (value === null) {
    if (end.required) throw refusal(`${end.name} may not be blank`, "Give a value.");
    return null;
  }
  const wanted = wantedBy(end);
  if (!wanted.fits(value))
    throw refusal(`${end.name} takes ${wanted.words}, and this is ${JSON.stringify(value)}`, wanted.hint);
  const unlisted = members(value).find((one) => end.values !== null && !end.values.includes(String(one)));
  if (unlisted !== undefined)
    throw refusal(`${end.name} does not list ${JSON.stringify(unlisted)}`, `It lists ${listed(end)}.`);
  if (typeof value === "string" && end.maxLength !== null && value.length > end.maxLength)
    throw refusal(
      `${end.name} takes ${end.maxLength} characters, and this is ${value.length}`,
      "Shorten it.",
    );
  return canonicalOf(value, end);
}

const mostListed = 20;
const listed = ({ values }: FieldEnd): string => {
  const names = (values ?? []).slice(0, mostListed).join(", ");
  return (values ?? []).length > mostListed ? `${names}, …` : names;
};
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
