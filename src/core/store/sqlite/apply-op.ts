// Each op as SQL. Nothing else writes.
import { type AuditActor, ownActor } from "../../audit/audit-row.ts";
import type { Op } from "../ops.ts";
import { actionOps } from "./action-requests.ts";
import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";
import { createAuditor } from "./write-audit.ts";
import { inboxOps } from "./write-inbox.ts";
import { intentOps } from "./write-intents.ts";
import { kinOps } from "./write-kin.ts";
import { linkOps } from "./write-links.ts";
import { matchOps } from "./write-match.ts";
import { conflictOps, letterOps } from "./write-parked.ts";
import { standstillOps } from "./write-standstill.ts";
import { waitOps } from "./write-waits.ts";

/** `commit` is the list of ops that the op belongs to. */
export type ApplyOp = (op: Op, commit: readonly Op[]) => void;

/** Prepares every statement once; the returned function runs inside the caller's transaction, and audits what `actor` does. */
export function createApplyOp(db: Db, actor: AuditActor = ownActor): ApplyOp {
  const audit = createAuditor(db, actor);
  const handlers: Handlers = {
    ...inboxOps(db),
    ...linkOps(db),
    ...intentOps(db),
    ...conflictOps(db),
    ...letterOps(db),
    ...standstillOps(db),
    ...waitOps(db),
    ...matchOps(db),
    ...kinOps(db),
    ...actionOps(db),
    ...otherOps(db),
  };
  return (op, commit) => {
    const event = audit.eventOf(op, commit);
    (handlers[op.op] as (op: Op) => void)(op);
    if (event !== null) audit.append(event);
  };
}

function otherOps(db: Db) {
  const cursor = db.prepare(`INSERT INTO cursor VALUES (:sync, :side, :feed, :position, :polledAt)
    ON CONFLICT (sync, side, feed) DO UPDATE SET position = excluded.position, polled_at = excluded.polled_at`);
  const history = db.prepare("INSERT INTO history (sync, link_id, at, kind, data) VALUES (?, ?, ?, ?, ?)");
  const schema = db.prepare(`INSERT INTO schema_snapshot VALUES (?, ?, ?, ?) ON CONFLICT (connection, object)
    DO UPDATE SET description = excluded.description, taken_at = excluded.taken_at`);
  const meta = db.prepare(
    "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const dropMeta = db.prepare("DELETE FROM meta WHERE key = ?");
  const dropCursor = db.prepare("DELETE FROM cursor WHERE sync = ? AND side = coalesce(?, side)");
  return {
    "cursor.put": (op) => void cursor.run(op.cursor),
    // Its event is its row.
    "audit.add": () => undefined,
    "history.add": ({ row }) => void history.run(row.sync, row.linkId, row.at, row.kind, json(row.data)),
    "schema.put": ({ connection, description, at }) =>
      void schema.run(connection, description.name, json(description), at),
    "meta.put": (op) => void meta.run(op.key, op.value),
    "meta.drop": (op) => void dropMeta.run(op.key),
    "cursor.drop": (op) => void dropCursor.run(op.sync, op.side),
  } satisfies Partial<Handlers>;
}
