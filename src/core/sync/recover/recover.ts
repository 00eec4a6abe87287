// After a crash or a lost answer: what was sent is looked for before anything is sent again.
import { type Intent, type Operation, sides } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { probeCreates } from "./probe-creates.ts";
import { probeDeletes } from "./probe-deletes.ts";
import { probeUpdates } from "./probe-updates.ts";
import { redecideOps } from "./redecide.ts";

/** Intents that were stored and never sent (a crash, a full disk): nothing happened, so they are decided anew.
 * Rows left behind between a confirmation and its closing are looked at again. */
export async function recoverPlanned(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  const at = engine.clock.now();
  const planned = await engine.store.intents(sync.name, "planned");
  const ops = planned.flatMap((intent) => redecideOps(intent, at));
  if (ops.length > 0) await engine.store.commit(ops, engine.fence);
  if (!(await engine.store.hasOrphans(sync.name))) return;
  await engine.store.commit([{ op: "inbox.reopenOrphans", sync: sync.name, dueAt: at }], engine.fence);
}

/** Intents that were sent and whose answer never came. */
export async function intentsInDoubt(engine: EngineContext, sync: SyncRuntime): Promise<readonly Intent[]> {
  const isInDoubt = ({ id }: { readonly id: string }) => !engine.inFlight.has(id);
  // Asked after every write, and mostly there is none.
  if (!(await engine.store.sentWrites(sync.name)).some(isInDoubt)) return [];
  return (await engine.store.intents(sync.name, "sent")).filter(isInDoubt);
}

/**
 * Finds out what became of every intent in doubt. Found: it counts as done. Absent: decided anew, for creates only
 * once the vendor's lookup can be believed. May run beside a cycle, which leaves these records alone.
 * @returns how many were in doubt.
 * @throws IntegrationError when the vendor can't be asked; the intents stay as they are.
 */
export async function recoverUnknown(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  const doubtful = await intentsInDoubt(engine, sync);
  if (doubtful.length === 0) return 0;
  const links = await engine.store.linksById(doubtful.map((intent) => intent.linkId));
  const probes = sides.flatMap((side) => {
    const mine = doubtful.filter((intent) => intent.side === side);
    const of = (operation: Operation) => mine.filter((intent) => intent.operation === operation);
    return [
      probeCreates(engine, sync, of("create")),
      probeUpdates(engine, sync, of("update"), links),
      probeDeletes(engine, sync, of("delete"), links),
    ];
  });
  await Promise.all(probes);
  return doubtful.length;
}
