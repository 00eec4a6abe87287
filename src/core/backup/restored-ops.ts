// What has to be looked at anew after a restore: the vendors have gone on, and our own writes of since then are unknown.
import type { AuditEvent } from "../audit/audit-row.ts";
import { type Side, sides } from "../contract/sides.ts";
import type { Op } from "../store/ops.ts";
import type { SyncFacts } from "../store/sqlite/restored.ts";
import { matchedKey } from "../sync/match/identity.ts";
import { sweepWantedKey } from "../sync/observe/reset.ts";
import { wholeSync } from "../sync/write/stand-still.ts";
import type { RestorePlan, RestorePorts } from "./restore.ts";

/** A backup of before that was noted tells only by its name a sync of comments or files, whose records carry none. */
const isKeyless = ({ sync, isKeyed }: SyncFacts): boolean =>
  isKeyed === null ? /\.(?:comments|attachments)$/.test(sync) : !isKeyed;

/**
 * Every sync matches its records again, so that copies made since the backup are found by their keys instead of being
 * made a second time, and reads both sides whole, so that deletes are seen. What was agreed on is old: a value that was
 * set back to it since can't be told from one that never changed. Syncs of records without keys, as comments and files,
 * pause: nothing tells which of those made since are our own copies.
 */
export function restoredOps(
  { syncs, list, from }: Pick<RestorePlan, "syncs" | "list" | "from">,
  { clock, who }: Pick<RestorePorts, "clock" | "who">,
  replacedHead: string | null,
): readonly Op[] {
  const at = clock.now();
  const { madeAt } = list;
  const event: AuditEvent = {
    at,
    who: { kind: "user", name: who },
    action: "backup.restore",
    subject: from,
    before: null,
    after: null,
    outcome: "done",
    // By it the audit that went on until now is tied to this one, which ends at the backup.
    detail: { madeAt, replacedHead },
  };
  return [
    { op: "audit.add", event },
    ...syncs.flatMap((facts): Op[] => {
      const { sync, heldUntil } = facts;
      const data = { who, restoredFrom: madeAt, sides: [...sides] };
      const note: Op = { op: "history.add", row: { sync, linkId: wholeSync, at, kind: "reset", data } };
      return [
        note,
        ...(isKeyless(facts) ? standStill(sync, madeAt, who, at) : lookAgain(sync, heldUntil, who)),
      ];
    }),
  ];
}

function lookAgain(sync: string, heldUntil: number, who: string): Op[] {
  const sweep = (side: Side): Op => ({ op: "meta.put", key: sweepWantedKey(sync, side), value: who });
  return [
    { op: "base.age", sync, heldUntil },
    { op: "meta.drop", key: matchedKey(sync) },
    ...sides.map(sweep),
  ];
}

function standStill(sync: string, madeAt: string, who: string, at: number): Op[] {
  const message = `Restored from a backup of ${madeAt}: what was carried over since then would be carried over once more`;
  return [
    { op: "pause.put", pause: { sync, kind: "sync", subject: "", code: "E_SYNC_PAUSED", message, who, at } },
  ];
}
