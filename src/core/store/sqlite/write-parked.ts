// Ops on what needs a person, as SQL: conflicts and dead letters.

import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";
import { isBound } from "./partial-indexes.ts";

/** Prepares the statements on `db`. */
export function conflictOps(db: Db) {
  // The same two values again, after that was settled once: it has to be asked again.
  const add = db.prepare(`INSERT INTO conflict
    VALUES (:id, :sync, :linkId, :field, :base, :left, :right, :winner, :reason, :at, :state, NULL, NULL, NULL)
    ON CONFLICT (id) DO UPDATE SET state = 'open', base = excluded.base, winner = NULL, reason = excluded.reason,
      at = excluded.at, choice = NULL, decided_by = NULL, decided_at = NULL
      WHERE state = 'settled' AND excluded.state = 'open'`);
  const replace = db.prepare(
    "DELETE FROM conflict WHERE link_id = :linkId AND field = :field AND id <> :id AND state IN ('open','decided')",
  );
  const decide = db.prepare(`UPDATE conflict SET state = 'decided', choice = :choice, decided_by = :who,
    decided_at = :at WHERE id = :id AND state IN ('open','decided')`);
  const settle = db.prepare(`UPDATE conflict SET state = 'settled', winner = :winner
    WHERE link_id = :linkId AND field = :field AND state IN ('open','decided')`);
  return {
    "conflict.add": ({ conflict }) => {
      const { choice: _, decidedBy: __, base, left, right, ...row } = conflict;
      if (row.state === "open") replace.run({ linkId: row.linkId, field: row.field, id: row.id });
      add.run({ ...row, base: base === undefined ? null : json(base), left: json(left), right: json(right) });
    },
    "conflict.decide": ({ id, choice, who, at }) => void decide.run({ id, choice: json(choice), who, at }),
    "conflict.settle": ({ linkId, field, winner }) => void settle.run({ linkId, field, winner }),
  } satisfies Partial<Handlers>;
}

/** Prepares the statements on `db`. */
export function letterOps(db: Db) {
  const put = db.prepare(`INSERT INTO dead_letter
    VALUES (:id, :sync, :linkId, :side, :recordId, :operation, :code, :message, :hint, :vendorCode, :payload, 1, :lastAt, :lastAt, 'open', NULL, NULL)
    ON CONFLICT (link_id) WHERE state IN ('open','replaying') DO UPDATE SET side = excluded.side,
      record_id = excluded.record_id, operation = excluded.operation, code = excluded.code, message = excluded.message,
      hint = excluded.hint, vendor_code = excluded.vendor_code, payload = excluded.payload,
      attempts = attempts + 1, last_at = excluded.last_at, state = 'open'`);
  const replay = db.prepare(
    "UPDATE dead_letter SET state = 'replaying', last_at = ? WHERE id = ? AND state = 'open'",
  );
  const edit = db.prepare("UPDATE dead_letter SET edited = ? WHERE id = ? AND state IN ('open','replaying')");
  const discard = db
    .prepare<[string, number, string], string>(`UPDATE dead_letter SET state = 'discarded', settled_by = ?,
      last_at = ? WHERE id = ? AND state IN ('open','replaying') RETURNING link_id`)
    .pluck();
  const discardInbox = db.prepare(
    `UPDATE inbox SET state = 'discarded', settled_at = ? WHERE link_id = ? AND state = 'dead' AND ${isBound}`,
  );
  const resolve = db.prepare(
    "UPDATE dead_letter SET state = 'resolved', last_at = ? WHERE link_id = ? AND state IN ('open','replaying')",
  );
  const settleInbox = db.prepare(
    `UPDATE inbox SET state = 'done', settled_at = ? WHERE link_id = ? AND state = 'dead' AND ${isBound}`,
  );
  return {
    "deadLetter.put": ({ letter }) => void put.run({ ...letter, payload: json(letter.payload) }),
    "deadLetter.edit": (op) => void edit.run(op.edited === null ? null : json(op.edited), op.id),
    "deadLetter.discard": (op) => {
      const linkId = discard.get(op.who, op.at, op.id);
      if (linkId !== undefined) discardInbox.run(op.at, linkId);
    },
    "deadLetter.replay": (op) => void replay.run(op.at, op.id),
    "deadLetter.resolve": (op) => {
      if (resolve.run(op.at, op.linkId).changes > 0) settleInbox.run(op.at, op.linkId);
    },
  } satisfies Partial<Handlers>;
}
