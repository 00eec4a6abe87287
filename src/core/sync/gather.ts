// Due inbox rows become entities: each with its link, its rows, and both sides read fresh.
import type { Op } from "../store/ops.ts";
import { type InboxRow, idOn, type Link, otherSide, type Side, sides } from "../store/rows.ts";
import { createsUnderWay, newLink } from "./match/identify.ts";
import { kinOf } from "./match/kin.ts";
import { idsOf, type Links, linkNew, rowsOf } from "./match/link-new.ts";
import { inDoubtPauseMs, postpone } from "./postpone.ts";
import { type BySide, type Reading, readBoth, readSide } from "./read-records.ts";
import type { EngineContext, SideState, SideStates, SyncRuntime } from "./types.ts";
import { deadLetterOps } from "./write/dead-letters.ts";

export interface Entity {
  readonly link: Link;
  readonly rows: readonly InboxRow[];
  readonly states: SideStates;
  /** Key of the record that the one to be copied is a copy of itself; null: of none. */
  readonly originKey: string | null;
  /** When the reading began, milliseconds: what a vendor did after that may not be in it. */
  readonly readAt: number;
}

/**
 * Rows → entities with both sides read fresh; new links are stored before anything is decided on them. Only rows
 * that were there before the read are folded: one that comes later may tell of a change the read did not see.
 */
export async function gather(
  engine: EngineContext,
  sync: SyncRuntime,
  due: readonly InboxRow[],
): Promise<Entity[]> {
  const links = await linksOf(engine, sync, due);
  const { rows, readings, readAt } = await readDue(engine, sync, due, links);
  await linkNew(engine, sync, rows, links, readings);
  await readCounterparts(sync, links, readings);
  const entities = entitiesOf(rows, links, readings, readAt);
  const readable = await buryUnreadable(engine, sync, rows, entities, readings);
  await settleUnknown(engine, sync, rows, links, readings);
  return withOrigins(engine, sync, readable);
}

/** The same for rows of links that stand: nothing is matched, and no other record is touched. */
export async function gatherLinked(
  engine: EngineContext,
  sync: SyncRuntime,
  due: readonly InboxRow[],
  standing: readonly Link[],
): Promise<Entity[]> {
  const byId = (side: Side) => new Map(standing.map((link) => [idOn(link, side) ?? "", link]));
  const links = { left: byId("left"), right: byId("right") };
  const { rows, readings, readAt } = await readDue(engine, sync, due, links);
  return buryUnreadable(engine, sync, rows, entitiesOf(rows, links, readings, readAt), readings);
}

/** Records that wait for a copy may be copies themselves, made by another sync. */
async function withOrigins(
  engine: EngineContext,
  sync: SyncRuntime,
  entities: readonly Entity[],
): Promise<Entity[]> {
  const origins = await Promise.all(
    sides.map((side) => {
      const sources = entities.flatMap(({ link, states }) => {
        const state = states[side];
        return link.state === "pending" && state.kind === "live" ? [state.record] : [];
      });
      return kinOf(engine, sync, side, sources);
    }),
  );
  return entities.map((entity) => {
    const keys = sides.map((side, at) => origins[at]?.(idOn(entity.link, side) ?? "").originKey ?? null);
    return { ...entity, originKey: keys.find((key) => key !== null) ?? null };
  });
}

function entitiesOf(
  rows: readonly InboxRow[],
  links: Links,
  readings: BySide<Reading>,
  readAt: number,
): Entity[] {
  const unique = new Map([...links.left.values(), ...links.right.values()].map((link) => [link.id, link]));
  const entities = [...unique.values()].map((link) => ({
    link,
    rows: rows.filter((row) => idOn(link, row.side) === row.recordId),
    states: statesOf(link, rows, readings),
    originKey: null,
    readAt,
  }));
  return entities.sort((a, b) => firstRow(a) - firstRow(b));
}

/** The rows that can be folded, and after that both sides as they are. */
async function readDue(
  engine: EngineContext,
  sync: SyncRuntime,
  due: readonly InboxRow[],
  links: Links,
): Promise<{
  readonly rows: readonly InboxRow[];
  readonly readings: BySide<Reading>;
  readonly readAt: number;
}> {
  const rows = await foldable(engine, sync, due, links);
  const readAt = engine.clock.now();
  const readings = await readBoth(sync, idsToRead(rows, links));
  return { rows, readings, readAt };
}

/** Records are handled in the order in which they were noticed. */
const firstRow = ({ rows }: Entity): number => Math.min(...rows.map((row) => row.id));

async function linksOf(engine: EngineContext, sync: SyncRuntime, rows: readonly InboxRow[]): Promise<Links> {
  const [left, right] = await Promise.all(
    sides.map((side) => engine.store.linksByRecord(sync.name, side, idsOf(rows, side))),
  );
  return { left: new Map(left), right: new Map(right) };
}

