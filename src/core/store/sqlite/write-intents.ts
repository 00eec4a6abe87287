// Ops on writes, as SQL.

import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function intentOps(db: Db) {
  const put =
    db.prepare(`INSERT INTO intent (id, sync, link_id, side, operation, fields, correlation_key, target_id,
      expected_version, agreed, stamps, state, attempts, seen_at, changed_at, created_at)
    VALUES (:id, :sync, :linkId, :side, :operation, :fields, :correlationKey, :targetId,
      :expectedVersion, :agreed, :stamps, :state, :attempts, :seenAt, :changedAt, :at)`);
  const prune = db.prepare(
    "DELETE FROM intent WHERE state IN ('done','failed','superseded') AND settled_at < ?",
  );
  const sent = db.prepare(
    "UPDATE intent SET state = 'sent', sent_at = ?, attempts = attempts + 1 WHERE id = ?",
  );
  const settle = db.prepare(
    "UPDATE intent SET state = ?, settled_at = ?, result_id = coalesce(?, result_id) WHERE id = ?",
  );
  return {
    "intent.put": ({ intent, at }) =>
      void put.run({
        ...intent,
        fields: json(intent.fields),
        agreed: json(intent.agreed),
        stamps: intent.stamps && json(intent.stamps),
        at,
      }),
    "intent.prune": (op) => void prune.run(op.before),
    "intent.state": (op) =>
      void (op.state === "sent"
        ? sent.run(op.at, op.id)
        : settle.run(op.state, op.at, op.resultId ?? null, op.id)),
  } satisfies Partial<Handlers>;
}
