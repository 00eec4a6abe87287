// Fills a database fast: links, shadows and sightings of records that are in step, without the engine.
import Database from "better-sqlite3";
import { type Side, sides } from "../../src/core/store/rows.ts";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import { project, sightingOf } from "../../src/core/sync/observe/projection.ts";
import type { SyncRuntime } from "../../src/core/sync/types.ts";
import { syncName } from "./stage.ts";
import { idOf, recordAt } from "./vendor.ts";

/** Id of the nth link. */
export const linkIdOf = (n: number): string => `01BENCH${String(n).padStart(19, "0")}`;

export interface FillOptions {
  readonly file: string;
  readonly sync: SyncRuntime;
  readonly links: number;
  /** Open inbox rows for the first so many links: their left records were changed. */
  readonly openRows?: number;
  /** Of those, writes that were sent and never answered. */
  readonly inDoubt?: number;
}

/** Writes the rows with durability off: nobody measures this. */
export function fillDatabase({ file, sync, links, openRows = 0, inDoubt = 0 }: FillOptions): void {
  const db = new Database(file);
  try {
    db.pragma("synchronous = OFF");
    db.pragma("foreign_keys = OFF");
    db.transaction(() => {
      fillLinks(db, links);
      for (const side of sides) fillSide(db, sync, side, links);
      fillInbox(db, openRows, inDoubt);
      db.prepare("INSERT OR REPLACE INTO meta VALUES (?, 'done')").run(`first-match:${syncName}`);
    })();
    db.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
}

/** An empty database with the present schema. */
export async function createDatabase(file: string): Promise<void> {
  await openStore(file).close();
}

function fillLinks(db: Database.Database, links: number): void {
  const link = db.prepare(
    "INSERT INTO link (id, sync, left_id, right_id, state, created_at, updated_at) VALUES (?, ?, ?, ?, 'live', 0, 0)",
  );
  for (let n = 0; n < links; n += 1) link.run(linkIdOf(n), syncName, idOf("left", n), idOf("right", n));
}

function fillSide(db: Database.Database, sync: SyncRuntime, side: Side, links: number): void {
  const shadow = db.prepare(`INSERT INTO shadow (link_id, side, "values") VALUES (?, ?, ?)`);
  const sighting = db.prepare(
    "INSERT INTO sighting (sync, side, record_id, version, hash) VALUES (?, ?, ?, ?, ?)",
  );
  for (let n = 0; n < links; n += 1) {
    const record = recordAt(side, n);
    const seen = sightingOf(record, sync.mapping, side);
    shadow.run(linkIdOf(n), side, JSON.stringify(project(record, sync.mapping, side)));
    sighting.run(syncName, side, record.id, seen.version, seen.hash);
  }
}

function fillInbox(db: Database.Database, openRows: number, inDoubt: number): void {
  const row =
    db.prepare(`INSERT INTO inbox (sync, side, record_id, kind, source, event_key, seen_at, changed_at, state,
      link_id, due_at) VALUES (?, 'left', ?, 'changed', 'poll', ?, ?, ?, ?, ?, ?)`);
  const intent =
    db.prepare(`INSERT INTO intent (id, sync, link_id, side, operation, fields, target_id, expected_version,
      agreed, state, attempts, seen_at, created_at, sent_at) VALUES (?, ?, ?, 'right', 'update', ?, ?, ?, ?, 'sent', 1, ?, ?, ?)`);
  const at = Date.now();
  for (let n = 0; n < openRows; n += 1) {
    const isInDoubt = n < inDoubt;
    row.run(
      syncName,
      idOf("left", n),
      `poll:${n}`,
      at,
      at,
      isInDoubt ? "planned" : "open",
      isInDoubt ? linkIdOf(n) : null,
      at,
    );
    if (!isInDoubt) continue;
    const fields = { subject: editedSubject(n) };
    const agreed = { left: { Subject: editedSubject(n) }, right: fields };
    const { id, version } = recordAt("right", n);
    intent.run(
      `01SENT${n}`,
      syncName,
      linkIdOf(n),
      JSON.stringify(fields),
      id,
      version,
      JSON.stringify(agreed),
      at,
      at,
      at,
    );
  }
}

/** What the left's nth record was changed to. */
export const editedSubject = (n: number): string => `Changed while nobody ran: ${n}`;
