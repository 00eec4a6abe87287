// Each op as SQL. The only place that writes.
import type { Op } from "../ops.ts";
import type { Agreed, Link, Side } from "../rows.ts";
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
    ...conflictOps(db),
    ...letterOps(db),
    ...standstillOps(db),
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
    "inbox.reopenLink": (op) => void reopenLink.run(op.dueAt, op.linkId),
    "inbox.hurry": (op) => void hurry.run(op.dueAt, op.sync, op.side, json(op.recordIds), op.dueAt),
    "inbox.hurryAll": ({ sync, dueAt }) => void hurryAll.run(dueAt, sync, dueAt),
    "inbox.prune": (op) => {
      count.run(op.before);
      prune.run(op.before);
    },
  } satisfies Partial<Handlers>;
}

function linkOps(db: Db) {
  const put =
    db.prepare(`INSERT INTO link (id, sync, left_id, right_id, state, deleted_on, created_at, updated_at)
    VALUES (:id, :sync, :leftId, :rightId, :state, :deletedOn, :at, :at)
    ON CONFLICT (id) DO UPDATE SET left_id = excluded.left_id, right_id = excluded.right_id,
      state = excluded.state, deleted_on = excluded.deleted_on, updated_at = excluded.updated_at`);
  const wake = wakeWaiting(db);
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
  const unsight = db.prepare("DELETE FROM sighting WHERE sync = ? AND side = ? AND record_id = ?");
  return {
    "link.put": (op) => {
      put.run({ ...op.link, at: op.at });
      if (op.link.state === "live") wake(op.link, op.at);
    },
    "shadow.merge": (op) => {
      mergeSide(op.linkId, "left", op.agreed);
      mergeSide(op.linkId, "right", op.agreed);
    },
    "sighting.drop": (op) => void unsight.run(op.sync, op.side, op.recordId),
    "sighting.put": (op) =>
      void sight.run(op.sync, op.side, op.sighting.recordId, op.sighting.version, op.sighting.hash),
  } satisfies Partial<Handlers>;
}

/** Links that wait for either record of this one are looked at again: each gets a row, due now. */
function wakeWaiting(db: Db): (link: Link, at: number) => void {
  const waiting = db
    .prepare<[{ sync: string; leftId: string; rightId: string }], string>(`SELECT DISTINCT link_id FROM wait
      WHERE parent_sync = :sync AND ((parent_side = 'left' AND parent_id = :leftId)
        OR (parent_side = 'right' AND parent_id = :rightId))`)
    .pluck();
  const open = db.prepare(`INSERT INTO inbox (sync, side, record_id, kind, source, event_key, seen_at, due_at)
    SELECT sync, iif(left_id IS NULL, 'right', 'left'), coalesce(left_id, right_id), 'changed', 'wait',
      'wait:' || id || ':' || :at, :at, :at
    FROM link WHERE id = :linkId AND coalesce(left_id, right_id) IS NOT NULL ON CONFLICT DO NOTHING`);
  const forget = db.prepare("DELETE FROM wait WHERE link_id = ?");
  return ({ sync, leftId, rightId }, at) => {
    if (leftId === null || rightId === null) return;
    for (const linkId of waiting.all({ sync, leftId, rightId })) {
      open.run({ at, linkId });
      forget.run(linkId);
    }
  };
}

function intentOps(db: Db) {
  const put =
    db.prepare(`INSERT INTO intent (id, sync, link_id, side, operation, fields, correlation_key, target_id,
      expected_version, agreed, state, attempts, seen_at, changed_at, created_at)
    VALUES (:id, :sync, :linkId, :side, :operation, :fields, :correlationKey, :targetId,
      :expectedVersion, :agreed, :state, :attempts, :seenAt, :changedAt, :at)`);
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
      void put.run({ ...intent, fields: json(intent.fields), agreed: json(intent.agreed), at }),
    "intent.prune": (op) => void prune.run(op.before),
    "intent.state": (op) =>
      void (op.state === "sent"
        ? sent.run(op.at, op.id)
        : settle.run(op.state, op.at, op.resultId ?? null, op.id)),
  } satisfies Partial<Handlers>;
}

