// Whether every table, index and trigger that the migrations make is in a database.
import Database from "better-sqlite3";
import { migrations } from "../migrations/index.ts";
import type { Db } from "./open.ts";

const listParts = `SELECT type || ' ' || name FROM sqlite_schema
  WHERE type IN ('table','index','trigger') AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC, type, name`;

/**
 * What the schema that `db` says it has consists of and `db` lacks: `table audit`, `trigger audit_no_delete`. None for
 * one that has no schema yet. Changes nothing.
 */
export function missingParts(db: Db): readonly string[] {
  const version = Number(db.pragma("user_version", { simple: true }));
  const fresh = new Database(":memory:");
  try {
    for (const sql of migrations.slice(0, version)) fresh.exec(sql);
    const present = new Set(partsOf(db));
    return partsOf(fresh).filter((part) => !present.has(part));
  } finally {
    fresh.close();
  }
}

const partsOf = (db: Db): readonly string[] => db.prepare<[], string>(listParts).pluck().all();
