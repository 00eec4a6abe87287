// After a write: read back what the vendor stored, and record the agreement in one commit.
import type { VendorRecord } from "../../contract/records.ts";
import { sameValue } from "../../mapping/canonical.ts";
import type { Op } from "../../store/ops.ts";
import { type Agreed, type Intent, type Link, otherSide, type Side, withId } from "../../store/rows.ts";
import { project, sightingOf } from "../observe/projection.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { carriedEditOps } from "./last-edits.ts";

/** A write the vendor has accepted. */
export interface Accepted {
  readonly intent: Intent;
  readonly link: Link;
  readonly targetId: string;
  /** What both sides agree on once this write counts. */
  readonly agreed: Agreed;
  /** There is more to do: the link has to be looked at again whatever is read back. */
  readonly isHalf: boolean;
}

/**
 * Ops that confirm one write. The shadow takes what we sent, not what came back: whatever the vendor or a person
 * made of it since is a change of its own and gets its own inbox row.
 */
export function confirmOps(
  engine: EngineContext,
  sync: SyncRuntime,
  accepted: Accepted,
  readBack: VendorRecord | undefined,
): Op[] {
  const at = engine.clock.now();
  const { intent, targetId } = accepted;
  if (intent.operation === "delete") return confirmDelete(sync, accepted, at);
  const link = withId({ ...accepted.link, state: "live", deletedOn: null }, intent.side, targetId);
  const { side, operation, fields, agreed } = intent;
  const data = { side, operation, recordId: targetId, fields, agreed };
  return [
    { op: "link.put", link, at },
    { op: "shadow.merge", linkId: link.id, agreed: intent.agreed },
    ...carriedEditOps(sync, link, intent, intent.agreed),
    { op: "intent.state", id: intent.id, state: "done", at, resultId: targetId },
    { op: "history.add", row: { sync: sync.name, linkId: link.id, at, kind: "confirmed", data } },
    ...readBackOps(sync, accepted, readBack, at),
  ];
}

/** The counterpart of a deleted record is deleted as well: the link ends. */
function confirmDelete(sync: SyncRuntime, { intent, link, targetId }: Accepted, at: number): Op[] {
  const { side, operation } = intent;
  const data = { side, operation, recordId: targetId };
  return [
    { op: "link.put", link: { ...link, state: "tombstone", deletedOn: otherSide(side) }, at },
    { op: "intent.state", id: intent.id, state: "done", at, resultId: targetId },
    { op: "history.add", row: { sync: sync.name, linkId: link.id, at, kind: "confirmed", data } },
  ];
}

function readBackOps(
  sync: SyncRuntime,
  { intent, targetId, agreed, isHalf }: Accepted,
  record: VendorRecord | undefined,
  at: number,
): Op[] {
  const { side } = intent;
  if (record && !record.deleted && !isHalf && equalsAgreed(sync, side, record, agreed)) {
    return [{ op: "sighting.put", sync: sync.name, side, sighting: sightingOf(record, sync.mapping, side) }];
  }
  const row = {
    sync: sync.name,
    side,
    recordId: targetId,
    kind: "changed" as const,
    source: "readback" as const,
    eventKey: `readback:${intent.id}`,
    seenAt: at,
    changedAt: record ? Date.parse(record.modifiedAt) : null,
    dueAt: at,
  };
  return [{ op: "inbox.add", row }];
}

function equalsAgreed(sync: SyncRuntime, side: Side, record: VendorRecord, agreed: Agreed): boolean {
  return Object.entries(project(record, sync.mapping, side)).every(([name, value]) =>
    sameValue(value, agreed[side][name] ?? null),
  );
}
