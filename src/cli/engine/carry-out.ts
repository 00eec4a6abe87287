// Gives the engine an order and waits for what becomes of it: the daemon does it when one runs, else this process.
import type { NewInboxRow, Op } from "../../core/store/ops.ts";
import { drainDue } from "../../core/sync/run.ts";
import type { SyncRuntime } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { Progress } from "../progress.ts";
import { waitForRows } from "./daemon-wait.ts";
import { holdEngine } from "./hold-engine.ts";

/** What one sync is told: ops, the rows among them whose end is waited for, and the sync where it is prepared already. */
export interface Order {
  readonly sync: string;
  readonly ops: readonly Op[];
  readonly rows: readonly NewInboxRow[];
  readonly runtime?: SyncRuntime;
}

/** @returns why the daemon could not go on with it; null when it could, or there is none. */
export async function carryOut(
  app: App,
  progress: Progress,
  orders: readonly Order[],
): Promise<string | null> {
  if (orders.length === 0) return null;
  const runsDaemon = (await callDaemon(app.ports.stateDir, "GET", "/health")) !== null;
  const fault = runsDaemon
    ? await carryOutThere(app, progress, orders)
    : await carryOutHere(app, progress, orders);
  progress.done();
  return fault;
}

async function carryOutHere(app: App, progress: Progress, orders: readonly Order[]): Promise<null> {
  const engine = await holdEngine(app, progress);
  for (const { sync, ops, runtime } of orders) {
    progress.phase(`Looking at ${sync}`);
    // Made ready before anything is stored: a vendor that can't be reached leaves everything as it is.
    const ready = runtime ?? (await app.prepare(sync, "fresh"));
    engine.signal.throwIfAborted();
    await engine.store.commit(ops, engine.fence);
    await drainDue(engine, ready);
  }
  return null;
}

async function carryOutThere(app: App, progress: Progress, orders: readonly Order[]): Promise<string | null> {
  await app.store.commit(orders.flatMap(({ ops }) => ops));
  await callDaemon(app.ports.stateDir, "POST", "/wake");
  for (const { sync, rows } of orders) {
    progress.phase(`Looking at ${sync}`);
    const fault = await waitForRows(app, sync, rows);
    if (fault !== null) return fault;
  }
  return null;
}
