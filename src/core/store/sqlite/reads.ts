// The named queries. Callers see rows, never SQL.
import type { FieldValues, ObjectDescription, Value } from "../../contract/records.ts";
import {
  type Conflict,
  type CursorRow,
  type DeadLetter,
  type HistoryRow,
  type InboxRow,
  type InboxState,
  type Intent,
  idOn,
  type Link,
  type Pause,
  type Shadow,
  type Side,
  type Sighting,
  type Wait,
} from "../rows.ts";
import type { IntentTiming, Reads, RecentWrite, WriteCount } from "../store.ts";
import type { Db } from "./open.ts";
import { operatorReads } from "./operator-reads.ts";

const list = (values: readonly string[]): string => JSON.stringify(values);
const inboxColumns = `id, sync, side, record_id AS recordId, kind, source, event_key AS eventKey, seen_at AS seenAt,
  changed_at AS changedAt, attempts, due_at AS dueAt`;
const linkColumns = "id, sync, left_id AS leftId, right_id AS rightId, state, deleted_on AS deletedOn";
const intentColumns = `id, sync, link_id AS linkId, side, operation, fields, correlation_key AS correlationKey,
  target_id AS targetId, expected_version AS expectedVersion, agreed, state, sent_at AS sentAt, attempts,
  seen_at AS seenAt, changed_at AS changedAt`;
const letterColumns = `id, sync, link_id AS linkId, side, record_id AS recordId, operation, code, message, hint,
  vendor_code AS vendorCode, payload, attempts, first_at AS firstAt, last_at AS lastAt, state,
  edited, settled_by AS settledBy`;

/** Ids of planned inbox rows of `:sync` whose link has no intent under way. */
export const orphans = `SELECT i.id FROM inbox i WHERE i.sync = :sync AND i.state = 'planned' AND NOT EXISTS (
  SELECT 1 FROM intent t WHERE t.link_id = i.link_id AND t.state IN ('planned','sent'))`;

/** A link whose records were found to belong under another one has none left, and counts for nothing. */
export const isOfRecords = "(left_id IS NOT NULL OR right_id IS NOT NULL)";

type Stored<T, K extends keyof T> = Omit<T, K> & Record<K, string>;

/** Prepares the queries on `db`. Every method is asynchronous so that other engines can stand behind it. */
export function createReads(db: Db): Reads {
  return {
    ...inboxReads(db),
    ...linkReads(db),
    ...intentReads(db),
    ...letterReads(db),
    ...conflictReads(db),
    ...standstillReads(db),
    ...otherReads(db),
    ...operatorReads(db),
  };
}

function inboxReads(db: Db) {
  const due = db.prepare<[string, number, number], InboxRow>(`SELECT ${inboxColumns} FROM inbox
    WHERE sync = ? AND state = 'open' AND due_at <= ? ORDER BY (source IN ('scan','match')), due_at, id LIMIT ?`);
  const open = db.prepare<[string, Side, string], InboxRow>(`SELECT ${inboxColumns} FROM inbox
    WHERE sync = ? AND side = ? AND state = 'open' AND record_id IN (SELECT value FROM json_each(?)) ORDER BY id`);
  const settled = db
    .prepare<[string]>(`SELECT settled_at FROM inbox WHERE state IN ('done','discarded') AND sync = ?
      ORDER BY settled_at DESC LIMIT 1`)
    .pluck();
  const hasOrphans = db.prepare<[{ sync: string }]>(`SELECT EXISTS (${orphans})`).pluck();
  const next = db
    .prepare<[string]>("SELECT min(due_at) FROM inbox WHERE sync = ? AND state = 'open'")
    .pluck();
  const counts = db.prepare<[string, string], { state: InboxState; n: number }>(`
    SELECT state, sum(n) AS n FROM (
      SELECT state, count(*) AS n FROM inbox WHERE sync = ? GROUP BY state
      UNION ALL SELECT state, pruned FROM tally WHERE sync = ?) GROUP BY state`);
  return {
    dueInbox: async (sync, now, limit) => due.all(sync, now, limit),
    openInbox: async (sync, side, recordIds) => open.all(sync, side, list(recordIds)),
    nextDueAt: async (sync) => (next.get(sync) as number | null) ?? null,
    hasOrphans: async (sync) => hasOrphans.get({ sync }) === 1,
    lastSettledAt: async (sync) => (settled.get(sync) as number | null | undefined) ?? null,
    inboxCounts: async (sync) => {
      const result = { open: 0, planned: 0, done: 0, dead: 0, discarded: 0, total: 0 };
      for (const { state, n } of counts.all(sync, sync)) {
        result[state] = n;
        result.total += n;
      }
      return result;
    },
  } satisfies Partial<Reads>;
}

