// Changes what a dead letter sends when it is replayed.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { FieldValues, Value } from "../../core/contract/records.ts";
import type { DeadLetter, Side } from "../../core/store/rows.ts";
import { editOps } from "../../core/sync/write/dead-letters.ts";
import {
  type EditedLetter,
  editLetter,
  type LetterEdit,
  targetOf,
} from "../../core/sync/write/edit-letter.ts";
import type { App } from "../../daemon/app.ts";
import { actorOf } from "./actor.ts";
import { letterDocument } from "./letter-document.ts";

export interface EditDocument {
  readonly schema: "integ.dlq-edit/1";
  readonly item: ReturnType<typeof letterDocument>;
  /** The side whose fields these are. */
  readonly target: Side;
  readonly changes: EditedLetter["changes"];
  readonly next: string;
}

/** @throws ValidationError E_INPUT for an edit that can't be; nothing is changed then. */
export async function editLetterWith(app: App, letter: DeadLetter, edit: LetterEdit): Promise<EditDocument> {
  const runtime = await app.prepare(letter.sync, "remembered");
  const { edited, changes } = editLetter(runtime, letter, edit);
  await app.store.commit(editOps(actorOf(app), letter, edited));
  const item = letterDocument((await app.store.deadLetter(letter.id)) ?? letter);
  const next = `integ replay-dlq ${letter.id}`;
  return { schema: "integ.dlq-edit/1", item, target: targetOf(letter), changes, next };
}

/** `FIELD=JSON` as typed. @throws IntegrationError E_USAGE. */
export function parseSettings(typed: readonly string[]): FieldValues {
  return Object.fromEntries(typed.map(parseSetting));
}

function parseSetting(text: string): readonly [string, Value] {
  const at = text.indexOf("=");
  const name = text.slice(0, at).trim();
  if (at < 1 || name === "") throw wrong(`--set ${text} names no field`, "Write it as FIELD=JSON.");
  try {
    return [name, JSON.parse(text.slice(at + 1)) as Value];
  } catch {
    const value = text.slice(at + 1);
    const hint = `A text needs its quotes, also after the shell: --set '${name}=${JSON.stringify(value)}'`;
    throw wrong(`--set ${name}: ${value === "" ? "nothing" : value} is no JSON`, hint);
  }
}

function wrong(message: string, hint: string): IntegrationError {
  return new IntegrationError({ code: "E_USAGE", message, hint });
}
