// What a person tells the engine to do, as rows: pause, resume, look again, decide, link. Pure, and each with its
// history, so that it can be seen later who did what.

import type { Value } from "../contract/records.ts";
import type { Ids } from "../contract/runtime.ts";
import { sides } from "../contract/sides.ts";
import type { NewInboxRow, Op } from "../store/ops.ts";
import {
  type Conflict,
  type ConflictChoice,
  type HistoryKind,
  idOn,
  type Link,
  type Pause,
  type Side,
} from "../store/rows.ts";
import { approveDeletes, deleteWindowMs } from "./decide/delete-approval.ts";
import { unmatchedKey } from "./match/identify.ts";
import { sweepWantedKey } from "./observe/reset.ts";
import type { BySide } from "./read-records.ts";
import { pausedOps, wholeSync } from "./write/stand-still.ts";

/** Who acts, and when (milliseconds). */
export interface Actor {
  readonly who: string;
  readonly at: number;
  readonly ids: Ids;
}

function event(
  { who, at }: Actor,
  sync: string,
  linkId: string,
  kind: HistoryKind,
  data: Record<string, Value>,
): Op {
  return { op: "history.add", row: { sync, linkId, at, kind, data: { who, ...data } } };
}

/** Pauses a sync, or one record of it. Changes go on being observed and are kept. */
export function pauseOps(actor: Actor, sync: string, link: Link | null, reason: string | null): Op[] {
  const { who, at } = actor;
  const stand = { sync, subject: link?.id ?? "", message: reason ?? "no reason was given", who, at };
  return pausedOps(
    link
      ? { ...stand, kind: "link", code: "E_RECORD_PAUSED" }
      : { ...stand, kind: "sync", code: "E_SYNC_PAUSED" },
  );
}

/**
 * Ends the pause of a whole sync; everything that is open is due at once. `approvedDeletes`: so many vanished records
 * of each side are meant, for an hour; null: none. A side that is empty and is meant to be is read once more, to find
 * what is gone.
 */
export function resumeSyncOps(
  actor: Actor,
  { sync, code, message }: Pause,
  approvedDeletes: BySide<number> | null,
): Op[] {
  const { at } = actor;
  const approved =
    approvedDeletes === null
      ? []
      : [approveDeletes(sync, { counts: approvedDeletes, at, until: at + deleteWindowMs })];
  const wanted = approved.length === 0 || code !== "E_SIDE_EMPTY" ? [] : sides;
  return [
    ...approved,
    ...wanted.map((side): Op => ({ op: "meta.put", key: sweepWantedKey(sync, side), value: actor.who })),
    { op: "pause.drop", sync, kind: "sync", subject: "" },
    { op: "inbox.hurryAll", sync, dueAt: at },
    event(actor, sync, wholeSync, "resumed", {
      code,
      message,
      approvedDeletes: allowedDeletes(code, approvedDeletes),
    }),
  ];
}

/** How many deletes an answer to the pause allows. Where a side is empty it is all on that one, whichever it is. */
export function allowedDeletes(code: Pause["code"], counts: BySide<number> | null): number | null {
  if (counts === null) return null;
  const { left, right } = counts;
  return code === "E_SIDE_EMPTY" ? Math.max(left, right) : left + right;
}

/** Ends the pause of one record and has it looked at. */
export function resumeRecordOps(actor: Actor, link: Link, { code, message }: Pause): Op[] {
  const { sync, id } = link;
  return [
    { op: "pause.drop", sync, kind: "link", subject: id },
    event(actor, sync, id, "resumed", { code, message }),
    ...sidesOf(link).flatMap(({ side, recordId }): Op[] => [
      { op: "inbox.hurry", sync, side, recordIds: [recordId], dueAt: actor.at },
    ]),
    ...lookOps(lookRowOf(actor, link)),
  ];
}

