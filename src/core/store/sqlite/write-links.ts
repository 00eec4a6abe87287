// Ops on links, their agreement and what was seen of their records, as SQL.
import { type Agreed, baseHeldKey, type Side } from "../rows.ts";
import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";
import { wakeWaiting } from "./write-waits.ts";

/** Prepares the statements on `db`. */
export function linkOps(db: Db) {
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
  db.function("laid_over", { deterministic: true }, (below, above) =>
    json({ ...JSON.parse(String(below)), ...JSON.parse(String(above)) }),
  );
  // Aged twice, what is old may be as old as the first time.
  const holdUntil = db.prepare(`INSERT INTO meta (key, value) VALUES (?, CAST(? AS INTEGER))
    ON CONFLICT (key) DO UPDATE SET value = min(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`);
  const ageAgreed =
    db.prepare(`UPDATE shadow SET old = laid_over(coalesce(old, '{}'), "values"), "values" = '{}'
    WHERE link_id IN (SELECT id FROM link WHERE sync = ?)`);
  const forgetSeen = db.prepare("DELETE FROM sighting WHERE sync = ?");
  return {
    "base.age": ({ sync, heldUntil }) => {
      ageAgreed.run(sync);
      holdUntil.run(baseHeldKey(sync), heldUntil);
      forgetSeen.run(sync);
    },
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