function conflictOps(db: Db) {
  const add = db.prepare(`INSERT INTO conflict
    VALUES (:id, :sync, :linkId, :field, :base, :left, :right, :winner, :reason, :at, :state, NULL, NULL, NULL)
    ON CONFLICT (id) DO NOTHING`);
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

function letterOps(db: Db) {
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
    "UPDATE inbox SET state = 'discarded', settled_at = ? WHERE link_id = ? AND state = 'dead'",
  );
  const resolve = db.prepare(
    "UPDATE dead_letter SET state = 'resolved', last_at = ? WHERE link_id = ? AND state IN ('open','replaying')",
  );
  const settleInbox = db.prepare(
    "UPDATE inbox SET state = 'done', settled_at = ? WHERE link_id = ? AND state = 'dead'",
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

/** What stands still: pauses, waits, and what a sweep has passed. */
function standstillOps(db: Db) {
  const pause = db.prepare(`INSERT INTO pause VALUES (:sync, :kind, :subject, :code, :message, :who, :at)
    ON CONFLICT (sync, kind, subject) DO UPDATE SET code = excluded.code, message = excluded.message, who = excluded.who`);
  const resume = db.prepare("DELETE FROM pause WHERE sync = ? AND kind = ? AND subject = ?");
  const wait =
    db.prepare(`INSERT INTO wait VALUES (:linkId, :parentSync, :parentSide, :parentId, :since, :isChild)
    ON CONFLICT DO NOTHING`);
  const dismiss =
    db.prepare(`UPDATE inbox SET state = 'done', settled_at = :at WHERE state = 'open' AND id IN (
    SELECT i.id FROM wait w JOIN link l ON l.id = w.link_id JOIN inbox i ON i.sync = l.sync AND i.state = 'open'
      AND i.record_id = iif(i.side = 'left', l.left_id, l.right_id)
    WHERE w.parent_sync = :parentSync AND w.parent_side = :parentSide AND w.parent_id = :parentId AND w.is_child = 1)`);
  const unwait = db.prepare("DELETE FROM wait WHERE link_id = ?");
  const sweep = db.prepare(
    "INSERT INTO swept SELECT ?, ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
  );
  const clear = db.prepare("DELETE FROM swept WHERE sync = ? AND side = ?");
  return {
    "pause.put": (op) => void pause.run(op.pause),
    "pause.drop": (op) => void resume.run(op.sync, op.kind, op.subject),
    "wait.put": (op) => void wait.run({ ...op.wait, isChild: op.wait.isChild ? 1 : 0 }),
    "wait.dismiss": ({ op: _, ...parent }) => void dismiss.run(parent),
    "wait.drop": (op) => void unwait.run(op.linkId),
    "swept.add": (op) => void sweep.run(op.sync, op.side, json(op.recordIds)),
    "swept.clear": (op) => void clear.run(op.sync, op.side),
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
  const dropMeta = db.prepare("DELETE FROM meta WHERE key = ?");
  const dropCursor = db.prepare("DELETE FROM cursor WHERE sync = ? AND side = coalesce(?, side)");
  return {
    "cursor.put": (op) => void cursor.run(op.cursor),
    "history.add": ({ row }) => void history.run(row.sync, row.linkId, row.at, row.kind, json(row.data)),
    "bucket.put": (op) => void bucket.run(op.connection, op.snapshot, op.at),
    "schema.put": ({ connection, description, at }) =>
      void schema.run(connection, description.name, json(description), at),
    "meta.put": (op) => void meta.run(op.key, op.value),
    "meta.drop": (op) => void dropMeta.run(op.key),
    "cursor.drop": (op) => void dropCursor.run(op.sync, op.side),
  } satisfies Partial<Handlers>;
}
