// Commits that arrive together share one transaction, so durability costs one fsync for many.
import { SyncError } from "../../contract/errors.ts";
import type { Op } from "../ops.ts";
import type { Fence } from "../store.ts";
import type { ApplyOp } from "./apply-op.ts";
import { storeError } from "./errors.ts";
import type { Db } from "./open.ts";

interface Waiting {
  readonly ops: readonly Op[];
  readonly fence: Fence | undefined;
  resolve(): void;
  reject(error: unknown): void;
}

export interface GroupCommit {
  commit(ops: readonly Op[], fence?: Fence): Promise<void>;
  /** Writes what is waiting now. */
  flush(): void;
}

/** `commit` queues; everything queued in one turn of the event loop goes in one transaction. */
export function createGroupCommit(db: Db, apply: ApplyOp): GroupCommit {
  const epochOf = db.prepare("SELECT epoch FROM engine WHERE id = 1").pluck();
  let queue: Waiting[] = [];

  const applyOne = (waiting: Waiting): void => {
    if (waiting.fence && epochOf.get() !== waiting.fence.epoch) {
      throw new SyncError({ code: "E_LEASE_LOST", message: "Another process has taken over the syncs" });
    }
    for (const op of waiting.ops) apply(op);
  };

  const flush = (): void => {
    const batch = queue;
    queue = [];
    if (batch.length === 0) return;
    const failures = new Map<Waiting, unknown>();
    try {
      runBatch(db, batch, applyOne, failures);
    } catch (error) {
      for (const waiting of batch) waiting.reject(storeError(error, db.name));
      return;
    }
    for (const waiting of batch) {
      if (failures.has(waiting)) waiting.reject(storeError(failures.get(waiting), db.name));
      else waiting.resolve();
    }
  };

  const commit = (ops: readonly Op[], fence?: Fence): Promise<void> =>
    new Promise((resolve, reject) => {
      if (queue.length === 0) setImmediate(flush);
      queue.push({ ops, fence, resolve, reject });
    });

  return { commit, flush };
}

/** One transaction, a savepoint for each commit: one that fails is undone alone. */
function runBatch(
  db: Db,
  batch: readonly Waiting[],
  applyOne: (waiting: Waiting) => void,
  failures: Map<Waiting, unknown>,
): void {
  const savepoint = db.transaction(applyOne);
  const all = db.transaction(() => {
    for (const waiting of batch) {
      try {
        savepoint(waiting);
      } catch (error) {
        // A full disk or an I/O fault ends SQLite's transaction as a whole: then nothing of the batch holds.
        if (!db.inTransaction) throw error;
        failures.set(waiting, error);
      }
    }
  });
  all.immediate();
}
