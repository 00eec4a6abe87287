// Ops on observed changes, as SQL.

import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";
import { isBound } from "./partial-indexes.ts";
import { orphans } from "./read-inbox.ts";

const idList = (ids: readonly number[]): string => JSON.stringify(ids);

/** Prepares the statements on `db`. */
export function inboxOps(db: Db) {
  const add =
    db.prepare(`INSERT INTO inbox (sync, side, record_id, kind, source, event_key, seen_at, changed_at, due_at)
    VALUES (:sync, :side, :recordId, :kind, :source, :eventKey, :seenAt, :changedAt, :dueAt)
    ON CONFLICT (sync, side, event_key) DO NOTHING`);
  const among = "id IN (SELECT value FROM json_each(?))";
  const plan = db.prepare(`UPDATE inbox SET state = 'planned', link_id = ? WHERE ${among}`);
  const settle = db.prepare(`UPDATE inbox SET state = ?, settled_at = ? WHERE ${among}`);
  const reopen = db.prepare(
    `UPDATE inbox SET state = 'open', due_at = ?, attempts = attempts + ? WHERE ${among}`,
  );
  const buryLink = db.prepare(
    `UPDATE inbox SET state = 'dead', settled_at = ? WHERE link_id = ? AND state = 'planned' AND ${isBound}`,
  );
  const reopenLink = db.prepare(
    `UPDATE inbox SET state = 'open', due_at = ?, attempts = attempts + ?
      WHERE link_id = ? AND state = 'planned' AND ${isBound}`,
  );
  const reopenOrphans = db.prepare(
    `UPDATE inbox SET state = 'open', due_at = :dueAt WHERE id IN (${orphans})`,
  );
  const hurry = db.prepare(`UPDATE inbox SET due_at = ? WHERE sync = ? AND side = ? AND state = 'open'
    AND record_id IN (SELECT value FROM json_each(?)) AND due_at > ?`);
  const hurryAll = db.prepare("UPDATE inbox SET due_at = ? WHERE sync = ? AND state = 'open' AND due_at > ?");
  const count = db.prepare(`INSERT INTO tally (sync, state, pruned)
    SELECT sync, state, count(*) FROM inbox WHERE state IN ('done','discarded') AND settled_at < ? GROUP BY sync, state
    ON CONFLICT (sync, state) DO UPDATE SET pruned = pruned + excluded.pruned`);
  const prune = db.prepare("DELETE FROM inbox WHERE state IN ('done','discarded') AND settled_at < ?");
  return {
    "inbox.add": (op) => void add.run(op.row),
    "inbox.plan": (op) => void plan.run(op.linkId, idList(op.ids)),
    "inbox.settle": (op) => void settle.run(op.state, op.at, idList(op.ids)),
    "inbox.reopen": (op) => void reopen.run(op.dueAt, op.countAttempt ? 1 : 0, idList(op.ids)),
    "inbox.buryLink": (op) => void buryLink.run(op.at, op.linkId),
    "inbox.reopenOrphans": ({ sync, dueAt }) => void reopenOrphans.run({ sync, dueAt }),
    "inbox.reopenLink": (op) => void reopenLink.run(op.dueAt, op.countAttempt ? 1 : 0, op.linkId),
    "inbox.hurry": (op) => void hurry.run(op.dueAt, op.sync, op.side, json(op.recordIds), op.dueAt),
    "inbox.hurryAll": ({ sync, dueAt }) => void hurryAll.run(dueAt, sync, dueAt),
    "inbox.prune": (op) => {
      count.run(op.before);
      prune.run(op.before);
    },
  } satisfies Partial<Handlers>;
}
