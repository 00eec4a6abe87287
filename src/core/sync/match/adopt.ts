// A record that turns out to be what a create of ours has made.
import type { VendorRecord } from "../../contract/records.ts";
import type { Op } from "../../store/ops.ts";
import { type Intent, idOn, type Link, type Side, withId } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { carriedEditOps } from "../write/last-edits.ts";
import type { Identified } from "./identify.ts";

/** The record carries the key of a create of ours whose answer never came: it is that record. */
export async function adoptCreate(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  record: VendorRecord,
  creates: ReadonlyMap<string, Intent>,
): Promise<Identified | null> {
  const intent = creates.get(record.correlationKey ?? "");
  if (intent?.side !== side) return null;
  const link = (await engine.store.linksById([intent.linkId])).get(intent.linkId);
  // The probe, which runs beside the cycles, has found it first.
  if (link && idOn(link, side) === record.id) return { link, ops: [], error: null, payload: {} };
  if (intent.state !== "sent" || !link || idOn(link, side) !== null) return null;
  // The cycle that sent it still waits for the answer: the record is that link's, and left to it.
  if (engine.inFlight.has(intent.id))
    return { link: withId(link, side, record.id), ops: [], error: null, payload: {} };
  const live = withId({ ...link, state: "live" }, side, record.id);
  return { link: live, ops: adoptOps(engine, sync, link, side, record, intent), error: null, payload: {} };
}

/** Ops that take the found record as the result of `intent`. What differs from it counts as a later edit. */
export function adoptOps(
  engine: EngineContext,
  sync: SyncRuntime,
  link: Link,
  side: Side,
  record: VendorRecord,
  intent: Intent,
): Op[] {
  const at = engine.clock.now();
  const live = withId({ ...link, state: "live" }, side, record.id);
  const { correlationKey, operation, agreed } = intent;
  const data = { side, operation, recordId: record.id, correlationKey, agreed };
  return [
    { op: "link.put", link: live, at },
    { op: "shadow.merge", linkId: link.id, agreed: intent.agreed },
    ...carriedEditOps(sync, live, intent, intent.agreed),
    { op: "intent.state", id: intent.id, state: "done", at, resultId: record.id },
    { op: "history.add", row: { sync: link.sync, linkId: link.id, at, kind: "adopted", data } },
  ];
}
