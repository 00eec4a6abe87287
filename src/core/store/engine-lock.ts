// Only one process runs the syncs of a state directory. The lock is the operating system's: it dies with the
// process, whatever ends it, so a restart never waits for a lease to run out.
import { join } from "node:path";
import Database from "better-sqlite3";
import { TransientError } from "../contract/errors.ts";
import type { Releaser } from "../contract/runtime.ts";
import { storeError } from "./sqlite/errors.ts";

/**
 * Takes the lock of `stateDir` and pushes its release.
 * @throws TransientError E_ENGINE_BUSY when another process has it.
 */
export function lockEngine(stateDir: string, releasers: Releaser[]): void {
  const file = join(stateDir, "engine.lock");
  try {
    // A database of its own, held in an open exclusive transaction: SQLite's file lock is the portable one.
    const db = new Database(file, { timeout: 0 });
    releasers.push(() => void db.close());
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    const fault = storeError(error, file);
    if (fault.code !== "E_STORE_BUSY") throw fault;
    throw new TransientError({
      code: "E_ENGINE_BUSY",
      message: `Another process runs the syncs of ${stateDir}`,
      cause: error,
    });
  }
}