/** The due rows, and every open row of either side of the links they belong to. */
async function foldable(
  engine: EngineContext,
  sync: SyncRuntime,
  due: readonly InboxRow[],
  links: Links,
): Promise<readonly InboxRow[]> {
  const rows = new Map(due.map((row) => [row.id, row]));
  const known = [...links.left.values(), ...links.right.values()];
  for (const side of sides) {
    const ids = [...known.flatMap((link) => idOn(link, side) ?? []), ...idsOf(due, side)];
    for (const row of await engine.store.openInbox(sync.name, side, ids)) rows.set(row.id, row);
  }
  return [...rows.values()];
}

function idsToRead(rows: readonly InboxRow[], links: Links): BySide<string[]> {
  const known = [...links.left.values(), ...links.right.values()];
  const idsFor = (side: Side): string[] => [
    ...new Set([...idsOf(rows, side), ...known.flatMap((link) => idOn(link, side) ?? [])]),
  ];
  return { left: idsFor("left"), right: idsFor("right") };
}

/** Records paired just now by match have a counterpart that was not read yet. */
async function readCounterparts(sync: SyncRuntime, links: Links, readings: BySide<Reading>): Promise<void> {
  for (const side of sides) {
    const { records, failures } = readings[side];
    const paired = [...links[otherSide(side)].values()].flatMap((link) =>
      link.state === "live" ? (idOn(link, side) ?? []) : [],
    );
    const missing = paired.filter((id) => !records.has(id) && !failures.has(id) && !links[side].has(id));
    if (missing.length === 0) continue;
    const more = await readSide(sync, side, missing);
    for (const [id, record] of more.records) records.set(id, record);
    for (const [id, error] of more.failures) failures.set(id, error);
  }
}

/**
 * Takes out the entities one of whose records the vendor refuses to hand out: each waits for a person. One that nobody
 * has linked may be what a create under way makes, and is left due until that is known.
 */
async function buryUnreadable(
  engine: EngineContext,
  sync: SyncRuntime,
  rows: readonly InboxRow[],
  entities: readonly Entity[],
  readings: BySide<Reading>,
): Promise<Entity[]> {
  const linked = new Map(entities.map((entity) => [entity.link.id, entity]));
  for (const side of sides) {
    for (const [recordId, error] of readings[side].failures) {
      const entity = entities.find(({ link }) => idOn(link, side) === recordId);
      const own = entity?.rows ?? rowsOf(rows, side, recordId);
      if (!entity && (await mayBeOurs(engine, sync, side))) {
        await postpone(engine, own, engine.clock.now() + inDoubtPauseMs);
        continue;
      }
      const link = entity?.link ?? newLink(engine, sync, side, recordId);
      const failure = { link, side, recordId, operation: "read", error, payload: {} };
      const ops = deadLetterOps(engine, { ...failure, rows: own });
      await engine.store.commit([{ op: "link.put", link, at: engine.clock.now() }, ...ops], engine.fence);
      linked.delete(link.id);
    }
  }
  return [...linked.values()];
}

async function mayBeOurs(engine: EngineContext, sync: SyncRuntime, side: Side): Promise<boolean> {
  const creates = await createsUnderWay(engine, sync);
  return creates.some((intent) => intent.side === side && intent.state === "sent");
}

/** Rows of records that were never linked and are gone at the vendor: nothing is left to do. */
async function settleUnknown(
  engine: EngineContext,
  sync: SyncRuntime,
  rows: readonly InboxRow[],
  links: Links,
  readings: BySide<Reading>,
): Promise<void> {
  const lost = rows.filter(({ side, recordId }) => {
    const record = readings[side].records.get(recordId);
    const isOurs = record && !record.deleted && sync.mapping.isInScope(record, side);
    return !isOurs && !links[side].has(recordId) && !readings[side].failures.has(recordId);
  });
  if (lost.length === 0) return;
  const ids = lost.map((row) => row.id);
  // What is merely not to be seen now has to be news when it is seen again.
  const unseen = lost.filter(
    ({ side, recordId, kind }) => kind === "changed" && !readings[side].records.has(recordId),
  );
  const forget = unseen.map(
    ({ side, recordId }): Op => ({ op: "sighting.drop", sync: sync.name, side, recordId }),
  );
  const at = engine.clock.now();
  const dismissals = lost.map((row): Op => {
    return { op: "wait.dismiss", parentSync: sync.name, parentSide: row.side, parentId: row.recordId, at };
  });
  await engine.store.commit(
    [...forget, ...dismissals, { op: "inbox.settle", ids, state: "done", at }],
    engine.fence,
  );
}

function statesOf(link: Link, rows: readonly InboxRow[], readings: BySide<Reading>): SideStates {
  const stateOf = (side: Side): SideState => {
    const id = idOn(link, side);
    if (id === null) return { kind: "none" };
    const record = readings[side].records.get(id);
    if (record && !record.deleted) return { kind: "live", record };
    if (record?.mergedInto !== undefined)
      return { kind: "gone", by: "merged", mergedInto: record.mergedInto };
    // An event tells of a delete, and the vendor does not know the record: that is one, said twice.
    const wasTold = rows.some((row) => row.side === side && row.recordId === id && row.kind === "deleted");
    return { kind: "gone", by: record || wasTold ? "deleted" : "missing" };
  };
  return { left: stateOf("left"), right: stateOf("right") };
}