/** Notes in the history that a changed field was taken as it is now; `accept` are the ops that do it. */
export function resumeFieldOps(actor: Actor, { sync, subject, message }: Pause, accept: readonly Op[]): Op[] {
  return [
    ...accept,
    { op: "inbox.hurryAll", sync, dueAt: actor.at },
    event(actor, sync, wholeSync, "resumed", { field: subject, message }),
  ];
}

/** Forgets the positions of the sides' feeds and asks for both to be read whole at the next run. */
export function resetOps(actor: Actor, sync: string, sides: readonly Side[]): Op[] {
  return [
    ...sides.flatMap((side): Op[] => [
      { op: "cursor.drop", sync, side },
      { op: "meta.put", key: sweepWantedKey(sync, side), value: actor.who },
    ]),
    event(actor, sync, wholeSync, "reset", { sides }),
  ];
}

/** A row by which one record is looked at now. */
export function lookRow({ at, ids }: Actor, sync: string, side: Side, recordId: string): NewInboxRow {
  return {
    sync,
    side,
    recordId,
    kind: "changed",
    source: "person",
    eventKey: `person:${ids.next()}`,
    seenAt: at,
    changedAt: null,
    dueAt: at,
  };
}

/** The same for a link, by whichever record it has; null for a link that has none. */
export function lookRowOf(actor: Actor, link: Link): NewInboxRow | null {
  const [first] = sidesOf(link);
  return first ? lookRow(actor, link.sync, first.side, first.recordId) : null;
}

/** Ops that have the row handled; none where there is no row. */
export const lookOps = (row: NewInboxRow | null): Op[] => (row === null ? [] : [{ op: "inbox.add", row }]);

function sidesOf(link: Link): readonly { readonly side: Side; readonly recordId: string }[] {
  return sides.flatMap((side) => {
    const recordId = idOn(link, side);
    return recordId === null ? [] : [{ side, recordId }];
  });
}

/** A person's choice for a parked conflict. Its record has to be looked at for it to be carried out. */
export function decideOps(actor: Actor, conflict: Conflict, choice: ConflictChoice): Op[] {
  const { id, sync, linkId, field, left, right } = conflict;
  const { who, at } = actor;
  return [
    { op: "conflict.decide", id, choice, who, at },
    event(actor, sync, linkId, "resolved", { conflict: id, field, choice, left, right }),
  ];
}

/**
 * One link for two records that belong together. `waiting` are the links under which they have waited for a
 * counterpart: one goes on, the others end, with their dead letters.
 */
export function joinOps(
  actor: Actor,
  { sync, leftId, rightId }: { readonly sync: string; readonly leftId: string; readonly rightId: string },
  waiting: readonly Link[],
): { readonly link: Link; readonly ops: Op[] } {
  const { at, ids } = actor;
  const [kept, ...others] = waiting;
  const link: Link = { id: kept?.id ?? ids.next(), sync, leftId, rightId, state: "live", deletedOn: null };
  const retired = others.map((other): Op => {
    const gone: Link = { ...other, leftId: null, rightId: null, state: "tombstone" };
    return { op: "link.put", link: gone, at };
  });
  return {
    link,
    ops: [
      ...retired,
      { op: "link.put", link, at },
      ...waiting.map(({ id }): Op => ({ op: "deadLetter.resolve", linkId: id, at })),
      event(actor, sync, link.id, "linked", { leftId, rightId }),
    ],
  };
}

/** A record is said to have no counterpart: it is not matched any more, and one is made for it. */
export function unmatchOps(actor: Actor, link: Link, side: Side, recordId: string): Op[] {
  const { sync, id } = link;
  return [
    { op: "link.put", link, at: actor.at },
    { op: "meta.put", key: unmatchedKey(sync, side, recordId), value: actor.who },
    { op: "deadLetter.resolve", linkId: id, at: actor.at },
    event(actor, sync, id, "resolved", { side, recordId, choice: "no counterpart" }),
  ];
}
