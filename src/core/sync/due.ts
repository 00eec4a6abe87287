// What is due, but for the records somebody has in hand.
import { type InboxRow, idOn, type Link, sides } from "../store/rows.ts";
import type { BySide } from "./read-records.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

export interface Due {
  readonly rows: readonly InboxRow[];
  /** The rows' links by record id, for each side. */
  readonly links: BySide<ReadonlyMap<string, Link>>;
}

const batchSize = 100;

/** Up to 100 due rows of the sync, oldest first, without those of the links `inHand`. */
export async function lookForDue(
  { store, clock }: EngineContext,
  sync: SyncRuntime,
  inHand: ReadonlySet<string>,
): Promise<Due> {
  // A row whose record is let go while we look may be an old one: it is left for the next look.
  const held = new Set(inHand);
  // A link in hand may have a row on each side.
  const rows = await store.dueInbox(sync.name, clock.now(), batchSize + 2 * held.size);
  const [left, right] = await Promise.all(
    sides.map((side) =>
      store.linksByRecord(
        sync.name,
        side,
        rows.flatMap((row) => (row.side === side ? [row.recordId] : [])),
      ),
    ),
  );
  const links = { left: left ?? new Map(), right: right ?? new Map() };
  const free = rows.filter(({ side, recordId }) => !held.has(links[side].get(recordId)?.id ?? ""));
  return { rows: free.slice(0, batchSize), links };
}

/** The links of the rows when every row is an edit of a record in step; null when something else is among them. */
export function linksInStep({ rows, links }: Due): readonly Link[] | null {
  const found = rows.map((row) => (row.kind === "changed" ? links[row.side].get(row.recordId) : undefined));
  const inStep = found.filter(
    (link) => link?.state === "live" && sides.every((side) => idOn(link, side) !== null),
  );
  if (inStep.length < rows.length) return null;
  return [...new Map(inStep.flatMap((link) => (link ? [[link.id, link] as const] : []))).values()];
}
