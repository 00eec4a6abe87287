// Deletes that were carried over and whose records have come back since: their links go on, but what was deleted for
// them was deleted, and counts towards the guard's limit like the others.
import type { Op } from "../../store/ops.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import type { PlannedEntity } from "../write/plan-ops.ts";
import { deleteWindowMs } from "./delete-approval.ts";

/** A delete → when it was carried over, milliseconds. */
type Returned = Readonly<Record<string, number>>;

const returnedKey = (sync: string): string => `returned-deletes:${sync}`;

/** How many within the window. */
export async function returnedDeletes(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  return Object.keys(await read(engine, sync)).length;
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
  const news: Record<string, number> = {};
  for (const { entity } of back) {
    const history = await engine.store.history(entity.link.id);
    const carried = history.findLast(({ kind, data }) => kind === "confirmed" && isDelete(data));
    // Noted once, however often it is decided.
    if (carried) news[`${entity.link.id} ${carried.at}`] = carried.at;
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
  return Object.fromEntries(all.filter(([, at]) => at >= clock.now() - deleteWindowMs));
}
