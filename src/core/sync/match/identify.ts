// Which link each changed record belongs to: that of a create of ours, of its counterpart, or a new one.
import { SyncError } from "../../contract/errors.ts";
import type { Value, VendorRecord } from "../../contract/records.ts";
import type { Op } from "../../store/ops.ts";
import { type Intent, idOn, type Link, otherSide, type Side, withId } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { adoptCreate } from "./adopt.ts";
import { correlationKeyFor } from "./correlation.ts";
import { type Counterparts, findCounterparts, type Unlinked } from "./counterparts.ts";
import { makersOf } from "./foreign-creates.ts";
import { kinOf } from "./kin.ts";

export interface Identified {
  readonly link: Link;
  /** Ops that make the link true: itself, its history, an adopted create. */
  readonly ops: readonly Op[];
  readonly error: SyncError | null;
  /** With an error: what a person needs in order to choose, as {@link choiceOf} makes it. */
  readonly payload: Value;
}

export interface NewRecords {
  readonly found: ReadonlyMap<string, Identified>;
  /** Ids of records that a create under way may have made, and nothing tells: left due until that is known. */
  readonly held: readonly string[];
  /** The same for creates of other syncs. */
  readonly heldElsewhere: readonly string[];
}

/** Key under which it is noted that a person has said a record has no counterpart. */
export const unmatchedKey = (sync: string, side: Side, recordId: string): string =>
  `unmatched:${sync}:${side}:${recordId}`;

/** What is shown of a record that fits several: these, and what it was matched by. */
export function choiceOf(side: Side, ids: readonly string[], values: Readonly<Record<string, Value>>): Value {
  return { candidates: ids.map((id) => ({ side, id })), values };
}

/**
 * Finds or makes the link of each unlinked, live record of one side. Reads only; the ops returned make it so.
 * An ambiguous match gives a link with an error: the record waits for a person instead of being doubled.
 */
export async function identifyNew(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  unlinked: readonly Unlinked[],
): Promise<NewRecords> {
  if (unlinked.length === 0) return { found: new Map(), held: [], heldElsewhere: [] };
  const creates = await createsUnderWay(engine, sync);
  const making = new Set(creates.map(({ linkId }) => linkId));
  const found = new Map(await settledSince(engine, sync, side, unlinked, making));
  const unsettled = unlinked.filter(({ record }) => !found.has(record.id));
  const sentAt = doubtfulSince(sync, side, creates);
  const mayBeMadeBy = await makersOf(engine, sync, side);
  const isHeld = ({ link, seenAt }: Unlinked): boolean => link === undefined && seenAt >= sentAt;
  const isHeldElsewhere = (one: Unlinked): boolean => one.link === undefined && mayBeMadeBy(one);
  const open = unsettled.filter((one) => !isHeld(one) && !isHeldElsewhere(one));
  const keys = open.flatMap(({ record }) => record.correlationKey ?? []);
  const byKey = await engine.store.createsByKey(sync.name, keys);
  const kin = await kinOf(
    engine,
    sync,
    side,
    open.map(({ record }) => record),
  );
  const counterparts = await findCounterparts(engine, sync, side, open, kin);
  for (const { record, link } of open) {
    const own = link ?? newLink(engine, sync, side, record.id);
    const identified =
      (await adoptCreate(engine, sync, side, record, byKey)) ??
      pairUp(engine, sync, side, record, { own, isNew: link === undefined, making }, counterparts);
    const otherId = idOn(identified.link, otherSide(side));
    if (otherId !== null) counterparts.occupy(otherId, identified.link);
    found.set(record.id, identified);
  }
  const idsOf = (those: (one: Unlinked) => boolean) => unsettled.filter(those).map(({ record }) => record.id);
  return { found, held: idsOf(isHeld), heldElsewhere: idsOf((one) => !isHeld(one) && isHeldElsewhere(one)) };
}

/** Creates that are going on, or may have taken effect: what becomes of them has to be known first. */
export async function createsUnderWay(
  { store }: EngineContext,
  { name }: SyncRuntime,
): Promise<readonly Intent[]> {
  const intents = [...(await store.intents(name, "planned")), ...(await store.intents(name, "sent"))];
  return intents.filter(({ operation }) => operation === "create");
}

/**
 * Without a key a record does not say whether one of our creates has made it: those noticed after such a create was
 * sent wait until its answer is there or the vendor has been asked. A create sent later can't have made them.
 * @returns when the first of them was sent, milliseconds; infinity when there is none.
 */
function doubtfulSince(sync: SyncRuntime, side: Side, creates: readonly Intent[]): number {
  if (sync.sides[side].capabilities.correlationField !== null) return Number.POSITIVE_INFINITY;
  const sent = creates.filter((intent) => intent.side === side && intent.state === "sent");
  return Math.min(...sent.map(({ sentAt }) => sentAt ?? 0));
}

