// The database as the processes of a simulation see it: commits are flushed at moments the agenda decides, and a
// process may end between the flush and the acknowledgement.
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Op } from "../../src/core/store/ops.ts";
import type { Flush } from "../../src/core/store/sqlite/group-commit.ts";
import { cloneDatabase, type Db, openDatabase } from "../../src/core/store/sqlite/open.ts";
import { storeOn } from "../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/core/store/store.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";

export interface Disk {
  /** The database as it is now; another one after a crash. */
  db: Db;
  /** Ends the process after the flush it returns true for, before anyone hears of it. */
  diesAfterFlush: () => boolean;
  /** Called a step after a commit was queued: whoever waits for it may have gone on, and it may not be flushed yet. */
  onQueued: () => void;
  /** Told after each flush. */
  onFlushed: () => void;
  /** Told of each commit that was asked for. */
  onCommit: (ops: readonly Op[]) => void;
  /** What was flushed so far has been acknowledged: no crash may lose it. */
  sync(): void;
  /** The machine goes down: of what nobody has heard of, some bytes may be on disk and some not. */
  crash(dice: Dice): void;
  close(): void;
}

const hooks = {
  diesAfterFlush: () => false,
  onQueued: () => undefined,
  onFlushed: () => undefined,
  onCommit: () => undefined,
};

let blank: Buffer | null = null;

/** Migrated once; every history begins with a copy. */
function blankDatabase(): Db {
  blank ??= openDatabase(":memory:").serialize();
  const db = new Database(blank);
  db.pragma("foreign_keys = ON");
  return db;
}

/** A database in memory: what was flushed survives, what was not is lost. */
export function openMemory(): Disk {
  const db = blankDatabase();
  return { ...hooks, db, sync: () => undefined, crash: () => undefined, close: () => void db.close() };
}

/** A real file, whose log loses an unacknowledged tail at a crash. */
export function openFile(): Disk {
  const directory = mkdtempSync(join(tmpdir(), "integ-simulation-"));
  let lives = 0;
  let syncedBytes = 0;
  const open = (): Db => {
    const db = openDatabase(join(directory, `${lives}.db`));
    // The log only grows, so that its length tells what is in it; how it gets to the disk is simulated.
    db.pragma("wal_autocheckpoint = 0");
    db.pragma("synchronous = OFF");
    return db;
  };
  const logBytes = (): number =>
    statSync(join(directory, `${lives}.db-wal`), { throwIfNoEntry: false })?.size ?? 0;
  const disk: Disk = {
    ...hooks,
    db: open(),
    sync: () => {
      syncedBytes = logBytes();
    },
    crash: (dice) => {
      const [from, to] = [join(directory, `${lives}.db`), join(directory, `${lives + 1}.db`)];
      const kept = syncedBytes + dice.below(logBytes() - syncedBytes + 1);
      copyFileSync(from, to);
      if (logBytes() > 0) copyFileSync(`${from}-wal`, `${to}-wal`);
      if (logBytes() > 0) truncateSync(`${to}-wal`, kept);
      disk.db.close();
      lives += 1;
      disk.db = open();
      syncedBytes = logBytes();
    },
    close: () => {
      disk.db.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return disk;
}

/** The store as one life of the process sees it. */
export function openStoreIn(life: Life, disk: Disk, dice: Dice, slowReads: number): Store {
  const flushSoon = (flush: Flush): void => {
    life.agenda.after(dice.below(4), "commits are flushed", () => {
      if (!life.isAlive) return;
      const isOnDisk = flush();
      disk.onFlushed();
      if (disk.diesAfterFlush()) life.end();
      else if (isOnDisk) disk.sync();
    });
  };
  const inner = storeOn(disk.db, flushSoon);
  const slow = async <T>(promise: Promise<T>): Promise<T> => {
    const value = await promise;
    if (slowReads > 0 && dice.chance(slowReads))
      await life.later(dice.below(20), "a read of the store", () => null);
    return life.guard(Promise.resolve(value));
  };
  const reads = Object.entries(inner).map(([name, method]) => [
    name,
    (...args: unknown[]) => slow(Reflect.apply(method, inner, args) as Promise<unknown>),
  ]);
  const queued =
    (commit: Store["commit"]): Store["commit"] =>
    (ops, fence) => {
      disk.onCommit(ops);
      life.agenda.after(0, "a commit is queued", () => disk.onQueued());
      return life.guard(commit(ops, fence));
    };
  return {
    ...(Object.fromEntries(reads) as Store),
    commit: queued(inner.commit),
    commitLazily: queued(inner.commitLazily),
    clone: async () =>
      storeOn(cloneDatabase(disk.db), (flush) =>
        life.agenda.after(1, "a copy is written", () => void flush()),
      ),
    close: async () => undefined,
  };
}
