// A copy of the database as it is at one moment, made while others go on writing it.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { IntegrationError } from "../../contract/errors.ts";
import { findDamage } from "./damage.ts";
import { storeError } from "./errors.ts";
import type { Db } from "./open.ts";

/** Makes what was written to the file or directory durable. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes what `db` holds now to `file`: mode 0600 before anything is in it, looked through, durable, and there whole or
 * not at all. One that was there is replaced.
 * @throws ConfigError E_STORE_FULL, E_STORE_READONLY; PermanentError E_STORE_CORRUPT when `db` is damaged: no copy is left then.
 */
export function writeSnapshot(db: Db, file: string): void {
  const partial = `${file}.partial`;
  try {
    rmSync(partial, { force: true });
    // SQLite takes an empty file for the copy, and one that it makes itself has the mode of the umask.
    closeSync(openSync(partial, "wx", 0o600));
    db.prepare("VACUUM INTO ?").run(partial);
    refuseDamaged(partial);
    syncToDisk(partial);
    renameSync(partial, file);
    syncToDisk(dirname(file));
  } catch (error) {
    rmSync(partial, { force: true });
    throw snapshotError(error, db.name, file);
  }
}

/** The two may be on different disks: what can't be written is the copy, anything else is about what is copied. */
function snapshotError(error: unknown, from: string, to: string): IntegrationError {
  const fault = storeError(error, to);
  return fault.code === "E_STORE_FULL" || fault.code === "E_STORE_READONLY" ? fault : storeError(error, from);
}

function refuseDamaged(file: string): void {
  const copy = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const [found] = findDamage(copy);
    if (found === undefined) return;
    throw Object.assign(new Error(found), { code: "SQLITE_CORRUPT" });
  } finally {
    copy.close();
  }
}
