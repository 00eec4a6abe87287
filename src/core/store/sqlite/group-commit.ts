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
  /** Need not be on disk when it resolves. */
  readonly isLazy: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

export interface GroupCommit {
  commit(ops: readonly Op[], fence: Fence | undefined, isLazy: boolean): Promise<void>;
  flush: Flush;
}

/** Writes what is waiting now; whether all of it is on disk after that. */
export type Flush = () => boolean;

/** Runs `flush` once, when what is queued now shall be written. */
export type Schedule = (flush: Flush) => void;

/** `commit` queues; everything queued until the scheduled flush, a turn of the event loop, goes in one transaction. */
export function createGroupCommit(
  db: Db,
  apply: ApplyOp,
  schedule: Schedule = (flush) => void setImmediate(flush),
): GroupCommit {
  const epochOf = db.prepare("SELECT epoch FROM engine WHERE id = 1").pluck();
  const run = createRunner(db, (waiting) => applyOne(waiting));
  let queue: Waiting[] = [];

  const applyOne = (waiting: Waiting): void => {
    if (waiting.fence && epochOf.get() !== waiting.fence.epoch) {
      throw new SyncError({ code: "E_LEASE_LOST", message: "Another process has taken over the syncs" });
    }
    for (const op of waiting.ops) apply(op, waiting.ops);
  };

  // Writing the log in order, SQLite brings to disk with one commit all that were written before it.
  let waitsForDisk = true;
  const waitForDisk = (wanted: boolean): void => {
    if (wanted !== waitsForDisk) db.pragma(`synchronous = ${wanted ? "FULL" : "NORMAL"}`);
    waitsForDisk = wanted;
  };

  const flush = (): boolean => {
    const batch = queue;
    queue = [];
    if (batch.length === 0) return false;
    waitForDisk(batch.some((waiting) => !waiting.isLazy));
    let failures: ReadonlyMap<Waiting, unknown>;
    try {
      failures = run(batch);
    } catch (error) {
      for (const waiting of batch) waiting.reject(storeError(error, db.name));
      return waitsForDisk;
    }
    for (const waiting of batch) {
      if (failures.has(waiting)) waiting.reject(storeError(failures.get(waiting), db.name));
      else waiting.resolve();
    }
    return waitsForDisk;
  };

  const commit: GroupCommit["commit"] = (ops, fence, isLazy) =>
    new Promise((resolve, reject) => {
      if (queue.length === 0) schedule(flush);
      queue.push({ ops, fence, isLazy, resolve, reject });
    });

  return { commit, flush };
}

type RunBatch = (batch: readonly Waiting[]) => ReadonlyMap<Waiting, unknown>;

/**
 * Writes a batch in one transaction and gives the commits that failed with why; one that fails is undone alone.
 * Tried without savepoints first, which cost as much as a small commit and are needed when one fails only.
 */
function createRunner(db: Db, applyOne: (waiting: Waiting) => void): RunBatch {
  const none: ReadonlyMap<Waiting, unknown> = new Map();
  let hasFailed = false;
  const together = db.transaction((batch: readonly Waiting[]) => {
    hasFailed = true;
    for (const waiting of batch) applyOne(waiting);
    hasFailed = false;
  });
  const savepoint = db.transaction(applyOne);
  const apart = db.transaction((batch: readonly Waiting[], failures: Map<Waiting, unknown>) => {
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
  return (batch) => {
    hasFailed = false;
    try {
      together.immediate(batch);
      return none;
    } catch (error) {
      if (!hasFailed) throw error;
    }
    const failures = new Map<Waiting, unknown>();
    apart.immediate(batch, failures);
    return failures;
  };
}
