// Which link each changed record belongs to: by id, by correlation key, by match rule; else a new one.
import { SyncError } from "../contract/errors.ts";
import type { VendorRecord } from "../contract/records.ts";
import { canonical } from "../mapping/canonical.ts";
import type { Op } from "../store/ops.ts";
import { type Intent, type Link, otherSide, type Side } from "../store/rows.ts";
import { correlationKeyFor, recordIdInKey } from "./correlation.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

/** A record without a counterpart; `link` when it has waited for one before. */
export interface Unlinked {
  readonly record: VendorRecord;
  readonly link: Link | undefined;
  /** The first match has compared it with every record of the other side just now. */
  readonly isMatched: boolean;
}

export interface Identified {
  readonly link: Link;
  /** Ops that make the link true: itself, its history, an adopted create. Empty for a known link. */
  readonly ops: readonly Op[];
  readonly error: SyncError | null;
}

const idOf = (link: Link, side: Side): string | null => (side === "left" ? link.leftId : link.rightId);
const withId = (link: Link, side: Side, id: string): Link =>
  side === "left" ? { ...link, leftId: id } : { ...link, rightId: id };

/**
 * Finds or makes the link of each unlinked, live record of one side. Reads only; the ops returned make it so.
 * An ambiguous match gives a new link with an error: the record waits for a person instead of being doubled.
 */
export async function identifyNew(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  unlinked: readonly Unlinked[],
): Promise<ReadonlyMap<string, Identified>> {
  const records = unlinked.map((entry) => entry.record);
  const keys = records.flatMap((record) => record.correlationKey ?? []);
  const creates = await engine.store.createsByKey(sync.name, keys);
  const unmatched = unlinked.filter((entry) => !entry.isMatched).map((entry) => entry.record);
  const matches = await findMatches(sync, side, unmatched);
  const others = new Set(
    [...matches.values()].flat().concat(keys.flatMap((key) => recordIdInKey(sync.name, key) ?? [])),
  );
  const taken = new Map(await engine.store.linksByRecord(sync.name, otherSide(side), [...others]));
  const found = new Map<string, Identified>();
  for (const { record, link } of unlinked) {
    const own = link ?? newLink(engine, sync, side, record.id);
    const identified =
      (await adoptCreate(engine, side, record, creates)) ??
      pairWith(engine, sync, side, own, candidates(sync, record, matches, taken));
    const otherId = idOf(identified.link, otherSide(side));
    if (otherId !== null) taken.set(otherId, identified.link);
    found.set(record.id, identified);
  }
  return found;
}

/** The record carries the key of a create of ours whose answer never came: it is that record. */
async function adoptCreate(
  engine: EngineContext,
  side: Side,
  record: VendorRecord,
  creates: ReadonlyMap<string, Intent>,
): Promise<Identified | null> {
  const intent = creates.get(record.correlationKey ?? "");
  if (intent?.side !== side || intent.state !== "sent") return null;
  const link = (await engine.store.linksById([intent.linkId])).get(intent.linkId);
  if (!link || idOf(link, side) !== null) return null;
  return {
    link: withId({ ...link, state: "live" }, side, record.id),
    ops: adoptOps(engine, link, side, record, intent),
    error: null,
  };
}

/** Ops that take the found record as the result of `intent`. What differs from it counts as a later edit. */
export function adoptOps(
  engine: EngineContext,
  link: Link,
  side: Side,
  record: VendorRecord,
  intent: Intent,
): Op[] {
  const at = engine.clock.now();
  const data = { side, recordId: record.id, correlationKey: intent.correlationKey };
  return [
    { op: "link.put", link: withId({ ...link, state: "live" }, side, record.id), at },
    { op: "shadow.merge", linkId: link.id, agreed: intent.agreed },
    { op: "intent.state", id: intent.id, state: "done", at, resultId: record.id },
    { op: "history.add", row: { sync: link.sync, linkId: link.id, at, kind: "adopted", data } },
  ];
}

/** Ids of the other side that this record's keys name. */
function candidates(
  sync: SyncRuntime,
  record: VendorRecord,
  matches: ReadonlyMap<string, readonly string[]>,
  taken: ReadonlyMap<string, Link>,
): readonly string[] {
  const named = recordIdInKey(sync.name, record.correlationKey);
  // A key naming a record that is linked elsewhere belongs to a copy made by a person: it is a new record.
  if (named !== null && !taken.has(named)) return [named];
  return (matches.get(record.id) ?? []).filter((id) => !taken.has(id));
}

/** A link of a record that has no counterpart yet. */
export function newLink(engine: EngineContext, sync: SyncRuntime, side: Side, recordId: string): Link {
  const empty: Link = {
    id: engine.ids.next(),
    sync: sync.name,
    leftId: null,
    rightId: null,
    state: "pending",
  };
  return withId(empty, side, recordId);
}

function pairWith(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  own: Link,
  ids: readonly string[],
): Identified {
  const at = engine.clock.now();
  const [only, ...more] = ids;
  if (only === undefined) return { link: own, ops: [{ op: "link.put", link: own, at }], error: null };
  if (more.length > 0) {
    return { link: own, ops: [{ op: "link.put", link: own, at }], error: ambiguous(sync, side, own, ids) };
  }
  const link: Link = { ...withId(own, otherSide(side), only), state: "live" };
  const data = { leftId: link.leftId, rightId: link.rightId };
  const row = { sync: sync.name, linkId: link.id, at, kind: "linked" as const, data };
  return {
    link,
    ops: [
      { op: "link.put", link, at },
      { op: "history.add", row },
    ],
    error: null,
  };
}

function ambiguous(sync: SyncRuntime, side: Side, own: Link, ids: readonly string[]): SyncError {
  const other = sync.sides[otherSide(side)];
  return new SyncError({
    code: "E_MATCH_AMBIGUOUS",
    connection: other.connection.name,
    message: `${ids.length} records of ${other.objectName} fit ${idOf(own, side)}: ${ids.slice(0, 5).join(", ")}`,
  });
}

/** Live records of the other side by the match rules that can be looked up there. */
async function findMatches(
  sync: SyncRuntime,
  side: Side,
  records: readonly VendorRecord[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const matches = new Map<string, readonly string[]>();
  const other = otherSide(side);
  const port = sync.sides[other].object;
  for (const rule of sync.match) {
    if (!port.searchableFields.includes(rule[other])) continue;
    const open = records.filter((record) => !matches.get(record.id)?.length);
    const keyed = open.flatMap((record) => {
      const value = canonical(record.fields[rule[side]], "text");
      return typeof value === "string" || typeof value === "number" ? [{ record, value: String(value) }] : [];
    });
    if (keyed.length === 0) continue;
    const found = await port.findByField(rule[other], [...new Set(keyed.map((entry) => entry.value))]);
    for (const { record, value } of keyed) {
      matches.set(
        record.id,
        (found.get(value) ?? []).filter((hit) => !hit.deleted).map((hit) => hit.id),
      );
    }
  }
  return matches;
}

/** The key a create of the link's missing side carries. */
export function keyOfCreate(sync: SyncRuntime, link: Link): string {
  return correlationKeyFor(sync.name, link.leftId ?? link.rightId ?? link.id);
}
