// Records that refer to others which are not on the other side yet: they wait, and the others are sent for.
import { SyncError } from "../../contract/errors.ts";
import type { Op } from "../../store/ops.ts";
import { idOn, type Link, otherSide, sides } from "../../store/rows.ts";
import type { Entity } from "../gather.ts";
import type { Decision, EngineContext, Missing, SyncRuntime } from "../types.ts";
import { deadLetterOps } from "./dead-letters.ts";

/** They are woken when the other record is there; this is the net under that. */
const lookAgainMs = 60_000;
const longestWaitMs = 24 * 3_600_000;

/**
 * Ops that make the entity wait for what it refers to. With writes beside it (a reference that is not required), they
 * go out, and the rest follows once it can. After a day without the other record a person is asked where it is required.
 */
export function waitOps(engine: EngineContext, sync: SyncRuntime, entity: Entity, decision: Decision): Op[] {
  const now = engine.clock.now();
  const { link, writes } = decision;
  const waitedFor = decision.missing;
  const ids = entity.rows.map((row) => row.id);
  const since = Math.min(...entity.rows.map((row) => row.seenAt));
  const isRequired = waitedFor.some(({ reference, holds }) => holds || reference.required);
  if (isRequired && writes.length === 0 && now - since > longestWaitMs)
    return giveUp(engine, entity, decision, waitedFor);
  const calls = waitedFor.flatMap((missing) => callFor(sync, missing, entity, decision, now));
  if (writes.length > 0) return [...calls, { op: "inbox.plan", ids, linkId: link.id }];
  // The wait itself stays, and its end gives the record a new row.
  if (!isRequired) return [...calls, { op: "inbox.settle", ids, state: "done", at: now }];
  const isFirstLook = entity.rows.some((row) => row.dueAt === row.seenAt);
  const data = { for: waitedFor.map(({ reference, id }) => ({ sync: reference.sync, id })) };
  const event: Op = {
    op: "history.add",
    row: { sync: sync.name, linkId: link.id, at: now, kind: "waiting", data },
  };
  return [
    { op: "link.put", link, at: now },
    ...calls,
    ...(isFirstLook ? [event] : []),
    { op: "inbox.reopen", ids, dueAt: now + lookAgainMs, countAttempt: false },
  ];
}

/** Notes what is waited for, and has the sync it belongs to look at it. */
function callFor(
  sync: SyncRuntime,
  { reference, id, to }: Missing,
  { rows }: Entity,
  { link }: Decision,
  now: number,
): Op[] {
  const parentSide = reference.sideOf[otherSide(to)];
  const isChild = sync.parent === reference.sync;
  const wait = { linkId: link.id, parentSync: reference.sync, parentSide, parentId: id, since: now, isChild };
  const row = {
    sync: reference.sync,
    side: parentSide,
    recordId: id,
    kind: "changed" as const,
    source: "parent" as const,
    eventKey: `parent:${link.id}:${id}:${rows[0]?.id}`,
    seenAt: now,
    changedAt: null,
    dueAt: now,
  };
  return [
    { op: "wait.put", wait },
    { op: "inbox.add", row },
  ];
}

/** What hangs on a record that has no live link, and is not about to get one, need not wait for it. */
export function dismissOps(link: Link, at: number): Op[] {
  if (link.state === "live") return [];
  return sides.flatMap((parentSide): Op[] => {
    const parentId = idOn(link, parentSide);
    return parentId === null ? [] : [{ op: "wait.dismiss", parentSync: link.sync, parentSide, parentId, at }];
  });
}

function giveUp(
  engine: EngineContext,
  entity: Entity,
  { link }: Decision,
  waitedFor: readonly Missing[],
): Op[] {
  const names = waitedFor.map(({ reference, id }) => `${id} of ${reference.sync}`).join(", ");
  const side = otherSide(waitedFor[0]?.to ?? "right");
  const state = entity.states[side];
  const error = new SyncError({
    code: "E_PARENT_MISSING",
    message: `It has waited for a day for ${names}, which is not on the other side`,
    hint: "Bring the other record in step (see `integ history` of it), then replay.",
  });
  const recordId = state.kind === "live" ? state.record.id : "";
  return [
    { op: "wait.drop", linkId: link.id },
    ...deadLetterOps(engine, {
      link,
      side,
      recordId,
      operation: "wait",
      error,
      payload: {},
      rows: entity.rows,
    }),
  ];
}
