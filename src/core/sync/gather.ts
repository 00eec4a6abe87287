// Due inbox rows become entities: each with its link, its rows, and both sides read fresh.
import { type InboxRow, idOn, type Link, otherSide, type Side, sides } from "../store/rows.ts";
import { deadLetterOps } from "./dead-letters.ts";
import { type Identified, identifyNew, newLink } from "./identify.ts";
import { type BySide, type Reading, readBoth, readSide } from "./read-records.ts";
import type { EngineContext, SideState, SideStates, SyncRuntime } from "./types.ts";

export interface Entity {
  readonly link: Link;
  readonly rows: readonly InboxRow[];
  readonly states: SideStates;
}

/** Links by record id, for each side. */
type Links = BySide<Map<string, Link>>;

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
  const rows = await foldable(engine, sync, due, links);
  const readings = await readBoth(sync, idsToRead(rows, links));
  await linkNew(engine, sync, rows, links, readings);
  await readCounterparts(sync, links, readings);
  const unique = new Map([...links.left.values(), ...links.right.values()].map((link) => [link.id, link]));
  const entities = [...unique.values()].map((link) => ({
    link,
    rows: rows.filter((row) => idOn(link, row.side) === row.recordId),
    states: statesOf(link, readings),
  }));
  const readable = await buryUnreadable(engine, sync, rows, entities, readings);
  await settleUnknown(engine, rows, links, readings);
  return readable;
}

async function linksOf(engine: EngineContext, sync: SyncRuntime, rows: readonly InboxRow[]): Promise<Links> {
  const [left, right] = await Promise.all(
    sides.map((side) => engine.store.linksByRecord(sync.name, side, idsOf(rows, side))),
  );
  return { left: new Map(left), right: new Map(right) };
}

const idsOf = (rows: readonly InboxRow[], side: Side): string[] => [
  ...new Set(rows.filter((row) => row.side === side).map((row) => row.recordId)),
];

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

/**
 * Gives every unlinked record a link, left side first so that the right sees what the left has paired. A pending
 * link is matched again: meanwhile a person may have made the counterpart or an ambiguous key unique.
 */
async function linkNew(
  engine: EngineContext,
  sync: SyncRuntime,
  rows: readonly InboxRow[],
  links: Links,
  readings: BySide<Reading>,
): Promise<void> {
  const news = rows.filter((row) => row.source !== "match" || row.attempts > 0);
  for (const side of sides) {
    const ids = idsOf(rows, side);
    for (const [id, link] of await engine.store.linksByRecord(sync.name, side, ids))
      links[side].set(id, link);
    const newsIds = new Set(idsOf(news, side));
    const unlinked = ids.flatMap((id) => {
      const record = readings[side].records.get(id);
      const link = links[side].get(id);
      if (!record || record.deleted || (link && link.state !== "pending")) return [];
      return [{ record, link, isMatched: !newsIds.has(id) }];
    });
    const found = await identifyNew(engine, sync, side, unlinked);
    await storeIdentified(engine, side, rows, found, links);
  }
}

async function storeIdentified(
  engine: EngineContext,
  side: Side,
  rows: readonly InboxRow[],
  found: ReadonlyMap<string, Identified>,
  links: Links,
): Promise<void> {
  const ops = [...found.values()].flatMap((identified) => identified.ops);
  for (const [recordId, { link, error }] of found) {
    if (error === null) {
      links[side].set(recordId, link);
      continue;
    }
    links[side].delete(recordId);
    const own = rowsOf(rows, side, recordId);
    ops.push(
      ...deadLetterOps(engine, { link, side, recordId, operation: "match", error, payload: {}, rows: own }),
    );
  }
  if (ops.length > 0) await engine.store.commit(ops, engine.fence);
}

const rowsOf = (rows: readonly InboxRow[], side: Side, recordId: string): readonly InboxRow[] =>
  rows.filter((row) => row.side === side && row.recordId === recordId);

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

/** Takes out the entities one of whose records the vendor refuses to hand out: each waits for a person. */
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
      const link = entity?.link ?? newLink(engine, sync, side, recordId);
      const failure = { link, side, recordId, operation: "read", error, payload: {} };
      const own = entity?.rows ?? rowsOf(rows, side, recordId);
      const ops = deadLetterOps(engine, { ...failure, rows: own });
      await engine.store.commit([{ op: "link.put", link, at: engine.clock.now() }, ...ops], engine.fence);
      linked.delete(link.id);
    }
  }
  return [...linked.values()];
}

/** Rows of records that were never linked and are gone at the vendor: nothing is left to do. */
async function settleUnknown(
  engine: EngineContext,
  rows: readonly InboxRow[],
  links: Links,
  readings: BySide<Reading>,
): Promise<void> {
  const lost = rows.filter(({ side, recordId }) => {
    const record = readings[side].records.get(recordId);
    const isGone = !record || record.deleted;
    return isGone && !links[side].has(recordId) && !readings[side].failures.has(recordId);
  });
  if (lost.length === 0) return;
  const ids = lost.map((row) => row.id);
  await engine.store.commit(
    [{ op: "inbox.settle", ids, state: "done", at: engine.clock.now() }],
    engine.fence,
  );
}

function statesOf(link: Link, readings: BySide<Reading>): SideStates {
  const stateOf = (side: Side): SideState => {
    const id = idOn(link, side);
    if (id === null) return { kind: "none" };
    const record = readings[side].records.get(id);
    return record && !record.deleted ? { kind: "live", record } : { kind: "gone" };
  };
  return { left: stateOf("left"), right: stateOf("right") };
}
