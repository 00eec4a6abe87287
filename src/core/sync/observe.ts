// Observed changes become inbox rows, in one commit with the cursor that read them.
import type { ChangeHint } from "../contract/connector.ts";
import type { VendorRecord } from "../contract/records.ts";
import type { Op } from "../store/ops.ts";
import type { ChangeSource, Side } from "../store/rows.ts";
import { sightingOf } from "./projection.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

/**
 * Ops for the records that differ from what we last saw of them; none for the rest, so that overlapping
 * polls and scans cost nothing further.
 */
export async function observeRecords(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  source: ChangeSource,
  records: readonly VendorRecord[],
): Promise<Op[]> {
  const { mapping, name } = sync;
  const known = await engine.store.sightings(
    name,
    side,
    records.map((record) => record.id),
  );
  const now = engine.clock.now();
  return records.flatMap((record): Op[] => {
    const sighting = sightingOf(record, mapping, side);
    const last = known.get(record.id);
    if (last?.version === sighting.version && last.hash === sighting.hash) return [];
    const row = {
      sync: name,
      side,
      recordId: record.id,
      kind: record.deleted ? ("deleted" as const) : ("changed" as const),
      source,
      eventKey: `${source}:${engine.ids.next()}`,
      seenAt: now,
      changedAt: Date.parse(record.modifiedAt),
      dueAt: now,
    };
    return [
      { op: "inbox.add", row },
      { op: "sighting.put", sync: name, side, sighting },
    ];
  });
}

/**
 * Polls one feed until it has no more; each page and its cursor are one commit.
 * @returns the number of changes found.
 * @throws IntegrationError from the connector; the cursor has not moved past what is committed.
 */
export async function pollFeed(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  feed: string,
): Promise<number> {
  const cursors = await engine.store.cursors(sync.name);
  let position = cursors.find((cursor) => cursor.side === side && cursor.feed === feed)?.position ?? null;
  let found = 0;
  for (;;) {
    engine.signal.throwIfAborted();
    const page = await sync.sides[side].object.changes(feed, position);
    const ops = await observeRecords(engine, sync, side, "poll", page.records);
    found += ops.filter((op) => op.op === "inbox.add").length;
    const polledAt = engine.clock.now();
    const cursor = { sync: sync.name, side, feed, position: page.position, polledAt };
    await engine.store.commit([...ops, { op: "cursor.put", cursor }], engine.fence);
    if (!page.more) return found;
    position = page.position;
  }
}

/** Reads a whole side and notes what differs from what was last seen: the net under every cursor. */
export async function sweepSide(engine: EngineContext, sync: SyncRuntime, side: Side): Promise<number> {
  let found = 0;
  for await (const records of sync.sides[side].object.scan()) {
    engine.signal.throwIfAborted();
    const ops = await observeRecords(engine, sync, side, "scan", records);
    found += ops.filter((op) => op.op === "inbox.add").length;
    await engine.store.commit(ops, engine.fence);
  }
  return found;
}

/** Where hints belong: a side of a sync, whether or not it has been prepared yet. */
export interface HintTarget {
  readonly sync: string;
  readonly side: Side;
  readonly object: string;
}

/** Durable before it returns: only then may the sender be told 2xx. Repeated events are ignored by key. */
export async function acceptHints(
  engine: EngineContext,
  { sync, side, object }: HintTarget,
  hints: readonly ChangeHint[],
): Promise<void> {
  const now = engine.clock.now();
  const ops = hints
    .filter((hint) => hint.object === object)
    .map(({ recordId, kind, eventKey }): Op => {
      const seen = {
        source: "push" as const,
        eventKey: `push:${eventKey}`,
        seenAt: now,
        changedAt: null,
        dueAt: now,
      };
      return { op: "inbox.add", row: { sync, side, recordId, kind, ...seen } };
    });
  await engine.store.commit(ops);
}
