// Each op as SQL. The only place that writes.
import type { Op } from "../ops.ts";
import type { Agreed, Side } from "../rows.ts";
import type { Db } from "./open.ts";
import { orphans } from "./reads.ts";

export type ApplyOp = (op: Op) => void;
type Handlers = { readonly [K in Op["op"]]: (op: Extract<Op, { op: K }>) => void };

const json = (value: unknown): string => JSON.stringify(value);
const idList = (ids: readonly number[]): string => JSON.stringify(ids);

/** Prepares every statement once; the returned function runs inside the caller's transaction. */
export function createApplyOp(db: Db): ApplyOp {
  const handlers: Handlers = {
    ...inboxOps(db),
    ...linkOps(db),
    ...intentOps(db),
    ...letterOps(db),
    ...otherOps(db),
  };
  return (op) => (handlers[op.op] as (op: Op) => void)(op);
}

function inboxOps(db: Db) {
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
    "UPDATE inbox SET state = 'dead', settled_at = ? WHERE link_id = ? AND state = 'planned'",
  );
  const reopenLink = db.prepare(
    "UPDATE inbox SET state = 'open', due_at = ? WHERE link_id = ? AND state = 'planned'",
  );
  const reopenOrphans = db.prepare(
    `UPDATE inbox SET state = 'open', due_at = :dueAt WHERE id IN (${orphans})`,
  );
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
    "inbox.reopenLink": (op) => void reopenLink.run(op.dueAt, op.linkId),
    "inbox.prune": (op) => {
      count.run(op.before);
      prune.run(op.before);
    },
  } satisfies Partial<Handlers>;
}

function linkOps(db: Db) {
  const put = db.prepare(`INSERT INTO link (id, sync, left_id, right_id, state, created_at, updated_at)
    VALUES (:id, :sync, :leftId, :rightId, :state, :at, :at)
    ON CONFLICT (id) DO UPDATE SET left_id = excluded.left_id, right_id = excluded.right_id,
      state = excluded.state, updated_at = excluded.updated_at`);
  // json_patch would drop nulls, and a blank value is agreed on like any other: merge in JavaScript.
  const get = db.prepare('SELECT "values" FROM shadow WHERE link_id = ? AND side = ?').pluck();
  const putShadow = db.prepare(`INSERT INTO shadow (link_id, side, "values") VALUES (?, ?, ?)
    ON CONFLICT (link_id, side) DO UPDATE SET "values" = excluded."values"`);
  const mergeSide = (linkId: string, side: Side, agreed: Agreed): void => {
    const current = get.get(linkId, side);
    const values = typeof current === "string" ? JSON.parse(current) : {};
    putShadow.run(linkId, side, json({ ...values, ...agreed[side] }));
  };
  const sight = db.prepare(`INSERT INTO sighting (sync, side, record_id, version, hash) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (sync, side, record_id) DO UPDATE SET version = excluded.version, hash = excluded.hash`);
  return {
    "link.put": (op) => void put.run({ ...op.link, at: op.at }),
    "shadow.merge": (op) => {
      mergeSide(op.linkId, "left", op.agreed);
      mergeSide(op.linkId, "right", op.agreed);
    },
    "sighting.put": (op) =>
      void sight.run(op.sync, op.side, op.sighting.recordId, op.sighting.version, op.sighting.hash),
  } satisfies Partial<Handlers>;
}

