// Ops of the first match, as SQL: the keys of the records it compares.
import { sides } from "../rows.ts";
import { namedRule, originRule } from "../store.ts";
import type { Handlers } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function matchOps(db: Db) {
  const put = db.prepare(`INSERT INTO match_key (sync, side, record_id, rule, key) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (sync, side, record_id, rule) DO UPDATE SET key = excluded.key`);
  const take = db.prepare("UPDATE match_key SET taken = ? WHERE sync = ? AND side = ? AND record_id = ?");
  const drop = db.prepare(`DELETE FROM match_key WHERE sync = :sync AND side = :side AND record_id <= (
    SELECT max(record_id) FROM (SELECT record_id FROM match_key WHERE sync = :sync AND side = :side
      ORDER BY record_id LIMIT 10000))`);
  return {
    "matchKey.put": ({ sync, side, records }) => {
      for (const { id, namedId, originKey, keys } of records) {
        put.run(sync, side, id, namedRule, namedId);
        if (originKey !== null) put.run(sync, side, id, originRule, originKey);
        for (const [rule, key] of keys.entries()) put.run(sync, side, id, rule, key);
      }
    },
    "matchKey.take": ({ sync, rule, pairs }) => {
      for (const pair of pairs) for (const [n, side] of sides.entries()) take.run(rule, sync, side, pair[n]);
    },
    "matchKey.drop": ({ sync, side }) => void drop.run({ sync, side }),
  } satisfies Partial<Handlers>;
}
