// Due inbox rows become entities: each with its link, its rows, and both sides read fresh.
import type { VendorRecord } from "../contract/records.ts";
import { type InboxRow, type Link, type Side, sides } from "../store/rows.ts";
import { deadLetterOps } from "./dead-letters.ts";
import { identifyNew } from "./identify.ts";
import type { EngineContext, SideState, SideStates, SyncRuntime } from "./types.ts";

type BySide<T> = Readonly<Record<Side, T>>;

export interface Entity {
  readonly link: Link;
  readonly rows: readonly InboxRow[];
  readonly states: SideStates;
}

/** Rows → entities with both sides read fresh; new links are stored before anything is decided on them. */
export async function gather(
  engine: EngineContext,
  sync: SyncRuntime,
  due: readonly InboxRow[],
): Promise<Entity[]> {
  const dueIds = idsBySide(due);
  const links = await linksOf(engine, sync, dueIds);
  const wanted = withLinked(dueIds, links);
  const records = await readBoth(sync, wanted);
  await linkNew(engine, sync, due, links, records);
  const rows = await openRows(engine, sync, links);
  const all = new Map([...links.left.values(), ...links.right.values()].map((link) => [link.id, link]));
  const missing = withLinked({ left: [], right: [] }, links);
  await readMissing(sync, missing, records);
  return [...all.values()].map((link) => ({
    link,
    rows: rows.get(link.id) ?? [],
    states: statesOf(link, records),
  }));
}

const idsBySide = (rows: readonly InboxRow[]): BySide<string[]> => ({
  left: [...new Set(rows.filter((row) => row.side === "left").map((row) => row.recordId))],
  right: [...new Set(rows.filter((row) => row.side === "right").map((row) => row.recordId))],
});

type Links = BySide<Map<string, Link>>;
type Records = BySide<Map<string, VendorRecord>>;

async function linksOf(engine: EngineContext, sync: SyncRuntime, ids: BySide<string[]>): Promise<Links> {
  const [left, right] = await Promise.all(
    sides.map((side) => engine.store.linksByRecord(sync.name, side, ids[side])),
  );
  return { left: new Map(left), right: new Map(right) };
}

function withLinked(ids: BySide<string[]>, links: Links): BySide<string[]> {
  const all = [...links.left.values(), ...links.right.values()];
  const add = (side: Side): string[] => [
    ...new Set([
      ...ids[side],
      ...all.flatMap((link) => (side === "left" ? link.leftId : link.rightId) ?? []),
    ]),
  ];
  return { left: add("left"), right: add("right") };
}

/** Reads in batches as large as each vendor takes, both sides at the same time. */
async function readBoth(sync: SyncRuntime, ids: BySide<string[]>): Promise<Records> {
  const [left, right] = await Promise.all(sides.map((side) => readSide(sync, side, ids[side])));
  return { left: left ?? new Map(), right: right ?? new Map() };
}

async function readSide(
  sync: SyncRuntime,
  side: Side,
  ids: readonly string[],
): Promise<Map<string, VendorRecord>> {
  const { object, connection } = sync.sides[side];
  const size = connection.manifest.capabilities.maxReadBatch;
  const chunks = Array.from({ length: Math.ceil(ids.length / size) }, (_, n) =>
    ids.slice(n * size, (n + 1) * size),
  );
  const pages = await Promise.all(chunks.map((chunk) => object.read(chunk)));
  return new Map(pages.flatMap((page) => [...page]));
}

async function readMissing(sync: SyncRuntime, wanted: BySide<string[]>, records: Records): Promise<void> {
  for (const side of sides) {
    const missing = wanted[side].filter((id) => !records[side].has(id));
    if (missing.length === 0) continue;
    for (const [id, record] of await readSide(sync, side, missing)) records[side].set(id, record);
  }
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
  records: Records,
): Promise<void> {
  const due = idsBySide(rows);
  const isNews = (row: InboxRow): boolean => row.source !== "match" || row.attempts > 0;
  const news = idsBySide(rows.filter(isNews));
  for (const side of sides) {
    const linkedMeanwhile = await engine.store.linksByRecord(sync.name, side, due[side]);
    for (const [id, link] of linkedMeanwhile) links[side].set(id, link);
    const fresh = due[side].flatMap((id) => {
      const record = records[side].get(id);
      const link = links[side].get(id);
      if (!record || record.deleted || (link && link.state !== "pending")) return [];
      return [{ record, link, isMatched: !news[side].includes(id) }];
    });
    const found = await identifyNew(engine, sync, side, fresh);
    const ops = [...found.values()].flatMap((identified) => identified.ops);
    if (ops.length > 0) await engine.store.commit(ops, engine.fence);
    for (const [id, { link, error }] of found) {
      if (error === null) links[side].set(id, link);
      else await buryUnmatched(engine, sync, side, id, link, error);
      if (error !== null) links[side].delete(id);
    }
  }
  await settleUnknown(engine, sync, due, links);
}

async function buryUnmatched(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  recordId: string,
  link: Link,
  error: unknown,
): Promise<void> {
  const rows = await engine.store.openInbox(sync.name, side, [recordId]);
  const ops = deadLetterOps(engine, { link, side, recordId, operation: "match", error, payload: {}, rows });
  await engine.store.commit(ops, engine.fence);
}

/** Rows of records that were never linked and are gone at the vendor: nothing is left to do. */
async function settleUnknown(
  engine: EngineContext,
  sync: SyncRuntime,
  due: BySide<string[]>,
  links: Links,
): Promise<void> {
  for (const side of sides) {
    const lost = due[side].filter((id) => !links[side].has(id));
    const rows = await engine.store.openInbox(sync.name, side, lost);
    if (rows.length === 0) continue;
    const ids = rows.map((row) => row.id);
    await engine.store.commit(
      [{ op: "inbox.settle", ids, state: "done", at: engine.clock.now() }],
      engine.fence,
    );
  }
}

async function openRows(
  engine: EngineContext,
  sync: SyncRuntime,
  links: Links,
): Promise<ReadonlyMap<string, readonly InboxRow[]>> {
  const grouped = new Map<string, InboxRow[]>();
  for (const side of sides) {
    const byRecord = new Map<string, Link>();
    for (const link of [...links.left.values(), ...links.right.values()]) {
      const id = side === "left" ? link.leftId : link.rightId;
      if (id !== null) byRecord.set(id, link);
    }
    const open = await engine.store.openInbox(sync.name, side, [...byRecord.keys()]);
    for (const row of open) {
      const link = byRecord.get(row.recordId);
      if (link) grouped.set(link.id, [...(grouped.get(link.id) ?? []), row]);
    }
  }
  return grouped;
}

function statesOf(link: Link, records: Records): SideStates {
  const stateOf = (side: Side): SideState => {
    const id = side === "left" ? link.leftId : link.rightId;
    if (id === null) return { kind: "none" };
    const record = records[side].get(id);
    return record && !record.deleted ? { kind: "live", record } : { kind: "gone" };
  };
  return { left: stateOf("left"), right: stateOf("right") };
}
