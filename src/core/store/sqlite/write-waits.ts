// Ops on records that wait for others, as SQL, and what wakes them.
import type { Link, Side, Wait } from "../rows.ts";
import type { Handlers } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function waitOps(db: Db) {
  const put =
    db.prepare(`INSERT INTO wait VALUES (:linkId, :parentSync, :parentSide, :parentId, :since, :isChild)
    ON CONFLICT DO NOTHING`);
  const dismiss =
    db.prepare(`UPDATE inbox SET state = 'done', settled_at = :at WHERE state = 'open' AND id IN (
    SELECT i.id FROM wait w JOIN link l ON l.id = w.link_id JOIN inbox i ON i.sync = l.sync AND i.state = 'open'
      AND i.record_id = iif(i.side = 'left', l.left_id, l.right_id)
    WHERE w.parent_sync = :parentSync AND w.parent_side = :parentSide AND w.parent_id = :parentId AND w.is_child = 1)`);
  const drop = db.prepare("DELETE FROM wait WHERE link_id = ?");
  const parentOf = parentReads(db);
  const wake = wakeWaiting(db);
  return {
    "wait.put": ({ wait }) => {
      put.run({ ...wait, isChild: wait.isChild ? 1 : 0 });
      // It was brought over after this one had looked for it: nothing else would wake it.
      const parent = parentOf(wait);
      if (parent) wake(parent, wait.since);
    },
    "wait.dismiss": ({ op: _, ...parent }) => void dismiss.run(parent),
    "wait.drop": (op) => void drop.run(op.linkId),
  } satisfies Partial<Handlers>;
}

type Whole = Pick<Link, "sync" | "leftId" | "rightId">;

/** The link of the record waited for, once it is on both sides. */
function parentReads(db: Db): (wait: Wait) => Whole | undefined {
  const bySide = (side: Side) =>
    db.prepare<[string, string], Whole>(`SELECT sync, left_id AS leftId, right_id AS rightId FROM link
      WHERE sync = ? AND ${side}_id = ? AND state <> 'tombstone'
        AND left_id IS NOT NULL AND right_id IS NOT NULL`);
  const whole = { left: bySide("left"), right: bySide("right") };
  return ({ parentSync, parentSide, parentId }) => whole[parentSide].get(parentSync, parentId);
}

/** Links that wait for either record of this one are looked at again: each gets a row, due now. */
export function wakeWaiting(db: Db): (link: Whole, at: number) => void {
  const waiting = db
    .prepare<[{ sync: string; leftId: string; rightId: string }], string>(`SELECT DISTINCT link_id FROM wait
      WHERE parent_sync = :sync AND ((parent_side = 'left' AND parent_id = :leftId)
        OR (parent_side = 'right' AND parent_id = :rightId))`)
    .pluck();
  // Woken twice within a millisecond, it still gets a row each time.
  const open = db.prepare(`INSERT INTO inbox (sync, side, record_id, kind, source, event_key, seen_at, due_at)
    SELECT sync, iif(left_id IS NULL, 'right', 'left'), coalesce(left_id, right_id), 'changed', 'wait',
      'wait:' || id || ':' || :at || ':' || (SELECT coalesce(max(id), 0) FROM inbox), :at, :at
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
