// The named queries about what stands still, and what the guards count.
import type { FieldValues } from "../../contract/records.ts";
import type { Pause, Side, Wait } from "../rows.ts";
import type { Reads, RecentWrite } from "../store.ts";
import { list, type Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";
import { isUnderWay } from "./partial-indexes.ts";
import { isOfRecords } from "./read-links.ts";

const none = { left: 0, right: 0 };

/** Prepares them on `db`. */
export function standstillReads(db: Db) {
  const pauses = db.prepare<[string], Pause>("SELECT * FROM pause WHERE sync = ? ORDER BY at, kind, subject");
  const waits = db.prepare<
    [string],
    Omit<Wait, "isChild"> & { readonly isChild: number }
  >(`SELECT link_id AS linkId, parent_sync AS parentSync,
      parent_side AS parentSide, parent_id AS parentId, since, is_child AS isChild FROM wait
    WHERE link_id IN (SELECT id FROM link WHERE sync = ?)`);
  const gone = db.prepare<[string, number, number], Record<Side, number>>(
    `SELECT count(*) FILTER (WHERE deleted_on = 'left') AS "left", count(*) FILTER (WHERE deleted_on = 'right') AS "right"
    FROM link WHERE sync = ? AND state = 'tombstone' AND updated_at >= ? AND updated_at < ? AND ${isOfRecords}`,
  );
  // Side by side: asked for either id at once, SQLite walks every link for each delete.
  const deletesOn = (side: Side): string => `SELECT DISTINCT i.record_id FROM inbox i
    CROSS JOIN link l ON l.sync = i.sync AND l.${side}_id = i.record_id AND l.state IN ('live','detached')
    WHERE i.sync = :sync AND i.side = '${side}' AND i.state = 'open' AND i.kind = 'deleted' AND NOT EXISTS (
      SELECT 1 FROM intent t WHERE t.link_id = l.id AND t.side = i.side AND t.operation = 'delete' AND t.${isUnderWay})`;
  const deletes = db.prepare<[{ sync: string }], Record<Side, number>>(
    `SELECT (SELECT count(*) FROM (${deletesOn("left")})) AS "left",
      (SELECT count(*) FROM (${deletesOn("right")})) AS "right"`,
  );
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
    deletesBetween: async (sync, from, until) => gone.get(sync, from, until) ?? none,
    openDeletes: async (sync) => deletes.get({ sync }) ?? none,
    recentWrites: async (linkIds, since) =>
      writes
        .all(list(linkIds), since)
        .map((row) => ({ ...row, fields: Object.keys(JSON.parse(row.fields) as FieldValues) })),
    unswept: async (sync, side, after) => unswept[side].all(sync, after, side),
  } satisfies Partial<Reads>;
}
