// Observed changes become inbox rows: what was read, and what was told.

import { baseObject } from "../../contract/objects.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { ChangeHint } from "../../contract/webhook.ts";
import type { Op } from "../../store/ops.ts";
import type { ChangeSource, Side } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { sightingOf } from "./projection.ts";

/**
 * Ops for the records that differ from what we last saw of them; none for the rest, so that overlapping
 * polls and scans cost nothing further.
 */
export async function observeRecords(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  source: ChangeSource,
  records: readonly VendorRecord[],
): Promise<Op[]> {
  const { mapping, name } = sync;
  const known = await engine.store.sightings(
    name,
    side,
    records.map((record) => record.id),
  );
  const now = engine.clock.now();
  return inTheirOrder(records).flatMap((record): Op[] => {
    const sighting = sightingOf(record, mapping, side);
    const last = known.get(record.id);
    if (last?.version === sighting.version && last.hash === sighting.hash) return [];
    const row = {
      sync: name,
      side,
      recordId: record.id,
      kind: record.deleted ? ("deleted" as const) : ("changed" as const),
      source,
      eventKey: `${source}:${engine.ids.next()}`,
      seenAt: now,
      changedAt: Date.parse(record.modifiedAt),
      dueAt: now,
    };
    return [
      { op: "inbox.add", row },
      { op: "sighting.put", sync: name, side, sighting },
    ];
  });
}

/** Oldest first: comments of one record are made in the order in which they were written. */
const inTheirOrder = (records: readonly VendorRecord[]): readonly VendorRecord[] =>
  records.toSorted((a, b) => (a.modifiedAt < b.modifiedAt ? -1 : a.modifiedAt > b.modifiedAt ? 1 : 0));

/** Where hints belong: a side of a sync, whether or not it has been prepared yet. */
export interface HintTarget {
  readonly sync: string;
  readonly side: Side;
  readonly object: string;
}

/** Durable before it returns: only then may the sender be told 2xx. Repeated events are ignored by key. */
export async function acceptHints(
  engine: EngineContext,
  { sync, side, object }: HintTarget,
  hints: readonly ChangeHint[],
): Promise<void> {
  const now = engine.clock.now();
  const ops = hints
    .filter((hint) => baseObject(hint.object) === baseObject(object))
    .map(({ recordId, kind, eventKey }): Op => {
      const seen = {
        source: "push" as const,
        eventKey: `push:${eventKey}`,
        seenAt: now,
        changedAt: null,
        dueAt: now,
      };
      return { op: "inbox.add", row: { sync, side, recordId, kind, ...seen } };
    });
  await engine.store.commit(ops);
}
