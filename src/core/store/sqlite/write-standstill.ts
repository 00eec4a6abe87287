// Ops on pauses and on what a sweep has passed, as SQL.

import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function standstillOps(db: Db) {
  const pause = db.prepare(`INSERT INTO pause VALUES (:sync, :kind, :subject, :code, :message, :who, :at)
    ON CONFLICT (sync, kind, subject) DO UPDATE SET code = excluded.code, message = excluded.message, who = excluded.who`);
  const resume = db.prepare("DELETE FROM pause WHERE sync = ? AND kind = ? AND subject = ?");
  const sweep = db.prepare(
    "INSERT INTO swept SELECT ?, ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
  );
  const clear = db.prepare("DELETE FROM swept WHERE sync = ? AND side = ?");
  return {
    "pause.put": (op) => void pause.run(op.pause),
    "pause.drop": (op) => void resume.run(op.sync, op.kind, op.subject),
    "swept.add": (op) => void sweep.run(op.sync, op.side, json(op.recordIds)),
    "swept.clear": (op) => void clear.run(op.sync, op.side),
  } satisfies Partial<Handlers>;
}
