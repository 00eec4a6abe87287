// The books of the limits in a file that all processes of an installation share. A file of its own: the database is
// copied, restored and committed to in groups, but what is spent stays spent and can't wait.
import { closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import type { Clock } from "../contract/runtime.ts";
import { storeError } from "../store/sqlite/errors.ts";
import { enterWal } from "../store/sqlite/open.ts";
import type { Visit } from "./bucket.ts";
import { isLongWindow } from "./lease.ts";
import { type BucketAddress, type LimitsStore, lookAtText, visitText } from "./limits.ts";

/** A visit takes less than a millisecond; whoever meets one waits this long in place and then lets others work. */
const lockWaitMs = 50;

/**
 * Opens `file`, created when absent with mode 0600.
 * @throws ConfigError E_STORE_READONLY, E_STORE_FULL; PermanentError E_STORE_CORRUPT; TransientError E_STORE_BUSY
 */
export function openLimits(file: string, clock: Pick<Clock, "now">): LimitsStore {
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw storeError(error, file);
    }
  };
  const db = guarded(() => openFile(file));
  const load = db
    .prepare<[string, string]>("SELECT books FROM bucket WHERE connection = ? AND class = ?")
    .pluck();
  const save = db.prepare(
    "INSERT INTO bucket VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET books = excluded.books",
  );
  const textOf = ({ connection, endpointClass }: BucketAddress): string | null =>
    (load.get(connection, endpointClass) as string | undefined) ?? null;
  const visit = db.transaction((address: BucketAddress, ask: Visit) => {
    // Asked inside: whoever waited for the lock must not bring a time from before the last visit.
    const { text, visited } = visitText(textOf(address), address, clock.now(), ask);
    save.run(address.connection, address.endpointClass, text);
    return visited;
  });
  return {
    visit: (address, ask) =>
      guarded(() => {
        // A short window is over before a machine that lost its power is back: only long ones need the disk's word.
        db.pragma(`synchronous = ${isLongWindow(address.rule.perMs) ? "FULL" : "NORMAL"}`);
        return visit.immediate(address, ask);
      }),
    look: (address) => guarded(() => lookAtText(textOf(address), address, clock.now())),
    forget: (connection) =>
      void guarded(() => db.prepare("DELETE FROM bucket WHERE connection = ?").run(connection)),
    close: () => void db.close(),
  };
}

function openFile(file: string): Database.Database {
  if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
  const db = new Database(file, { timeout: 5_000 });
  enterWal(db);
  db.exec(
    "CREATE TABLE IF NOT EXISTS bucket (connection TEXT, class TEXT, books TEXT NOT NULL, PRIMARY KEY (connection, class)) STRICT, WITHOUT ROWID",
  );
  db.pragma(`busy_timeout = ${lockWaitMs}`);
  return db;
}
