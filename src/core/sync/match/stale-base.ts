// What a sync knows of an agreement is worth nothing once another one has moved the same records.
import { sides } from "../../store/rows.ts";
import { sweepSide } from "../observe/sweep.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";

/**
 * A sync that was renamed and is called by its old name again, or put back by an older configuration, has not seen what
 * went over under the other name. Taken for edits, that would undo newer ones. Its base is old then, and both sides are read
 * whole: what is equal is agreed on, and of what differs nothing is undone without a person ({@link FieldState}).
 * @throws IntegrationError when a side can't be read.
 */
export async function ageStaleBase(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  const cursors = await engine.store.cursors(sync.name);
  if (cursors.length === 0) return;
  const lastPolledAt = Math.max(...cursors.map(({ polledAt }) => polledAt));
  const writers = await engine.store.otherWriters(sync.name, lastPolledAt);
  const gone = writers.filter((name) => !engine.configured.has(name));
  if (gone.length === 0) return;
  engine.log.warn("sync.base-old", { sync: sync.name, movedBy: gone });
  await engine.store.commit([{ op: "base.age", sync: sync.name, heldUntil: lastPolledAt }], engine.fence);
  await Promise.all(sides.map((side) => sweepSide(engine, sync, side)));
}