function linkReads(db: Db) {
  const bySide = (column: "left_id" | "right_id") =>
    db.prepare<[string, string], Link>(
      `SELECT ${linkColumns} FROM link WHERE sync = ? AND ${column} IN (SELECT value FROM json_each(?))`,
    );
  const byLeft = bySide("left_id");
  const byRight = bySide("right_id");
  const byId = db.prepare<[string], Link>(
    `SELECT ${linkColumns} FROM link WHERE id IN (SELECT value FROM json_each(?))`,
  );
  const some = db.prepare<[string, string, number], Link>(`SELECT ${linkColumns} FROM link
    WHERE sync = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?`);
  const counts = db.prepare<[string], { state: string; n: number }>(
    `SELECT state, count(*) AS n FROM link WHERE sync = ? AND ${isOfRecords} GROUP BY state`,
  );
  const shadows = db.prepare<[string], Stored<Shadow, "values">>(
    `SELECT link_id AS linkId, side, "values" FROM shadow WHERE link_id IN (SELECT value FROM json_each(?))`,
  );
  const sightings = db.prepare<[string, Side, string], Sighting>(`SELECT record_id AS recordId, version, hash
    FROM sighting WHERE sync = ? AND side = ? AND record_id IN (SELECT value FROM json_each(?))`);
  return {
    linksByRecord: async (sync, side, recordIds) => {
      const rows = (side === "left" ? byLeft : byRight).all(sync, list(recordIds));
      return new Map(rows.map((link) => [idOn(link, side) ?? "", link]));
    },
    linksOf: async (sync, states, limit) => some.all(sync, list(states), limit),
    linksById: async (ids) => new Map(byId.all(list(ids)).map((link) => [link.id, link])),
    linkCounts: async (sync) => Object.fromEntries(counts.all(sync).map(({ state, n }) => [state, n])),
    shadows: async (linkIds) =>
      shadows.all(list(linkIds)).map((row) => ({ ...row, values: JSON.parse(row.values) as FieldValues })),
    sightings: async (sync, side, recordIds) =>
      new Map(sightings.all(sync, side, list(recordIds)).map((row) => [row.recordId, row])),
  } satisfies Partial<Reads>;
}

type IntentRow = Stored<Intent, "fields" | "agreed">;
const toIntent = (row: IntentRow): Intent => ({
  ...row,
  fields: JSON.parse(row.fields) as FieldValues,
  agreed: JSON.parse(row.agreed) as Intent["agreed"],
});

function intentReads(db: Db) {
  const byState = db.prepare<[string, string], IntentRow>(
    `SELECT ${intentColumns} FROM intent WHERE sync = ? AND state = ? ORDER BY id`,
  );
  const byKey = db.prepare<[string, string], IntentRow>(`SELECT ${intentColumns} FROM intent
    WHERE sync = ? AND operation = 'create' AND state IN ('sent','done')
      AND correlation_key IN (SELECT value FROM json_each(?)) ORDER BY id`);
  const timings = db.prepare<[string, number], IntentTiming>(`SELECT side, seen_at AS seenAt,
      changed_at AS changedAt, settled_at AS settledAt FROM intent
    WHERE sync = ? AND state = 'done' AND settled_at >= ? ORDER BY settled_at DESC LIMIT 10000`);
  const writeCounts = db.prepare<
    [string, number],
    WriteCount
  >(`SELECT side, operation, count(*) AS count FROM intent
    WHERE sync = ? AND state = 'done' AND settled_at >= ? GROUP BY side, operation`);
  return {
    intents: async (sync, state) => byState.all(sync, state).map(toIntent),
    createsByKey: async (sync, keys) =>
      new Map(byKey.all(sync, list(keys)).map((row) => [row.correlationKey ?? "", toIntent(row)])),
    timings: async (sync, since) => timings.all(sync, since),
    writeCounts: async (sync, since) => writeCounts.all(sync, since),
  } satisfies Partial<Reads>;
}

