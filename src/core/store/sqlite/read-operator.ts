// What operators ask: how the links of a sync stand, what became of one row, what has no counterpart yet.
import { type InboxState, type Side, type Standing, standings } from "../rows.ts";
import type { InboxFate, Reads } from "../store.ts";
import type { Db } from "./open.ts";
import { isUnderWay } from "./partial-indexes.ts";
import { isOfRecords } from "./read-links.ts";

/** Links that are not simply as their state says, each with why; the lowest number counts. */
const marked = `WITH mark (id, rank) AS (
    SELECT subject, 1 FROM pause WHERE sync = :sync AND kind = 'link'
    UNION ALL SELECT link_id, 2 FROM dead_letter WHERE sync = :sync AND state IN ('open','replaying')
    UNION ALL SELECT link_id, 3 FROM conflict WHERE sync = :sync AND state IN ('open','decided')
    UNION ALL SELECT link_id, 4 FROM intent WHERE sync = :sync AND ${isUnderWay}
    UNION ALL SELECT w.link_id, 4 FROM wait w CROSS JOIN link l ON l.id = w.link_id WHERE l.sync = :sync
    UNION ALL SELECT l.id, 4 FROM inbox i CROSS JOIN link l ON l.sync = i.sync AND l.left_id = i.record_id
      WHERE i.sync = :sync AND i.side = 'left' AND i.state = 'open'
    UNION ALL SELECT l.id, 4 FROM inbox i CROSS JOIN link l ON l.sync = i.sync AND l.right_id = i.record_id
      WHERE i.sync = :sync AND i.side = 'right' AND i.state = 'open'),
  ranked AS (SELECT id, min(rank) AS rank FROM mark GROUP BY id)`;

const byRank: Readonly<Record<number, Standing>> = { 1: "paused", 2: "failed", 3: "conflict", 4: "pending" };

function standingOf(state: string, rank: number | null): Standing {
  if (state === "tombstone") return "deleted";
  const marked = rank === null ? undefined : byRank[rank];
  // A record whose counterpart is being made is new, until something keeps it from being made.
  if (state === "pending" && (marked === undefined || marked === "pending")) return "new";
  return marked ?? (state === "detached" ? "outside" : "inSync");
}

interface Count {
  readonly state: string;
  readonly rank: number | null;
  readonly n: number;
}

/** Prepares the queries of operators on `db`. */
export function operatorReads(db: Db) {
  const exceptions = db.prepare<[{ sync: string }], Count>(`${marked}
    SELECT l.state, r.rank, count(*) AS n FROM ranked r CROSS JOIN link l ON l.id = r.id GROUP BY l.state, r.rank`);
  const all = db.prepare<[{ sync: string }], Count>(`SELECT state, NULL AS rank, count(*) AS n FROM link
    WHERE sync = :sync AND ${isOfRecords} GROUP BY state`);
  const one = db.prepare<[{ sync: string; linkId: string }], Count>(`${marked}
    SELECT l.state, r.rank, 1 AS n FROM link l LEFT JOIN ranked r ON r.id = l.id WHERE l.id = :linkId`);
  const fate = db.prepare<[string, Side, string], InboxFate & { readonly state: InboxState }>(
    "SELECT state, due_at AS dueAt FROM inbox WHERE sync = ? AND side = ? AND event_key = ?",
  );
  const unlinked = db.prepare<
    [string],
    { side: Side; n: number }
  >(`SELECT side, count(DISTINCT record_id) AS n
    FROM inbox i WHERE sync = ? AND state = 'open' AND kind = 'changed'
      AND NOT EXISTS (SELECT 1 FROM link l WHERE l.sync = i.sync AND l.left_id = i.record_id AND i.side = 'left')
      AND NOT EXISTS (SELECT 1 FROM link l WHERE l.sync = i.sync AND l.right_id = i.record_id AND i.side = 'right')
    GROUP BY side`);
  return {
    standings: async (sync) => {
      const counts = Object.fromEntries(standings.map((name) => [name, 0])) as Record<Standing, number>;
      for (const { state, rank, n } of all.all({ sync })) counts[standingOf(state, rank)] += n;
      for (const { state, rank, n } of exceptions.all({ sync })) {
        counts[standingOf(state, null)] -= n;
        counts[standingOf(state, rank)] += n;
      }
      return counts;
    },
    standing: async (sync, linkId) => {
      const row = one.get({ sync, linkId });
      return row ? standingOf(row.state, row.rank) : null;
    },
    inboxFate: async (sync, side, eventKey) => fate.get(sync, side, eventKey) ?? null,
    unlinkedOpen: async (sync) => {
      const counts = { left: 0, right: 0 };
      for (const { side, n } of unlinked.all(sync)) counts[side] = n;
      return counts;
    },
  } satisfies Partial<Reads>;
}
