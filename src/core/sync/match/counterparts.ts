// Which records of the other side an unlinked record may belong to: by the keys of our copies, by match rules.
import type { VendorRecord } from "../../contract/records.ts";
import { canonical } from "../../mapping/canonical.ts";
import { type Link, otherSide, type Side } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { correlationKeyFor, recordIdInKey } from "./correlation.ts";
import type { Kin } from "./kin.ts";

/** A record without a counterpart; `link` when it has waited for one before. */
export interface Unlinked {
  readonly record: VendorRecord;
  readonly link: Link | undefined;
  /** When it was first noticed, milliseconds. */
  readonly seenAt: number;
  /** The first match has compared it with every record of the other side just now. */
  readonly isMatched: boolean;
  /** A person has said that it has no counterpart; only a copy we have made ourselves would be one. */
  readonly isAlone: boolean;
}

export interface Counterparts {
  /** Ids on the other side that may be the counterpart: none, one, or several that a person has to choose from. */
  idsOf(record: VendorRecord): readonly string[];
  /** Records of the same side that are copies of the same original, this one included; for people. */
  rivalsOf(record: VendorRecord): readonly string[];
  /** It has a counterpart already. */
  isTaken(id: string): boolean;
  /** A link of the candidate that waits for a counterpart itself. */
  waitingLinkOf(id: string): Link | undefined;
  /** From now on the candidate is linked. */
  occupy(id: string, link: Link): void;
}

type Found = ReadonlyMap<string, readonly string[]>;

const liveIds = (records: readonly VendorRecord[] | undefined): string[] =>
  (records ?? []).filter((record) => !record.deleted).map((record) => record.id);

/** Looks everything up, for all the records at once. Reads only. */
export async function findCounterparts(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  unlinked: readonly Unlinked[],
  kin: (id: string) => Kin,
): Promise<Counterparts> {
  const other = otherSide(side);
  const namedBy = (record: VendorRecord): string | null =>
    recordIdInKey(sync.sides[other], record.correlationKey);
  const copies = await findOwnCopies(sync, side, unlinked, kin);
  const unmatched = unlinked.filter((one) => !one.isMatched && !one.isAlone).map((one) => one.record);
  const matches = await findMatches(sync, side, unmatched);
  const named = unlinked.flatMap(({ record }) => namedBy(record) ?? []);
  const known = unlinked.flatMap(({ record }) => kin(record.id).counterparts);
  const ids = [...copies.values(), ...matches.values(), named, known].flat();
  const links = new Map(await engine.store.linksByRecord(sync.name, other, [...new Set(ids)]));
  const isWaiting = (id: string): boolean => links.get(id)?.state === "pending";
  const isFree = (id: string): boolean => !links.has(id) || isWaiting(id);
  const heirs = unlinked.filter(({ record }) => isWaiting(namedBy(record) ?? "")).map(({ record }) => record);
  const rivals = await findRivals(sync, side, heirs);
  const alone = new Set(unlinked.flatMap(({ isAlone, record }) => (isAlone ? [record.id] : [])));
  return {
    idsOf: (record) => {
      const same = alone.has(record.id) ? [] : kin(record.id).counterparts;
      // Whom another sync has found to be the same is not looked for otherwise, be it free or not.
      if (same.length > 0) return same.some(isFree) ? same.filter(isFree) : same;
      const own = (copies.get(record.id) ?? []).filter(isFree);
      if (own.length > 0 || alone.has(record.id)) return own;
      const original = namedBy(record);
      // A key naming a record that is linked elsewhere belongs to a copy made by a person: it is a new record.
      if (original !== null && isFree(original)) return [original];
      return (matches.get(record.id) ?? []).filter(isFree);
    },
    rivalsOf: (record) => (alone.has(record.id) ? [] : (rivals.get(record.id) ?? [])),
    isTaken: (id) => !isFree(id),
    waitingLinkOf: (id) => (isWaiting(id) ? links.get(id) : undefined),
    occupy: (id, link) => void links.set(id, link),
  };
}

/**
 * Copies that carry the key of a record whose create has failed or been in doubt before: one is its counterpart,
 * several are for a person to sort out. Creating another one would make it worse.
 */
async function findOwnCopies(
  sync: SyncRuntime,
  side: Side,
  unlinked: readonly Unlinked[],
  kin: (id: string) => Kin,
): Promise<Found> {
  const waiting = unlinked.filter(({ link }) => link !== undefined).map(({ record }) => record.id);
  if (waiting.length === 0) return new Map();
  const keysOf = (id: string): readonly string[] => [
    correlationKeyFor(sync.sides[side], id),
    ...(kin(id).originKey === null ? [] : [kin(id).originKey ?? ""]),
  ];
  const found = await sync.sides[otherSide(side)].object.findByCorrelationKey(waiting.flatMap(keysOf));
  const copiesOf = (id: string) => new Set(keysOf(id).flatMap((key) => liveIds(found.get(key))));
  return new Map(waiting.map((id) => [id, [...copiesOf(id)]]));
}

/** All copies of the originals these records are copies of, when there is more than one. */
async function findRivals(sync: SyncRuntime, side: Side, heirs: readonly VendorRecord[]): Promise<Found> {
  const keys = [...new Set(heirs.flatMap((record) => record.correlationKey ?? []))];
  if (keys.length === 0) return new Map();
  const found = await sync.sides[side].object.findByCorrelationKey(keys);
  const all = heirs.map((record) => [record.id, liveIds(found.get(record.correlationKey ?? ""))] as const);
  return new Map(all.filter(([, ids]) => ids.length > 1));
}

/** Live records of the other side by the match rules that can be looked up there. */
async function findMatches(sync: SyncRuntime, side: Side, records: readonly VendorRecord[]): Promise<Found> {
  const matches = new Map<string, readonly string[]>();
  const other = otherSide(side);
  const port = sync.sides[other].object;
  for (const rule of sync.match) {
    if (!port.searchableFields.includes(rule[other])) continue;
    const open = records.filter((record) => !matches.get(record.id)?.length);
    const keyed = open.flatMap((record) => {
      const value = canonical(record.fields[rule[side]], "text");
      return typeof value === "string" || typeof value === "number"
        ? [{ id: record.id, value: String(value) }]
        : [];
    });
    if (keyed.length === 0) continue;
    const found = await port.findByField(rule[other], [...new Set(keyed.map((entry) => entry.value))]);
    for (const { id, value } of keyed) matches.set(id, liveIds(found.get(value)));
  }
  return matches;
}
