// A record and its copies at other systems, through whichever sync they came to be: its kin.

import { type Web, webOf } from "../../config/web.ts";
import { nameOf, type RecordRef } from "../../store/kin.ts";
import type { Op } from "../../store/ops.ts";
import { type Intent, idOn, type Link, otherSide, type Side, sides } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";

/** The record of a side under the name that all syncs know it by. */
export const refOn = ({ sides: ports }: SyncRuntime, side: Side, id: string): RecordRef => {
  return { place: ports[side].keyPrefix, id };
};

/** The web of the sync; null where no other one shares its records. */
export const webAround = ({ configured }: EngineContext, { name }: SyncRuntime): Web | null =>
  webOf(name, configured);

/** Notes where the sync's sides are, so that others find its links. */
export async function notePlaces({ store, fence }: EngineContext, sync: SyncRuntime): Promise<void> {
  const known = await store.places([sync.name]);
  const news = sides.flatMap((side): Op[] => {
    const place = sync.sides[side].keyPrefix;
    const isKnown = known.some((one) => one.side === side && one.place === place);
    return isKnown ? [] : [{ op: "place.put", sync: sync.name, side, place }];
  });
  if (news.length > 0) await store.commit(news, fence);
}

export interface Kin {
  /** Ids on the other side that are known to be the same record as this one. */
  readonly counterparts: readonly string[];
  /** Key of the record that this one is a copy of, if it bears that key by right; null: it is none. */
  readonly originKey: string | null;
}

const noKin: Kin = { counterparts: [], originKey: null };

/** A record as far as its kin goes. */
export interface Bearer {
  readonly id: string;
  readonly correlationKey: string | null;
}

/** The kin of records of a side, by their ids. Where no other sync shares them nobody is asked. */
export async function kinOf(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  records: readonly Bearer[],
): Promise<(id: string) => Kin> {
  const web = records.length === 0 ? null : webAround(engine, sync);
  if (web === null) return () => noKin;
  const refs = records.map(({ id }) => refOn(sync, side, id));
  const all = await engine.store.kinOf(web.syncs, refs);
  const there = sync.sides[otherSide(side)].keyPrefix;
  const kin = records.map(({ id, correlationKey }, at): readonly [string, Kin] => {
    const own = refs[at] ?? { place: "", id };
    const others = (all.get(nameOf(own)) ?? []).filter((one) => nameOf(one) !== nameOf(own));
    const isByRight = others.some((one) => nameOf(one) === correlationKey);
    const counterparts = others.flatMap((one) => (one.place === there ? one.id : []));
    return [id, { counterparts, originKey: isByRight ? correlationKey : null }];
  });
  const byId = new Map(kin);
  return (id) => byId.get(id) ?? noKin;
}

/** A write of another sync of the web that was sent and is not settled, with the names of the records it is about. */
export interface ForeignWrite {
  readonly intent: Intent;
  readonly names: readonly string[];
  /** Where it writes. */
  readonly place: string;
}

/** All of them. */
export async function foreignWrites(
  { store }: EngineContext,
  sync: SyncRuntime,
  web: Web,
): Promise<readonly ForeignWrite[]> {
  const others = web.syncs.filter((name) => name !== sync.name);
  const intents: Intent[] = [];
  for (const name of others) {
    if ((await store.sentWrites(name)).length > 0) intents.push(...(await store.intents(name, "sent")));
  }
  if (intents.length === 0) return [];
  const places = await store.places(others);
  const links = await store.linksById(intents.map(({ linkId }) => linkId));
  const placeOf = (name: string, side: Side): string =>
    places.find((one) => one.sync === name && one.side === side)?.place ?? "";
  const namesOf = (link: Link | undefined): readonly string[] =>
    sides.flatMap((side) => {
      const id = link ? idOn(link, side) : null;
      return link && id !== null ? [nameOf({ place: placeOf(link.sync, side), id })] : [];
    });
  return intents.map((intent) => ({
    intent,
    names: namesOf(links.get(intent.linkId)),
    place: placeOf(intent.sync, intent.side),
  }));
}