type LetterRow = Stored<DeadLetter, "payload"> & { readonly edited: string | null };
const toLetter = (row: LetterRow): DeadLetter => ({
  ...row,
  payload: JSON.parse(row.payload) as Value,
  edited: row.edited === null ? null : (JSON.parse(row.edited) as FieldValues),
});

function letterReads(db: Db) {
  const some = db.prepare<[string, string | null], LetterRow>(`SELECT ${letterColumns}
    FROM dead_letter WHERE state IN (SELECT value FROM json_each(?)) AND sync = coalesce(?, sync) ORDER BY last_at DESC`);
  const one = db.prepare<[string], LetterRow>(`SELECT ${letterColumns} FROM dead_letter WHERE id = ?`);
  const replaying = db.prepare<[string], LetterRow>(`SELECT ${letterColumns} FROM dead_letter
    WHERE link_id IN (SELECT value FROM json_each(?)) AND state = 'replaying'`);
  return {
    deadLetters: async (states, sync) => some.all(list(states), sync).map(toLetter),
    deadLetter: async (id) => {
      const row = one.get(id);
      return row ? toLetter(row) : null;
    },
    replayingLetters: async (linkIds) => replaying.all(list(linkIds)).map(toLetter),
  } satisfies Partial<Reads>;
}

type ConflictRow = Stored<Conflict, "left" | "right"> & {
  readonly base: string | null;
  readonly choice: string | null;
};
const toConflict = (row: ConflictRow): Conflict => ({
  ...row,
  base: row.base === null ? undefined : (JSON.parse(row.base) as Value),
  left: JSON.parse(row.left) as Value,
  right: JSON.parse(row.right) as Value,
  choice: row.choice === null ? null : (JSON.parse(row.choice) as Conflict["choice"]),
});

function conflictReads(db: Db) {
  const columns = `id, sync, link_id AS linkId, field, base, left_value AS left, right_value AS right, winner, reason,
    at, state, choice, decided_by AS decidedBy`;
  const among = "state IN (SELECT value FROM json_each(?))";
  const some = db.prepare<[string | null, string, number], ConflictRow>(`SELECT ${columns} FROM conflict
    WHERE sync = coalesce(?, sync) AND ${among} ORDER BY at DESC, id DESC LIMIT ?`);
  const one = db.prepare<[string], ConflictRow>(`SELECT ${columns} FROM conflict WHERE id = ?`);
  const open = db.prepare<[string], ConflictRow>(`SELECT ${columns} FROM conflict
    WHERE link_id IN (SELECT value FROM json_each(?)) AND state IN ('open','decided')`);
  const count = db
    .prepare<[string, string]>(`SELECT count(*) FROM conflict WHERE sync = ? AND ${among}`)
    .pluck();
  return {
    conflicts: async (sync, states, limit) => some.all(sync, list(states), limit).map(toConflict),
    conflict: async (id) => {
      const row = one.get(id);
      return row ? toConflict(row) : null;
    },
    openConflicts: async (linkIds) => open.all(list(linkIds)).map(toConflict),
    conflictCount: async (sync, states) => Number(count.get(sync, list(states))),
  } satisfies Partial<Reads>;
}

