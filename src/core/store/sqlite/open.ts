// Opens the database file: refuses a newer one untouched, migrates an older one with a copy kept beside it.
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { ConfigError } from "../../contract/errors.ts";
import { migrations } from "../migrations/index.ts";
import { storeError } from "./errors.ts";
import { refuseNewer } from "./schema-version.ts";
import { writeSnapshot } from "./snapshot.ts";

export type Db = Database.Database;

function ensureDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new ConfigError({
      code: "E_STORE_READONLY",
      message: `The state directory ${directory} can't be written (${codeOf(error)})`,
      cause: error,
    });
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

const lockTimeoutMs = 5000;
const cacheKb = 8_192;
const lockPauseMs = 20;

/** Of two processes that create the database at once SQLite refuses one the switch without waiting: we wait. */
export function enterWal(db: Db): void {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; ; waitedMs += lockPauseMs) {
    try {
      db.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (waitedMs >= lockTimeoutMs || storeError(error, db.name).code !== "E_STORE_BUSY") throw error;
      Atomics.wait(bell, 0, 0, lockPauseMs);
    }
  }
}

function migrate(db: Db, file: string): void {
  const version = Number(db.pragma("user_version", { simple: true }));
  if (version === migrations.length) return;
  if (version > 0) writeSnapshot(db, `${file}.before-schema-${migrations.length}`);
  db.pragma("foreign_keys = OFF");
  const apply = db.transaction(() => {
    // Read again inside the transaction: another process may have migrated meanwhile.
    const current = Number(db.pragma("user_version", { simple: true }));
    for (const sql of migrations.slice(current)) db.exec(sql);
    // A table made anew loses its references for a moment, so they are off until here: https://www.sqlite.org/lang_altertable.html
    if (db.prepare("PRAGMA foreign_key_check").all().length > 0) throw new Error("a row refers to nothing");
    db.pragma(`user_version = ${migrations.length}`);
  });
  apply.immediate();
}

/** SQLite gives its side files the mode of the database. */
function createPrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
}

/**
 * Opens `file` (created with its directory when absent, mode 0700) in WAL mode with `synchronous=FULL`:
 * a lost intent would be a duplicate at the vendor.
 * @throws ConfigError E_STORE_NEWER, E_STORE_READONLY, E_STORE_FULL; PermanentError E_STORE_CORRUPT.
 */
export function openDatabase(file: string): Db {
  const isFile = file !== ":memory:";
  if (isFile) ensureDirectory(dirname(file));
  try {
    if (isFile && existsSync(file)) refuseNewer(file);
    else if (isFile) createPrivate(file);
    const db = new Database(file, { timeout: lockTimeoutMs });
    enterWal(db);
    db.pragma("synchronous = FULL");
    // Half of the driver's own choice: the system keeps the file's pages too, and the process stays under 200 MB.
    db.pragma(`cache_size = -${cacheKb}`);
    migrate(db, file);
    db.pragma("foreign_keys = ON");
    return db;
  } catch (error) {
    throw storeError(error, file);
  }
}

/**
 * A private copy of `db` as it is now, in a file that has no name any more: it is gone when it is closed.
 * @throws ConfigError E_STORE_FULL, E_STORE_READONLY when the copy can't be written beside the database.
 */
export function cloneDatabase(db: Db): Db {
  const place = db.memory ? tmpdir() : dirname(db.name);
  let directory: string | null = null;
  try {
    directory = mkdtempSync(join(place, ".copy-"));
    const file = join(directory, "copy.db");
    // A database in memory needs no file, and its copy none either.
    if (db.memory) return new Database(db.serialize());
    db.prepare("VACUUM INTO ?").run(file);
    const copy = new Database(file);
    copy.pragma("journal_mode = MEMORY");
    copy.pragma("synchronous = OFF");
    copy.pragma("foreign_keys = ON");
    // Reads once, so that the file is open before its name goes.
    copy.pragma("user_version");
    return copy;
  } catch (error) {
    throw storeError(error, place);
  } finally {
    if (directory !== null) rmSync(directory, { recursive: true, force: true });
  }
}
