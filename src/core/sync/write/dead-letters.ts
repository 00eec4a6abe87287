// Items that need a person: how one is made, and how it is put back to work.
import type { FieldValues, Value } from "../../contract/records.ts";
import type { Op } from "../../store/ops.ts";
import { type DeadLetter, type InboxRow, idOn, type Link, otherSide, type Side } from "../../store/rows.ts";
import type { Actor } from "../operate.ts";
import type { EngineContext } from "../types.ts";
import { describeFailure } from "./failure.ts";

export interface Failure {
  readonly link: Link;
  /** Where the change came from. */
  readonly side: Side;
  readonly recordId: string;
  readonly operation: string;
  readonly error: unknown;
  /** What was read and what was to be written. */
  readonly payload: Value;
  readonly rows: readonly InboxRow[];
}

/** Ops that dead-letter an item with its cause, payload and next step. A link has one open entry at most. */
export function deadLetterOps(engine: EngineContext, failure: Failure): Op[] {
  const at = engine.clock.now();
  const { link, operation, payload, rows } = failure;
  const { side, recordId } = placeOf(failure);
  const text = describeFailure(failure.error);
  const ids = rows.map((row) => row.id);
  const letter = {
    id: engine.ids.next(),
    sync: link.sync,
    linkId: link.id,
    side,
    recordId,
    operation,
    payload,
    lastAt: at,
  };
  const data = { code: text.code, message: text.message, operation };
  engine.log.warn("record.dead", { sync: link.sync, link: link.id, record: recordId, ...data });
  return [
    { op: "deadLetter.put", letter: { ...letter, ...text } },
    { op: "inbox.plan", ids, linkId: link.id },
    { op: "inbox.settle", ids, state: "dead", at },
    { op: "history.add", row: { sync: link.sync, linkId: link.id, at, kind: "dead", data } },
  ];
}

/** Where it is replayed from: its record, which may be gone by now, or else its counterpart. */
function placeOf({ link, side, recordId }: Failure): Pick<DeadLetter, "side" | "recordId"> {
  const own = recordId === "" ? idOn(link, side) : recordId;
  if (own !== null) return { side, recordId: own };
  return { side: otherSide(side), recordId: idOn(link, otherSide(side)) ?? "" };
}

const batchSize = 200;

/**
 * Puts open dead letters back to work: each is decided anew from fresh values under the current mapping, so a
 * replay has the effect of once. Its entry closes when the record is in step, and opens again when it is not.
 */
export async function replayDeadLetters(
  engine: EngineContext,
  letters: readonly DeadLetter[],
): Promise<void> {
  const at = engine.clock.now();
  for (let start = 0; start < letters.length; start += batchSize) {
    const batch = letters.slice(start, start + batchSize);
    await engine.store.commit(batch.flatMap((letter) => replayOps(engine, letter, at)));
  }
}

function replayOps(engine: EngineContext, letter: DeadLetter, at: number): Op[] {
  const { id, sync, linkId, side, recordId } = letter;
  const kind = toldOfDelete(letter) ? ("deleted" as const) : ("changed" as const);
  const eventKey = `replay:${engine.ids.next()}`;
  const row = { sync, side, recordId, kind, source: "replay" as const, eventKey };
  return [
    { op: "deadLetter.replay", id, at },
    { op: "inbox.add", row: { ...row, seenAt: at, changedAt: null, dueAt: at } },
    { op: "history.add", row: { sync, linkId, at, kind: "replayed", data: { letter: id } } },
  ];
}

/** The write that failed was to carry a delete over; some vendors don't show the deleted record any more. */
function toldOfDelete({ operation, payload }: DeadLetter): boolean {
  if (operation === "delete") return true;
  const { source } = Object(payload) as { readonly source?: unknown };
  return operation === "update" && Object.keys(Object(source)).length === 0;
}

/** Ops by which a person gives an open dead letter up: it is counted as discarded until its record changes again. */
export function discardOps(
  { who, at }: Actor,
  { id, sync, linkId, code }: DeadLetter,
  reason: string | null,
): Op[] {
  const data = { letter: id, code, reason, who };
  return [
    { op: "deadLetter.discard", id, who, at },
    { op: "history.add", row: { sync, linkId, at, kind: "discarded", data } },
  ];
}

/** Ops by which a replay sends `edited` instead of what it would; null: nothing instead. */
export function editOps({ who, at }: Actor, letter: DeadLetter, edited: FieldValues | null): Op[] {
  const { id, sync, linkId } = letter;
  const data = { letter: id, fields: edited ?? {}, who };
  return [
    { op: "deadLetter.edit", id, edited },
    { op: "history.add", row: { sync, linkId, at, kind: "edited", data } },
  ];
}
