// The named queries of the first match: which records belong together by the keys noted of them.
import { otherSide, type Side } from "../rows.ts";
import {
  type MatchFit,
  type MatchRecord,
  namedRule,
  originRule,
  type PairPlace,
  type Reads,
} from "../store.ts";
import type { Db } from "./open.ts";

interface RecordRow {
  readonly recordId: string;
  readonly isTaken: number;
  readonly keys: string;
}

interface FitRow {
  readonly rule: number;
  readonly key: string;
  readonly recordIds: string;
}

interface PairRow {
  readonly place: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
}

/** Told to, for without it SQLite walks the whole side for each key. */
const byKey = "match_key m INDEXED BY match_key_value";

/** Prepares them on `db`. */
export function matchReads(db: Db) {
  const named = { left: preparedNamed(db, "left"), right: preparedNamed(db, "right") };
  const origin = preparedOrigin(db);
  const unique = preparedUnique(db);
  const records = db.prepare<[{ sync: string; side: Side; after: string }], RecordRow>(`
    SELECT r.record_id AS recordId, r.taken IS NOT NULL AS isTaken,
      (SELECT json_group_array(json_array(k.rule, k.key)) FROM match_key k WHERE k.sync = r.sync AND k.side = r.side
        AND k.record_id = r.record_id AND k.rule >= 0 AND k.key IS NOT NULL) AS keys
    FROM match_key r WHERE r.sync = :sync AND r.side = :side AND r.record_id > :after AND r.rule = ${namedRule}
    ORDER BY r.record_id LIMIT 500`);
  // A record taken by a later rule was still free when this one was asked.
  const fits = db.prepare<[{ sync: string; side: Side; keys: string; most: number }], FitRow>(`
    SELECT w.value ->> 0 AS rule, w.value ->> 1 AS key, (SELECT json_group_array(record_id) FROM (
      SELECT m.record_id FROM ${byKey} WHERE m.sync = :sync AND m.side = :side AND m.rule = w.value ->> 0
        AND m.key = w.value ->> 1 AND (m.taken IS NULL OR m.taken > m.rule) ORDER BY m.record_id LIMIT :most)) AS recordIds
    FROM json_each(:keys) w`);
  return {
    namedPairs: async (sync, side, after) => named[side].all({ sync, after }).map(toPair),
    originPairs: async (sync, after) => origin.all({ sync, after }).map(toPair),
    uniquePairs: async (sync, rule, after) => unique.all({ sync, rule, after }).map(toPair),
    matchRecords: async (sync, side, after) =>
      records.all({ sync, side, after }).map(
        ({ recordId, isTaken, keys }): MatchRecord => ({
          recordId,
          isTaken: isTaken === 1,
          keys: (JSON.parse(keys) as [number, string][]).map(([rule, key]) => ({ rule, key })),
        }),
      ),
    matchFits: async (sync, side, keys, most) =>
      fits
        .all({ sync, side, keys: JSON.stringify(keys.map(({ rule, key }) => [rule, key])), most })
        .map(({ recordIds, ...key }): MatchFit => ({ ...key, recordIds: JSON.parse(recordIds) as string[] })),
  } satisfies Partial<Reads>;
}

function toPair({ place, leftId, rightId }: PairRow): PairPlace {
  return { place, pair: leftId === null || rightId === null ? null : [leftId, rightId] };
}

/** The records of `side` carry the ids of the other's; of several that name the same one the first is taken. */
function preparedNamed(db: Db, side: Side) {
  const bearer = `(SELECT m.record_id FROM ${byKey} WHERE m.sync = :sync AND m.side = '${side}' AND m.rule = ${namedRule}
    AND m.key = p.key AND m.taken IS NULL ORDER BY m.record_id LIMIT 1)`;
  const original = `(SELECT m.record_id FROM match_key m WHERE m.sync = :sync AND m.side = '${otherSide(side)}'
    AND m.rule = ${namedRule} AND m.record_id = p.key AND m.taken IS NULL)`;
  const [leftId, rightId] = side === "left" ? [bearer, original] : [original, bearer];
  return db.prepare<[{ sync: string; after: string }], PairRow>(`WITH page AS MATERIALIZED (
      SELECT DISTINCT m.key FROM ${byKey} WHERE m.sync = :sync AND m.side = '${side}' AND m.rule = ${namedRule}
        AND m.key > :after ORDER BY m.key LIMIT 1000)
    SELECT p.key AS place, ${leftId} AS leftId, ${rightId} AS rightId FROM page p ORDER BY p.key`);
}

/** Both sides carry the key of a third record; of several that carry it the first is taken. */
function preparedOrigin(db: Db) {
  const bearer = (
    side: Side,
  ): string => `(SELECT m.record_id FROM ${byKey} WHERE m.sync = :sync AND m.side = '${side}'
    AND m.rule = ${originRule} AND m.key = p.key AND m.taken IS NULL ORDER BY m.record_id LIMIT 1)`;
  return db.prepare<[{ sync: string; after: string }], PairRow>(`WITH page AS MATERIALIZED (
      SELECT DISTINCT m.key FROM ${byKey} WHERE m.sync = :sync AND m.side = 'left' AND m.rule = ${originRule}
        AND m.key > :after ORDER BY m.key LIMIT 1000)
    SELECT p.key AS place, ${bearer("left")} AS leftId, ${bearer("right")} AS rightId FROM page p ORDER BY p.key`);
}

/**
 * The one free record of each side with a value; nothing where there are more, or none. In the order of the left side's
 * records and not of their values: links are then written where the ones before them are, which the disk thanks us for.
 */
function preparedUnique(db: Db) {
  const only = (side: Side): string => `(SELECT iif(count(*) = 1, min(record_id), NULL) FROM (
    SELECT m.record_id FROM ${byKey} WHERE m.sync = :sync AND m.side = '${side}' AND m.rule = :rule
      AND m.key = k.key AND m.taken IS NULL LIMIT 2))`;
  return db.prepare<[{ sync: string; rule: number; after: string }], PairRow>(`WITH
    page AS MATERIALIZED (SELECT record_id, key, taken FROM match_key
      WHERE sync = :sync AND side = 'left' AND rule = :rule AND record_id > :after ORDER BY record_id LIMIT 1000),
    keys AS MATERIALIZED (SELECT key, taken IS NULL AS isFree, max(record_id) AS place FROM page GROUP BY 1, 2)
    SELECT place, iif(isFree, ${only("left")}, NULL) AS leftId, iif(isFree, ${only("right")}, NULL) AS rightId
    FROM keys k ORDER BY place`);
}
