// The named queries. Callers see rows, never SQL.
import type { ObjectDescription, Value } from "../../contract/records.ts";
import type { CursorRow, HistoryRow } from "../rows.ts";
import type { Reads } from "../store.ts";
import { actionReads } from "./action-requests.ts";
import type { Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";
import { auditReads } from "./read-audit.ts";
import { inboxReads } from "./read-inbox.ts";
import { intentReads } from "./read-intents.ts";
import { kinReads } from "./read-kin.ts";
import { linkReads } from "./read-links.ts";
import { matchReads } from "./read-match.ts";
import { operatorReads } from "./read-operator.ts";
import { conflictReads, letterReads } from "./read-parked.ts";
import { standstillReads } from "./read-standstill.ts";

/** Prepares the queries on `db`. Every method is asynchronous so that other engines can stand behind it. */
export function createReads(db: Db): Reads {
  return {
    ...inboxReads(db),
    ...linkReads(db),
    ...intentReads(db),
    ...letterReads(db),
    ...conflictReads(db),
    ...standstillReads(db),
    ...matchReads(db),
    ...kinReads(db),
    ...otherReads(db),
    ...operatorReads(db),
    ...auditReads(db),
    ...actionReads(db),
  };
}

function otherReads(db: Db) {
  const cursors = db.prepare<[string], CursorRow>(
    "SELECT sync, side, feed, position, polled_at AS polledAt FROM cursor WHERE sync = ?",
  );
  const names = db.prepare<[], string>("SELECT DISTINCT sync FROM cursor").pluck();
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
  const meta = db.prepare<[string]>("SELECT value FROM meta WHERE key = ?").pluck();
  return {
    cursors: async (sync) => cursors.all(sync),
    syncNames: async () => names.all(),
    history: async (linkId) => history.all(linkId).map(toHistory),
    recentHistory: async (limit) => recent.all(limit).map(toHistory),
    schemaSnapshot: async (connection, object) => {
      const text = schema.get(connection, object);
      return typeof text === "string" ? (JSON.parse(text) as ObjectDescription) : null;
    },
    meta: async (key) => (meta.get(key) as string | undefined) ?? null,
  } satisfies Partial<Reads>;
}
