// Follows the feeds: what changed becomes inbox rows, in one commit with the cursor that read it.
import type { ChangePage } from "../../contract/connector.ts";
import { IntegrationError } from "../../contract/errors.ts";
import type { Side } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { observeRecords } from "./observe.ts";
import { sweepSide } from "./sweep.ts";

/**
 * Polls one feed until it has no more; each page and its cursor are one commit. Where the vendor no longer knows our
 * position, the feed starts anew at now and the side is read whole for what was in between.
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
  const start = cursors.find((cursor) => cursor.side === side && cursor.feed === feed)?.position ?? null;
  try {
    return await followFeed(engine, sync, side, feed, start);
  } catch (error) {
    if (!(error instanceof IntegrationError) || error.code !== "E_CURSOR_EXPIRED" || start === null)
      throw error;
    engine.log.warn("cursor.expired", { sync: sync.name, side, feed });
    // The new position is from before the sweep, so that the feed shows what changes behind it; stored after it, so that
    // a crash in between does it all again.
    const first = await sync.sides[side].object.changes(feed, null);
    const swept = await sweepSide(engine, sync, side);
    return swept + (await followFeed(engine, sync, side, feed, null, first));
  }
}

async function followFeed(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  feed: string,
  start: string | null,
  first?: ChangePage,
): Promise<number> {
  let position = start;
  let found = 0;
  for (let next = first; ; next = undefined) {
    engine.signal.throwIfAborted();
    const page = next ?? (await sync.sides[side].object.changes(feed, position));
    const ops = await observeRecords(engine, sync, side, "poll", page.records);
    found += ops.filter((op) => op.op === "inbox.add").length;
    const polledAt = engine.clock.now();
    const cursor = { sync: sync.name, side, feed, position: page.position, polledAt };
    // Taken back by a crash, the page is read again from the cursor before it.
    await engine.store.commitLazily([...ops, { op: "cursor.put", cursor }], engine.fence);
    if (!page.more) return found;
    position = page.position;
  }
}
