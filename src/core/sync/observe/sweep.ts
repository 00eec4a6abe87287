// Reads a whole side: what differs from what was last seen, and what is not there any more. The net under every cursor.
import type { Op } from "../../store/ops.ts";
import type { Pause, Side } from "../../store/rows.ts";
import { lastApproval } from "../decide/delete-approval.ts";
import { vanishedBetween } from "../decide/vanished.ts";
import { readSide } from "../read-records.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { pausedOps } from "../write/stand-still.ts";
import { observeRecords } from "./observe.ts";

/** A side that had at least so many records and now says it has none is not believed. */
const fewestForEmpty = 3;

/**
 * Sweeps one side. A linked record that a complete sweep did not show is asked for directly; it counts as deleted when
 * the vendor says so, or does not know it then either and absence means that there. One that is still to be read may
 * have left the object's scope: what has changed about it is observed. A side that is suddenly empty pauses the sync
 * instead.
 * @returns the number of changes found.
 * @throws IntegrationError when the side can't be read to its end: then nothing counts as absent.
 */
export async function sweepSide(engine: EngineContext, sync: SyncRuntime, side: Side): Promise<number> {
  const { store, fence } = engine;
  await store.commit([{ op: "swept.clear", sync: sync.name, side }], fence);
  let found = 0;
  let total = 0;
  for await (const records of sync.sides[side].object.scan()) {
    engine.signal.throwIfAborted();
    const ops = await observeRecords(engine, sync, side, "scan", records);
    found += ops.filter((op) => op.op === "inbox.add").length;
    total += records.length;
    const recordIds = records.map((record) => record.id);
    await store.commit([...ops, { op: "swept.add", sync: sync.name, side, recordIds }], fence);
  }
  const absent = await noteAbsent(engine, sync, side, total);
  await store.commit([{ op: "swept.clear", sync: sync.name, side }], fence);
  return found + absent;
}

const sweepEveryMs = 24 * 3_600_000;

const sweptKey = (sync: string): string => `swept:${sync}`;

/** Sweeps both sides when that was last done more than a day ago; the first match counts. @returns changes found. */
export async function sweepWhenDue(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  const now = engine.clock.now();
  const key = sweptKey(sync.name);
  const last = Number((await engine.store.meta(key)) ?? Number.NaN);
  if (now - last < sweepEveryMs) return 0;
  const found = Number.isNaN(last)
    ? 0
    : (await sweepSide(engine, sync, "left")) + (await sweepSide(engine, sync, "right"));
  await engine.store.commit([{ op: "meta.put", key, value: String(now) }], engine.fence);
  return found;
}

async function noteAbsent(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  total: number,
): Promise<number> {
  const counts = await engine.store.linkCounts(sync.name);
  const links = (counts.live ?? 0) + (counts.detached ?? 0);
  if (total === 0 && links >= fewestForEmpty && !(await isMeant(engine, sync, side, links))) {
    await engine.store.commit(pausedOps(emptySide(engine, sync, side, links)), engine.fence);
    return 0;
  }
  let missed = 0;
  for (let after = ""; ; ) {
    engine.signal.throwIfAborted();
    const ids = await engine.store.unswept(sync.name, side, after);
    const last = ids.at(-1);
    if (last === undefined) return missed;
    missed += await noteMissed(engine, sync, side, ids);
    after = last;
  }
}

/** Whether a person has allowed so many deletes on the side, those carried over since included. */
async function isMeant(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  links: number,
): Promise<boolean> {
  const approval = await lastApproval(engine, sync.name);
  const now = engine.clock.now();
  if (approval === null || now >= approval.until) return false;
  const since = await vanishedBetween(engine, sync, approval.at, Number.MAX_SAFE_INTEGER);
  return links + since[side] <= approval.counts[side];
}

function emptySide(engine: EngineContext, sync: SyncRuntime, side: Side, links: number): Pause {
  const { connection, objectName } = sync.sides[side];
  const message = `${connection.name} shows no ${objectName} any more; there were ${links} that are linked`;
  engine.log.warn("sync.paused", { sync: sync.name, code: "E_SIDE_EMPTY", message });
  const at = engine.clock.now();
  return { sync: sync.name, kind: "sync", subject: "", code: "E_SIDE_EMPTY", message, who: "integ", at };
}

/** Of ids that the sweep has not shown: what is gone, and what has changed of those that a direct read shows. */
async function noteMissed(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  ids: readonly string[],
): Promise<number> {
  const { records, failures } = await readSide(sync, side, ids);
  const gone = ids.filter((id) => !failures.has(id) && (records.get(id)?.deleted ?? true));
  const { deleteFeed, absence } = sync.sides[side].capabilities;
  // A vendor that tells of deletes has not told of this one: it may be a right that was lost.
  const meansDeleted = (absence ?? (deleteFeed ? "unknown" : "deleted")) === "deleted";
  const kindOf = (id: string) => (records.get(id)?.deleted || meansDeleted ? "deleted" : "changed");
  const now = engine.clock.now();
  const live = [...records.values()].filter((record) => !record.deleted);
  const changed = await observeRecords(engine, sync, side, "scan", live);
  const absent = gone.map((recordId): Op => {
    const seen = {
      source: "scan" as const,
      eventKey: `absent:${engine.ids.next()}`,
      seenAt: now,
      dueAt: now,
    };
    return {
      op: "inbox.add",
      row: { sync: sync.name, side, recordId, kind: kindOf(recordId), changedAt: null, ...seen },
    };
  });
  const ops = [...absent, ...changed];
  if (ops.length > 0) await engine.store.commit(ops, engine.fence);
  return ops.filter(({ op }) => op === "inbox.add").length;
}
