// The named queries about what was observed.
import type { InboxRow, InboxState, Side } from "../rows.ts";
import type { Reads } from "../store.ts";
import { list } from "./json-columns.ts";
import type { Db } from "./open.ts";
import { isUnderWay } from "./partial-indexes.ts";

const inboxColumns = `id, sync, side, record_id AS recordId, kind, source, event_key AS eventKey, seen_at AS seenAt,
  changed_at AS changedAt, attempts, due_at AS dueAt`;

/** Ids of planned inbox rows of `:sync` whose link has no intent under way. */
export const orphans = `SELECT i.id FROM inbox i WHERE i.sync = :sync AND i.state = 'planned' AND NOT EXISTS (
  SELECT 1 FROM intent t WHERE t.link_id = i.link_id AND t.${isUnderWay})`;

/** Apart by state, so that each half goes by an index. */
const waitingRecords = `SELECT count(DISTINCT coalesce(CASE side
    WHEN 'left' THEN (SELECT id FROM link WHERE sync = :sync AND left_id = record_id)
    ELSE (SELECT id FROM link WHERE sync = :sync AND right_id = record_id) END, side || ' ' || record_id)) FROM (
  SELECT side, record_id FROM inbox WHERE sync = :sync AND state = 'open'
  UNION ALL SELECT side, record_id FROM inbox WHERE sync = :sync AND state = 'planned')`;

/** Prepares them on `db`. */
export function inboxReads(db: Db) {
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
    .prepare<[string, number]>(
      "SELECT min(due_at) FROM inbox WHERE sync = ? AND state = 'open' AND due_at > ?",
    )
    .pluck();
  const counts = db.prepare<[string, string], { state: InboxState; n: number }>(`
    SELECT state, sum(n) AS n FROM (
      SELECT state, count(*) AS n FROM inbox WHERE sync = ? GROUP BY state
      UNION ALL SELECT state, pruned FROM tally WHERE sync = ?) GROUP BY state`);
  const waiting = db.prepare<[{ sync: string }]>(waitingRecords).pluck();
  return {
    dueInbox: async (sync, now, limit) => due.all(sync, now, limit),
    openInbox: async (sync, side, recordIds) => open.all(sync, side, list(recordIds)),
    nextDueAt: async (sync, after = -1) => (next.get(sync, after) as number | null) ?? null,
    hasOrphans: async (sync) => hasOrphans.get({ sync }) === 1,
    lastSettledAt: async (sync) => (settled.get(sync) as number | null | undefined) ?? null,
    waitingRecords: async (sync) => Number(waiting.get({ sync })),
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
