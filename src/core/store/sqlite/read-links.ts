// The named queries about links: their records, their agreement, how many there are.
import type { FieldValues } from "../../contract/records.ts";
import { idOn, type Link, type Shadow, type Side, type Sighting } from "../rows.ts";
import type { Reads } from "../store.ts";
import { list, type Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";

const linkColumns = "id, sync, left_id AS leftId, right_id AS rightId, state, deleted_on AS deletedOn";

/** A link whose records were found to belong under another one has none left, and counts for nothing. */
export const isOfRecords = "(left_id IS NOT NULL OR right_id IS NOT NULL)";

/** Prepares them on `db`. */
export function linkReads(db: Db) {
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
  const shadows = db.prepare<[string], Stored<Shadow, "values" | "old">>(
    `SELECT link_id AS linkId, side, "values", coalesce(old, '{}') AS old FROM shadow WHERE link_id IN (SELECT value FROM json_each(?))`,
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
      shadows.all(list(linkIds)).map((row) => ({
        ...row,
        values: JSON.parse(row.values) as FieldValues,
        old: JSON.parse(row.old) as FieldValues,
      })),
    sightings: async (sync, side, recordIds) =>
      new Map(sightings.all(sync, side, list(recordIds)).map((row) => [row.recordId, row])),
  } satisfies Partial<Reads>;
}
