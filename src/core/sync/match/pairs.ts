// Links the records that belong together: by correlation key, then by each match rule. A page at a time.
import type { Op, RecordPair } from "../../store/ops.ts";
import type { Link } from "../../store/rows.ts";
import { kinRule, namedRule, originRule, type PairPlace } from "../../store/store.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { kinOf, webAround } from "./kin.ts";

/**
 * Pairs what the scan has noted: records that other syncs know to be the same; those whose key names one of the other
 * side, the right side's first; copies of one record of a third system; then by each match rule in order the records whose value is unique on both sides among those still free. Each page is one commit.
 * @returns the number of pairs.
 */
export async function storePairs(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  const { store } = engine;
  let pairs = await storeKin(engine, sync);
  for (const side of ["right", "left"] as const)
    pairs += await storePages(engine, sync, namedRule, (after) => store.namedPairs(sync.name, side, after));
  pairs += await storePages(engine, sync, originRule, (after) => store.originPairs(sync.name, after));
  for (const rule of sync.match.keys())
    pairs += await storePages(engine, sync, rule, (after) => store.uniquePairs(sync.name, rule, after));
  return pairs;
}

/** What other syncs know to be one record is that here. */
function storeKin(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  if (webAround(engine, sync) === null) return Promise.resolve(0);
  return storePages(engine, sync, kinRule, async (after) => {
    const page = await engine.store.matchRecords(sync.name, "left", after);
    const bearers = page.map(({ recordId }) => ({ id: recordId, correlationKey: null }));
    const kin = await kinOf(engine, sync, "left", bearers);
    const taken = new Set<string>();
    return page.map(({ recordId }): PairPlace => {
      const [only, ...more] = kin(recordId).counterparts;
      if (only === undefined || more.length > 0 || taken.has(only)) return { place: recordId, pair: null };
      taken.add(only);
      return { place: recordId, pair: [recordId, only] };
    });
  });
}

async function storePages(
  engine: EngineContext,
  sync: SyncRuntime,
  rule: number,
  readPage: (after: string) => Promise<readonly PairPlace[]>,
): Promise<number> {
  let count = 0;
  for (let after = ""; ; ) {
    engine.signal.throwIfAborted();
    const page = await readPage(after);
    const last = page.at(-1);
    if (last === undefined) return count;
    const pairs = page.flatMap(({ pair }) => (pair === null ? [] : [pair]));
    if (pairs.length > 0) await storePage(engine, sync, rule, pairs);
    count += pairs.length;
    after = last.place;
  }
}

/** Records that an interrupted first match has linked already keep their link. */
async function storePage(
  engine: EngineContext,
  sync: SyncRuntime,
  rule: number,
  pairs: readonly RecordPair[],
): Promise<void> {
  const { store } = engine;
  const known = {
    left: await store.linksByRecord(
      sync.name,
      "left",
      pairs.map(([leftId]) => leftId),
    ),
    right: await store.linksByRecord(
      sync.name,
      "right",
      pairs.map(([, rightId]) => rightId),
    ),
  };
  const fresh = pairs.filter(([leftId, rightId]) => !known.left.has(leftId) && !known.right.has(rightId));
  const links = fresh.flatMap((pair) => linkOps(engine, sync, pair));
  await store.commit([...links, { op: "matchKey.take", sync: sync.name, rule, pairs }], engine.fence);
}

function linkOps(engine: EngineContext, sync: SyncRuntime, [leftId, rightId]: RecordPair): Op[] {
  const at = engine.clock.now();
  const id = engine.ids.next();
  const link: Link = { id, sync: sync.name, leftId, rightId, state: "live", deletedOn: null };
  const event = { sync: sync.name, linkId: id, at, kind: "linked" as const, data: { leftId, rightId } };
  return [
    { op: "link.put", link, at },
    { op: "history.add", row: event },
  ];
}
