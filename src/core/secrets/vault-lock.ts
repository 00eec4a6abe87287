// One writer of the vault at a time, among all processes. The lock is the kernel's (through SQLite, which
// takes it portably), so it ends with its process however that ends: there are no stale locks to guess about.
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type Database from "better-sqlite3";
import { IntegrationError } from "../contract/errors.ts";
import type { Clock } from "../contract/runtime.ts";
import { systemCode, writeFailure } from "./secrets-errors.ts";

const pauseMs = 15;
const mostAttempts = 1000;

/**
 * Runs `action` while no other process (or call) holds the lock on `lockFile`.
 * @throws IntegrationError (E_STORE_BUSY) when the lock is not free within some 15 s.
 */
export async function withVaultLock<T>(lockFile: string, clock: Clock, action: () => Promise<T>): Promise<T> {
  await createLockFile(lockFile);
  const { default: Sqlite } = await import("better-sqlite3");
  const database = connect(Sqlite, lockFile);
  try {
    await acquire(database, clock);
    return await action();
  } finally {
    database.close();
  }
}

function connect(Sqlite: typeof Database, lockFile: string): Database.Database {
  try {
    return new Sqlite(lockFile, { timeout: 0 });
  } catch (error) {
    throw writeFailure(dirname(lockFile), error);
  }
}

/**
 * Created here, not by SQLite: mode 0600, and the system's own error when the directory can't be written.
 * An existing one is not opened: closing it would release this process's kernel locks on it.
 */
async function createLockFile(lockFile: string): Promise<void> {
  try {
    const handle = await open(lockFile, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    await handle.close();
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw writeFailure(dirname(lockFile), error);
  }
}

async function acquire(database: Database.Database, clock: Clock): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    try {
      database.exec("BEGIN EXCLUSIVE");
      return;
    } catch (error) {
      if (!systemCode(error).startsWith("SQLITE_BUSY")) throw writeFailure(dirname(database.name), error);
    }
    await clock.sleep(pauseMs);
  }
  throw new IntegrationError({
    code: "E_STORE_BUSY",
    message: "Another process holds the secret store",
    retryable: true,
  });
}
