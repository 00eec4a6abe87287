// The named queries about writes.
import type { FieldValues } from "../../contract/records.ts";
import type { Stamps } from "../kin.ts";
import type { Intent } from "../rows.ts";
import type { IntentTiming, Reads, SentWrite, WriteCount } from "../store.ts";
import { list, type Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";
import { isUnderWay } from "./partial-indexes.ts";

const intentColumns = `id, sync, link_id AS linkId, side, operation, fields, correlation_key AS correlationKey,
  target_id AS targetId, expected_version AS expectedVersion, agreed, stamps, state, sent_at AS sentAt, attempts,
  seen_at AS seenAt, changed_at AS changedAt`;

interface IntentRow extends Stored<Omit<Intent, "stamps">, "fields" | "agreed"> {
  readonly stamps: string | null;
}
const toIntent = (row: IntentRow): Intent => ({
  ...row,
  fields: JSON.parse(row.fields) as FieldValues,
  agreed: JSON.parse(row.agreed) as Intent["agreed"],
  stamps: row.stamps === null ? null : (JSON.parse(row.stamps) as Stamps),
});

/** Prepares them on `db`. */
export function intentReads(db: Db) {
  const byState = db.prepare<[string, string], IntentRow>(
    `SELECT ${intentColumns} FROM intent WHERE sync = ? AND state = ? AND ${isUnderWay} ORDER BY id`,
  );
  const sent = db.prepare<[string], SentWrite>(
    `SELECT id, link_id AS linkId FROM intent WHERE sync = ? AND state = 'sent' AND ${isUnderWay}`,
  );
  const byKey = db.prepare<[string, string], IntentRow>(`SELECT ${intentColumns} FROM intent
    WHERE sync = ? AND operation = 'create' AND state IN ('sent','done')
      AND correlation_key IN (SELECT value FROM json_each(?)) ORDER BY id`);
  const others = db
    .prepare<
      [{ sync: string; since: number }]
    >(`SELECT DISTINCT c.sync FROM cursor c WHERE c.sync <> :sync AND EXISTS (
      SELECT 1 FROM intent i CROSS JOIN link o ON o.id = i.link_id
        CROSS JOIN link n ON n.sync = :sync AND n.left_id = o.left_id
      WHERE i.sync = c.sync AND i.state = 'done' AND i.settled_at >= :since)`)
    .pluck();
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
    otherWriters: async (sync, since) => others.all({ sync, since }) as string[],
    sentWrites: async (sync) => sent.all(sync),
    createsByKey: async (sync, keys) =>
      new Map(byKey.all(sync, list(keys)).map((row) => [row.correlationKey ?? "", toIntent(row)])),
    timings: async (sync, since) => timings.all(sync, since),
    writeCounts: async (sync, since) => writeCounts.all(sync, since),
  } satisfies Partial<Reads>;
}