function intentOps(db: Db) {
  const put =
    db.prepare(`INSERT INTO intent (id, sync, link_id, side, operation, fields, correlation_key, target_id,
      expected_version, agreed, state, attempts, seen_at, changed_at, created_at)
    VALUES (:id, :sync, :linkId, :side, :operation, :fields, :correlationKey, :targetId,
      :expectedVersion, :agreed, :state, :attempts, :seenAt, :changedAt, :at)`);
  const sent = db.prepare(
    "UPDATE intent SET state = 'sent', sent_at = ?, attempts = attempts + 1 WHERE id = ?",
  );
  const settle = db.prepare(
    "UPDATE intent SET state = ?, settled_at = ?, result_id = coalesce(?, result_id) WHERE id = ?",
  );
  const conflict = db.prepare(`INSERT INTO conflict
    VALUES (:id, :sync, :linkId, :field, :base, :left, :right, :winner, :reason, :at) ON CONFLICT (id) DO NOTHING`);
  return {
    "intent.put": ({ intent, at }) =>
      void put.run({ ...intent, fields: json(intent.fields), agreed: json(intent.agreed), at }),
    "intent.state": (op) =>
      void (op.state === "sent"
        ? sent.run(op.at, op.id)
        : settle.run(op.state, op.at, op.resultId ?? null, op.id)),
    "conflict.add": ({ conflict: row }) =>
      void conflict.run({
        ...row,
        base: row.base === undefined ? null : json(row.base),
        left: json(row.left),
        right: json(row.right),
      }),
  } satisfies Partial<Handlers>;
}

function letterOps(db: Db) {
  const put = db.prepare(`INSERT INTO dead_letter
    VALUES (:id, :sync, :linkId, :side, :recordId, :operation, :code, :message, :hint, :vendorCode, :payload, 1, :lastAt, :lastAt, 'open')
    ON CONFLICT (link_id) WHERE state IN ('open','replaying') DO UPDATE SET side = excluded.side,
      record_id = excluded.record_id, operation = excluded.operation, code = excluded.code, message = excluded.message,
      hint = excluded.hint, vendor_code = excluded.vendor_code, payload = excluded.payload,
      attempts = attempts + 1, last_at = excluded.last_at, state = 'open'`);
  const replay = db.prepare(
    "UPDATE dead_letter SET state = 'replaying', last_at = ? WHERE id = ? AND state = 'open'",
  );
  const resolve = db.prepare(
    "UPDATE dead_letter SET state = 'resolved', last_at = ? WHERE link_id = ? AND state IN ('open','replaying')",
  );
  const settleInbox = db.prepare(
    "UPDATE inbox SET state = 'done', settled_at = ? WHERE link_id = ? AND state = 'dead'",
  );
  return {
    "deadLetter.put": ({ letter }) => void put.run({ ...letter, payload: json(letter.payload) }),
    "deadLetter.replay": (op) => void replay.run(op.at, op.id),
    "deadLetter.resolve": (op) => {
      if (resolve.run(op.at, op.linkId).changes > 0) settleInbox.run(op.at, op.linkId);
    },
  } satisfies Partial<Handlers>;
}

function otherOps(db: Db) {
  const cursor = db.prepare(`INSERT INTO cursor VALUES (:sync, :side, :feed, :position, :polledAt)
    ON CONFLICT (sync, side, feed) DO UPDATE SET position = excluded.position, polled_at = excluded.polled_at`);
  const history = db.prepare("INSERT INTO history (sync, link_id, at, kind, data) VALUES (?, ?, ?, ?, ?)");
  const bucket = db.prepare(`INSERT INTO rate_bucket VALUES (?, ?, ?)
    ON CONFLICT (connection) DO UPDATE SET snapshot = excluded.snapshot, saved_at = excluded.saved_at`);
  const schema = db.prepare(`INSERT INTO schema_snapshot VALUES (?, ?, ?, ?) ON CONFLICT (connection, object)
    DO UPDATE SET description = excluded.description, taken_at = excluded.taken_at`);
  const meta = db.prepare(
    "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  return {
    "cursor.put": (op) => void cursor.run(op.cursor),
    "history.add": ({ row }) => void history.run(row.sync, row.linkId, row.at, row.kind, json(row.data)),
    "bucket.put": (op) => void bucket.run(op.connection, op.snapshot, op.at),
    "schema.put": ({ connection, description, at }) =>
      void schema.run(connection, description.name, json(description), at),
    "meta.put": (op) => void meta.run(op.key, op.value),
  } satisfies Partial<Handlers>;
}
