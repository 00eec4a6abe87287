// How many records vanished. Deletes that were carried over and whose records have come back since are remembered: their
// links go on, but what was deleted for them was deleted, and counts towards the guard's limit like the others.
import type { Op } from "../../store/ops.ts";
import type { Side } from "../../store/rows.ts";
import type { BySide } from "../read-records.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import type { PlannedEntity } from "../write/plan-ops.ts";
import { deleteWindowMs } from "./delete-approval.ts";

/** A delete → on which side it was made, and when it was carried over, milliseconds. */
type Returned = Readonly<Record<string, { readonly on: Side; readonly at: number }>>;

const returnedKey = (sync: string): string => `undone-deletes:${sync}`;

/** Of each side, how many records vanished there from `from` until before `until`, those that have come back included. */
export async function vanishedBetween(
  engine: EngineContext,
  sync: SyncRuntime,
  from: number,
  until: number,
): Promise<BySide<number>> {
  const ended = await engine.store.deletesBetween(sync.name, from, until);
  const returned = Object.values(await read(engine, sync)).filter(({ at }) => at >= from && at < until);
  const returnedOn = (side: Side) => returned.filter(({ on }) => on === side).length;
  return { left: ended.left + returnedOn("left"), right: ended.right + returnedOn("right") };
}

/** Ops by which the deletes are remembered that these decisions find undone; none where nothing has come back. */
export async function returnedOps(
  engine: EngineContext,
  sync: SyncRuntime,
  planned: readonly PlannedEntity[],
): Promise<readonly Op[]> {
  const back = planned.filter(
    ({ entity, decision }) => entity.link.state === "tombstone" && decision.link.state === "pending",
  );
  const news: Record<string, Returned[string]> = {};
  for (const { entity } of back) {
    const history = await engine.store.history(entity.link.id);
    const carried = history.findLast(({ kind, data }) => kind === "confirmed" && isDelete(data));
    const on = entity.link.deletedOn;
    // Noted once, however often it is decided.
    if (carried && on !== null) news[`${entity.link.id} ${carried.at}`] = { on, at: carried.at };
  }
  if (Object.keys(news).length === 0) return [];
  const value = JSON.stringify({ ...(await read(engine, sync)), ...news });
  return [{ op: "meta.put", key: returnedKey(sync.name), value }];
}

const isDelete = (data: unknown): boolean =>
  (Object(data) as { readonly operation?: unknown }).operation === "delete";

async function read({ store, clock }: EngineContext, { name }: SyncRuntime): Promise<Returned> {
  const text = await store.meta(returnedKey(name));
  const all = Object.entries(text === null ? {} : (JSON.parse(text) as Returned));
  return Object.fromEntries(all.filter(([, { at }]) => at >= clock.now() - deleteWindowMs));
}