/** What stands still, and what the guards count. */
function standstillReads(db: Db) {
  const pauses = db.prepare<[string], Pause>("SELECT * FROM pause WHERE sync = ? ORDER BY at, kind, subject");
  const waits = db.prepare<
    [string],
    Omit<Wait, "isChild"> & { readonly isChild: number }
  >(`SELECT link_id AS linkId, parent_sync AS parentSync,
      parent_side AS parentSide, parent_id AS parentId, since, is_child AS isChild FROM wait
    WHERE link_id IN (SELECT id FROM link WHERE sync = ?)`);
  const gone = db
    .prepare<[string, number]>(
      `SELECT count(*) FROM link WHERE sync = ? AND state = 'tombstone' AND updated_at >= ? AND ${isOfRecords}`,
    )
    .pluck();
  const deletes = db
    .prepare<
      [string]
    >(`SELECT count(DISTINCT i.side || i.record_id) FROM inbox i JOIN link l ON l.sync = i.sync
        AND iif(i.side = 'left', l.left_id, l.right_id) = i.record_id AND l.state IN ('live','detached')
      WHERE i.sync = ? AND i.state = 'open' AND i.kind = 'deleted'`)
    .pluck();
  const writes = db.prepare<[string, number], Stored<RecentWrite, "fields">>(`SELECT link_id AS linkId, side,
      fields, settled_at AS settledAt FROM intent
    WHERE link_id IN (SELECT value FROM json_each(?)) AND state = 'done' AND settled_at >= ? ORDER BY settled_at, id`);
  const unsweptOn = (column: "left_id" | "right_id") =>
    db
      .prepare<
        [string, string, Side],
        string
      >(`SELECT ${column} FROM link l WHERE l.sync = ? AND ${column} > ?
        AND l.state IN ('live','detached') AND NOT EXISTS (
          SELECT 1 FROM swept s WHERE s.sync = l.sync AND s.side = ? AND s.record_id = l.${column})
        ORDER BY ${column} LIMIT 1000`)
      .pluck();
  const unswept = { left: unsweptOn("left_id"), right: unsweptOn("right_id") };
  return {
    pauses: async (sync) => pauses.all(sync),
    waits: async (sync) => waits.all(sync).map((row) => ({ ...row, isChild: row.isChild === 1 })),
    deletesSince: async (sync, since) => Number(gone.get(sync, since)),
    openDeletes: async (sync) => Number(deletes.get(sync)),
    recentWrites: async (linkIds, since) =>
      writes
        .all(list(linkIds), since)
        .map((row) => ({ ...row, fields: Object.keys(JSON.parse(row.fields) as FieldValues) })),
    unswept: async (sync, side, after) => unswept[side].all(sync, after, side),
  } satisfies Partial<Reads>;
}

function otherReads(db: Db) {
  const cursors = db.prepare<[string], CursorRow>(
    "SELECT sync, side, feed, position, polled_at AS polledAt FROM cursor WHERE sync = ?",
  );
  const history = db.prepare<[string], Stored<HistoryRow, "data">>(
    "SELECT sync, link_id AS linkId, at, kind, data FROM history WHERE link_id = ? ORDER BY id",
  );
  const recent = db.prepare<[number], Stored<HistoryRow, "data">>(
    "SELECT sync, link_id AS linkId, at, kind, data FROM history ORDER BY id DESC LIMIT ?",
  );
  const toHistory = (row: Stored<HistoryRow, "data">): HistoryRow =>
    ({ ...row, data: JSON.parse(row.data) as Value }) as HistoryRow;
  const schema = db
    .prepare<[string, string]>("SELECT description FROM schema_snapshot WHERE connection = ? AND object = ?")
    .pluck();
  const bucket = db.prepare<[string]>("SELECT snapshot FROM rate_bucket WHERE connection = ?").pluck();
  const meta = db.prepare<[string]>("SELECT value FROM meta WHERE key = ?").pluck();
  return {
    cursors: async (sync) => cursors.all(sync),
    history: async (linkId) => history.all(linkId).map(toHistory),
    recentHistory: async (limit) => recent.all(limit).map(toHistory),
    schemaSnapshot: async (connection, object) => {
      const text = schema.get(connection, object);
      return typeof text === "string" ? (JSON.parse(text) as ObjectDescription) : null;
    },
    bucket: async (connection) => (bucket.get(connection) as string | undefined) ?? null,
    meta: async (key) => (meta.get(key) as string | undefined) ?? null,
  } satisfies Partial<Reads>;
}
