// Gives records that nobody has linked yet a link each, before anything is decided about them.
import { type InboxRow, type Link, type Side, sides } from "../../store/rows.ts";
import { inDoubtPauseMs, putOffOps } from "../postpone.ts";
import type { BySide, Reading } from "../read-records.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { deadLetterOps } from "../write/dead-letters.ts";
import { identifyNew, type NewRecords, unmatchedKey } from "./identify.ts";

/** Links by record id, for each side. */
export type Links = BySide<Map<string, Link>>;

export const idsOf = (rows: readonly InboxRow[], side: Side): string[] => [
  ...new Set(rows.filter((row) => row.side === side).map((row) => row.recordId)),
];

export const rowsOf = (rows: readonly InboxRow[], side: Side, recordId: string): readonly InboxRow[] =>
  rows.filter((row) => row.side === side && row.recordId === recordId);

/**
 * Gives every unlinked record a link, left side first so that the right sees what the left has paired. A pending
 * link is matched again: meanwhile a person may have made the counterpart or an ambiguous key unique.
 */
export async function linkNew(
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
    const alone = await declaredAlone(engine, sync, side, links[side]);
    const unlinked = ids.flatMap((id) => {
      const record = readings[side].records.get(id);
      const link = links[side].get(id);
      if (!record || record.deleted || (link && link.state !== "pending")) return [];
      if (!link && !sync.mapping.isInScope(record, side)) return [];
      const seenAt = Math.min(...rowsOf(rows, side, id).map((row) => row.seenAt));
      return [{ record, link, seenAt, isMatched: !newsIds.has(id), isAlone: alone.has(id) }];
    });
    await storeIdentified(engine, side, rows, await identifyNew(engine, sync, side, unlinked), links);
  }
}

/** Records of which a person has said that they have no counterpart; they wait under a link of their own. */
async function declaredAlone(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  links: ReadonlyMap<string, Link>,
): Promise<ReadonlySet<string>> {
  const alone = new Set<string>();
  for (const [id, link] of links) {
    if (link.state !== "pending") continue;
    if ((await engine.store.meta(unmatchedKey(sync.name, side, id))) !== null) alone.add(id);
  }
  return alone;
}

async function storeIdentified(
  engine: EngineContext,
  side: Side,
  rows: readonly InboxRow[],
  { found, held, heldElsewhere }: NewRecords,
  links: Links,
): Promise<void> {
  const ops = [...found.values()].flatMap((identified) => identified.ops);
  const heldIds = held.flatMap((recordId) => rowsOf(rows, side, recordId).map((row) => row.id));
  const now = engine.clock.now();
  const dueAt = now + inDoubtPauseMs;
  if (heldIds.length > 0) ops.push({ op: "inbox.reopen", ids: heldIds, dueAt, countAttempt: false });
  ops.push(
    ...putOffOps(
      now,
      heldElsewhere.flatMap((recordId) => rowsOf(rows, side, recordId)),
    ),
  );
  for (const [recordId, { link, error, payload }] of found) {
    if (error === null) {
      links[side].set(recordId, link);
      continue;
    }
    links[side].delete(recordId);
    const own = rowsOf(rows, side, recordId);
    ops.push(
      ...deadLetterOps(engine, { link, side, recordId, operation: "match", error, payload, rows: own }),
    );
  }
  if (ops.length > 0) await engine.store.commit(ops, engine.fence);
}