/**
 * Records to be left as they are: those whose link is being made, and those for which that has ended since they were
 * looked up. Read after `making`: what is in neither does not change under us.
 */
async function settledSince(
  { store }: EngineContext,
  sync: SyncRuntime,
  side: Side,
  unlinked: readonly Unlinked[],
  making: ReadonlySet<string>,
): Promise<readonly (readonly [string, Identified])[]> {
  const now = await store.linksById(unlinked.flatMap(({ link }) => link?.id ?? []));
  const strangers = unlinked.flatMap(({ link, record }) => (link ? [] : record.id));
  const linked = await store.linksByRecord(sync.name, side, strangers);
  return unlinked.flatMap(({ record, link: before }) => {
    const link = before ? (now.get(before.id) ?? before) : linked.get(record.id);
    if (!link || (link.state === "pending" && !making.has(link.id))) return [];
    return [[record.id, { link, ops: [], error: null, payload: {} }] as const];
  });
}

/** A link of a record that has no counterpart yet. */
export function newLink(engine: EngineContext, sync: SyncRuntime, side: Side, recordId: string): Link {
  return withId(emptyLink(sync, engine.ids.next()), side, recordId);
}

const emptyLink = (sync: SyncRuntime, id: string): Link => {
  return { id, sync: sync.name, leftId: null, rightId: null, state: "pending", deletedOn: null };
};

/** The key a create of the link's missing side carries: that of the first original, where the record is a copy itself. */
export function keyOfCreate(sync: SyncRuntime, link: Link, originKey?: string | null): string {
  if (originKey) return originKey;
  const source = link.leftId === null ? "right" : "left";
  return correlationKeyFor(sync.sides[source], idOn(link, source) ?? link.id);
}

/** What a record is paired up from. */
interface Pairing {
  /** Its own link, under which it waits if nothing fits. */
  readonly own: Link;
  readonly isNew: boolean;
  readonly making: ReadonlySet<string>;
}

function pairUp(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  record: VendorRecord,
  { own, isNew, making }: Pairing,
  counterparts: Counterparts,
): Identified {
  const at = engine.clock.now();
  const put: Op = { op: "link.put", link: own, at };
  const waiting: Identified = { link: own, ops: isNew ? [put] : [], error: null, payload: {} };
  const unsure = (of: Side, what: string, ids: readonly string[]): Identified => {
    const values = Object.fromEntries(
      sync.match.map((rule) => [rule[side], record.fields[rule[side]] ?? null]),
    );
    return { ...waiting, error: ambiguous(sync, of, what, ids), payload: choiceOf(of, ids, values) };
  };
  const rivals = counterparts.rivalsOf(record);
  if (rivals.length > 0) return unsure(side, `${record.id} has rivals`, rivals);
  const ids = counterparts.idsOf(record);
  const [only, ...more] = ids;
  if (only === undefined) return waiting;
  if (more.length > 0) return unsure(otherSide(side), `several fit ${record.id}`, ids);
  if (counterparts.isTaken(only))
    return unsure(otherSide(side), `${record.id} is known as one that has its counterpart`, ids);
  const theirs = counterparts.waitingLinkOf(only);
  // A copy of the counterpart may be there by now: then this record is another one.
  if (theirs && making.has(theirs.id)) return { ...waiting, link: withId(theirs, side, record.id), ops: [] };
  return joinLinks(engine, side, record, own, only, theirs);
}

/** One link for both. Where the counterpart has waited under a link of its own, that one goes on. */
function joinLinks(
  engine: EngineContext,
  side: Side,
  record: VendorRecord,
  own: Link,
  otherId: string,
  waiting: Link | undefined,
): Identified {
  const at = engine.clock.now();
  const base = waiting ?? withId(own, otherSide(side), otherId);
  const link: Link = { ...withId(base, side, record.id), state: "live" };
  const data = { leftId: link.leftId, rightId: link.rightId };
  const retired: Link = { ...own, leftId: null, rightId: null, state: "tombstone" };
  const retire: Op[] = waiting
    ? [
        { op: "link.put", link: retired, at },
        { op: "deadLetter.resolve", linkId: own.id, at },
      ]
    : [];
  return {
    link,
    ops: [
      ...retire,
      { op: "link.put", link, at },
      { op: "history.add", row: { sync: link.sync, linkId: link.id, at, kind: "linked", data } },
    ],
    error: null,
    payload: {},
  };
}

function ambiguous(sync: SyncRuntime, side: Side, what: string, ids: readonly string[]): SyncError {
  const { objectName, connection } = sync.sides[side];
  return new SyncError({
    code: "E_MATCH_AMBIGUOUS",
    connection: connection.name,
    message: `It can't be told which ${objectName} is meant, ${what}: ${ids.slice(0, 5).join(", ")}`,
  });
}
