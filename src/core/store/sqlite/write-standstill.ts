// Ops on what stands still, as SQL: pauses, waits, and what a sweep has passed.

import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function standstillOps(db: Db) {
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
