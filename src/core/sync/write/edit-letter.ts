// What a person may write into a dead letter: values of mapped fields that the target can take. Pure.
import { ValidationError } from "../../contract/errors.ts";
import type { FieldValues, Value } from "../../contract/records.ts";
import { flowsTo } from "../../mapping/compile.ts";
import { valueOfPerson } from "../../mapping/person-value.ts";
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
    return [name, valueOfPerson(end, value)] as const;
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
