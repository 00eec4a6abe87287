// Looks a database through: whether SQLite can read all of it, whether its schema is whole, whether its rows refer to rows
// that are there, and whether everything that was ever observed is still counted.
import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { IntegrationError, PermanentError } from "../../contract/errors.ts";
import { storeError } from "./errors.ts";
import type { Db } from "./open.ts";
import { missingParts } from "./schema-parts.ts";
import { refuseNewer } from "./schema-version.ts";

export interface DbReport {
  readonly file: string;
  readonly schemaVersion: number;
  /** Of the database with its log. */
  readonly bytes: number;
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
  /** What is wrong, one sentence each; none: it is sound. */
  readonly findings: readonly string[];
}

const mostFindings = 100;

/** What is wrong with the database, one sentence each, a hundred at most. */
export function findDamage(db: Db): readonly string[] {
  try {
    const integrity = db.prepare<[], string>(`PRAGMA integrity_check(${mostFindings})`).pluck().all();
    const broken = integrity.filter((line) => line !== "ok");
    // Rows that can't be read can't be counted either.
    if (broken.length > 0) return broken;
    const missing = missingParts(db).map((part) => `the ${part} is missing`);
    return missing.length > 0 ? missing : [...lostReferences(db), ...lostRows(db)];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function lostReferences(db: Db): string[] {
  const rows = db.prepare<[], { table: string; parent: string }>("PRAGMA foreign_key_check").all();
  const counts = Map.groupBy(rows, ({ table, parent }) => `${table} that refer to no ${parent}`);
  return [...counts].map(([what, found]) => `${found.length} rows of ${what}`);
}

/** Rows get ascending numbers, and of those that are forgotten the number is kept: no fewer can be counted. */
function lostRows(db: Db): string[] {
  const counted = db
    .prepare<[], { highest: number; counted: number }>(
      `SELECT coalesce(max(id), 0) AS highest,
        count(*) + (SELECT coalesce(sum(pruned), 0) FROM tally) AS counted FROM inbox`,
    )
    .get();
  if (counted === undefined || counted.highest <= counted.counted) return [];
  return [`${counted.highest} changes were stored, and ${counted.counted} are counted`];
}

/**
 * Looks through the database in `file`, which others may be writing. Nothing is changed.
 * @throws IntegrationError E_NOT_FOUND, E_INPUT when it is a directory; ConfigError E_STORE_NEWER; PermanentError
 * E_STORE_CORRUPT when it is no database.
 */
export function checkDatabase(file: string): DbReport {
  if (!existsSync(file)) {
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `There is no database ${file}`,
      hint: "Name the right --state-dir. The first `integ sync` makes a database.",
    });
  }
  if (!statSync(file).isFile()) {
    throw new IntegrationError({
      code: "E_INPUT",
      message: `${file} is no file`,
      hint: "Name the database itself, such as integ.db in a backup's directory.",
    });
  }
  let db: Db | null = null;
  try {
    refuseNewer(file);
    db = new Database(file, { readonly: true, fileMustExist: true });
    // One moment for all that is read.
    db.exec("BEGIN");
    const schemaVersion = Number(db.pragma("user_version", { simple: true }));
    const findings = findDamage(db);
    return {
      file,
      schemaVersion,
      bytes: bytesOf(file),
      rows: findings.length > 0 ? {} : countRows(db),
      findings,
    };
  } catch (error) {
    throw storeError(error, file);
  } finally {
    db?.close();
  }
}

/**
 * The same for a file that somebody named, which may have been another one than they meant.
 * @throws as {@link checkDatabase}, but IntegrationError E_INPUT when it is no database.
 */
export function checkNamedDatabase(file: string): DbReport {
  try {
    return checkDatabase(file);
  } catch (error) {
    if (!(error instanceof PermanentError && error.code === "E_STORE_CORRUPT")) throw error;
    throw new IntegrationError({
      code: "E_INPUT",
      message: `${file} is no database of integ, or its first page is damaged`,
      hint: "Name the database itself, such as integ.db in a backup's directory. If this is it, take another backup.",
      cause: error,
    });
  }
}

function bytesOf(file: string): number {
  return [file, `${file}-wal`].reduce((sum, one) => sum + (existsSync(one) ? statSync(one).size : 0), 0);
}

function countRows(db: Db): Record<string, number> {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  const count = (table: string) => Number(db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get());
  return Object.fromEntries(tables.map((table) => [table, count(table)]));
}
