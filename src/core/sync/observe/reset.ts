// Sides that a person wants read whole, whatever was seen of them before.
import { type Side, sides } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { pollFeed } from "./poll.ts";
import { sweepSide } from "./sweep.ts";

/** Key under which it is noted that a side is to be read whole. */
export const sweepWantedKey = (sync: string, side: Side): string => `sweep-wanted:${sync}:${side}`;

/**
 * Reads the sides whole for which that was asked. Their feeds start first, so that what changes meanwhile is seen by
 * them. Interrupted, it is still asked for. @throws IntegrationError when a side can't be read.
 */
export async function sweepIfWanted(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  for (const side of sides) {
    const key = sweepWantedKey(sync.name, side);
    if ((await engine.store.meta(key)) === null) continue;
    for (const feed of sync.sides[side].object.feeds) await pollFeed(engine, sync, side, feed.name);
    await sweepSide(engine, sync, side);
    await engine.store.commit([{ op: "meta.drop", key }], engine.fence);
  }
}
