// Which schema a database file has, and whether this version of integ knows it.
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import Database from "better-sqlite3";
import { ConfigError } from "../../contract/errors.ts";
import { migrations } from "../migrations/index.ts";

/** The schema that this version of integ works on. */
export const currentSchema = migrations.length;

// https://www.sqlite.org/fileformat.html, section 1.3: a header of 100 bytes, the user version at offset 60.
const headerBytes = 100;
const userVersionOffset = 60;

/** Without a log beside it the file itself tells, and a look at it leaves no trace; opened by SQLite it would. */
function readVersion(file: string): number {
  const header = existsSync(`${file}-wal`) ? null : readHeader(file);
  if (header !== null) return header.readInt32BE(userVersionOffset);
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return Number(db.pragma("user_version", { simple: true }));
  } finally {
    db.close();
  }
}

/** Null when the file is too short to be a database: SQLite says what is wrong with it. */
function readHeader(file: string): Buffer | null {
  const descriptor = openSync(file, "r");
  try {
    const header = Buffer.alloc(headerBytes);
    const isWhole = readSync(descriptor, header, 0, headerBytes, 0) === headerBytes;
    return isWhole && header.toString("latin1", 0, 15) === "SQLite format 3" ? header : null;
  } finally {
    closeSync(descriptor);
  }
}

/** @throws ConfigError E_STORE_NEWER when a newer version of integ has written the database in `file`. */
export function refuseNewer(file: string): void {
  const version = readVersion(file);
  if (version <= currentSchema) return;
  throw new ConfigError({
    code: "E_STORE_NEWER",
    message: `${file} has schema ${version}; this version of integ knows schemas up to ${currentSchema}`,
  });
}
