// Entities with fresh values → decisions: what the store knows of each is fetched for all at once.

import { isInRing } from "../../config/web.ts";
import { nameOf } from "../../store/kin.ts";
import { type Agreed, baseHeldKey, idOn, otherSide, type Side, sides } from "../../store/rows.ts";
import type { Entity } from "../gather.ts";
import { refOn, webAround } from "../match/kin.ts";
import type { Decision, EngineContext, Policy, Shared, Situation, SyncRuntime } from "../types.ts";
import { fetchLookups } from "./lookups.ts";
import { reconcile } from "./reconcile.ts";

/** An entity with what is to be done about it and the agreement it is based on. */
export interface Decided {
  readonly entity: Entity;
  readonly decision: Decision;
  readonly shadows: Agreed;
}

/** Decides about each entity from what the store knows of its link. Reads only. */
export async function decideAll(
  engine: EngineContext,
  sync: SyncRuntime,
  entities: readonly Entity[],
): Promise<readonly Decided[]> {
  const linkIds = entities.map((entity) => entity.link.id);
  const [shadows, parked, letters, lookups] = await Promise.all([
    shadowsOf(engine, linkIds),
    engine.store.openConflicts(linkIds),
    engine.store.replayingLetters(linkIds),
    fetchLookups(
      engine,
      sync,
      entities.map((entity) => entity.states),
    ),
  ]);
  const web = webAround(engine, sync);
  const policy = policyOf(sync, isInRing(sync.name, web));
  const shared = web === null ? null : await sharedOf(engine, sync, entities);
  const hasOld = [...shadows.values()].some(({ old }) => Object.keys(old.left).length > 0);
  const oldHeldUntil = hasOld ? Number(await engine.store.meta(baseHeldKey(sync.name))) : 0;
  return entities.map((entity) => {
    const { link } = entity;
    const letter = letters.find((one) => one.linkId === link.id && one.edited !== null);
    const { agreed: base, old } = shadows.get(link.id) ?? { agreed: noneAgreed, old: noneAgreed };
    const situation: Situation = {
      link,
      shadows: base,
      old,
      oldHeldUntil,
      sides: entity.states,
      lookups,
      shared: shared?.get(link.id) ?? null,
      parked: parked.filter((one) => one.linkId === link.id),
      edited: letter?.edited ? { side: otherSide(letter.side), fields: letter.edited } : null,
    };
    return { entity, decision: reconcile(situation, sync.mapping, policy), shadows: base };
  });
}

interface Base {
  readonly agreed: Agreed;
  readonly old: Agreed;
}

const noneAgreed: Agreed = { left: {}, right: {} };

async function shadowsOf(
  engine: EngineContext,
  linkIds: readonly string[],
): Promise<ReadonlyMap<string, Base>> {
  const found = new Map<string, Base>();
  for (const { linkId, side, values, old } of await engine.store.shadows(linkIds)) {
    const other = found.get(linkId) ?? { agreed: noneAgreed, old: noneAgreed };
    found.set(linkId, { agreed: { ...other.agreed, [side]: values }, old: { ...other.old, [side]: old } });
  }
  return found;
}

type BothShared = NonNullable<Situation["shared"]>;

/** What is noted of the edits in both records of each entity, by link. */
async function sharedOf(
  { store }: EngineContext,
  sync: SyncRuntime,
  entities: readonly Entity[],
): Promise<ReadonlyMap<string, BothShared>> {
  const refOf = ({ link }: Entity, side: Side) => refOn(sync, side, idOn(link, side) ?? "");
  const edits = await store.lastEdits(entities.flatMap((entity) => sides.map((side) => refOf(entity, side))));
  return new Map(
    entities.map((entity): readonly [string, BothShared] => {
      const sharedOn = (side: Side): Shared => {
        const record = refOf(entity, side);
        return { record, lastEdits: edits.get(nameOf(record)) ?? {} };
      };
      return [entity.link.id, { left: sharedOn("left"), right: sharedOn("right") }];
    }),
  );
}

/** Server times, brought to our clock, are believed beyond the coarser precision and what is not known of the clocks. */
function policyOf(sync: SyncRuntime, isRing: boolean): Policy {
  const precision = sides.map((side) => sync.sides[side].capabilities.timePrecisionMs);
  const clockOffsetMs = { left: sync.clockOffsetMs("left"), right: sync.clockOffsetMs("right") };
  const { direction, prefer, deletes } = sync;
  const timeMarginMs = Math.max(...precision) + sync.clockDoubtMs("left") + sync.clockDoubtMs("right");
  return { direction, prefer, deletes, timeMarginMs, clockOffsetMs, isRing };
}
