// Items that need a person: how one is made, and how it is put back to work.
import type { Value } from "../contract/records.ts";
import type { Op } from "../store/ops.ts";
import type { DeadLetter, InboxRow, Link, Side } from "../store/rows.ts";
import { describeFailure } from "./failure.ts";
import type { EngineContext } from "./types.ts";

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
  const { link, side, recordId, operation, payload, rows } = failure;
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

/**
 * Puts open dead letters back to work: each is decided anew from fresh values under the current mapping, so a
 * replay has the effect of once. Its entry closes when the record is in step, and opens again when it is not.
 */
export async function replayDeadLetters(
  engine: EngineContext,
  letters: readonly DeadLetter[],
): Promise<void> {
  const now = engine.clock.now();
  const ops = letters.flatMap((letter): Op[] => [
    { op: "deadLetter.replay", id: letter.id, at: now },
    {
      op: "inbox.add",
      row: {
        sync: letter.sync,
        side: letter.side,
        recordId: letter.recordId,
        kind: "changed",
        source: "replay",
        eventKey: `replay:${engine.ids.next()}`,
        seenAt: now,
        changedAt: null,
        dueAt: now,
      },
    },
    {
      op: "history.add",
      row: {
        sync: letter.sync,
        linkId: letter.linkId,
        at: now,
        kind: "replayed",
        data: { letter: letter.id },
      },
    },
  ]);
  await engine.store.commit(ops);
}
