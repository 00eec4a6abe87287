// What the first match has left over: records that fit several wait for a person, the others are counted.
import { SyncError } from "../../contract/errors.ts";
import type { Op } from "../../store/ops.ts";
import { otherSide, type Side } from "../../store/rows.ts";
import type { MatchFit, MatchRecord } from "../../store/store.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { deadLetterOps } from "../write/dead-letters.ts";
import { choiceOf, newLink } from "./identify.ts";

/** How many records of a side found no counterpart, and how many fit several. */
export interface Leftover {
  readonly alone: number;
  readonly unsure: number;
}

/** A record that fits several, or whose own value is not unique: by its last rule that found anything. */
interface Unsure {
  readonly recordId: string;
  readonly fit: MatchFit;
}

/** Nobody picks from more, and a value that thousands share would be stored with each of them. */
const mostCandidates = 100;

/** Sets aside the side's free records whose key is on the other side too. A page of records is one commit. */
export async function storeAmbiguous(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
): Promise<Leftover> {
  const total = { alone: 0, unsure: 0 };
  for (let after = ""; ; ) {
    engine.signal.throwIfAborted();
    const page = await engine.store.matchRecords(sync.name, side, after);
    const last = page.at(-1);
    if (last === undefined) return total;
    const free = page.filter(({ isTaken }) => !isTaken);
    const unsure = await unsureOf(engine, sync, side, free);
    if (unsure.length > 0) await setAside(engine, sync, side, unsure);
    total.alone += free.length - unsure.length;
    total.unsure += unsure.length;
    after = last.recordId;
  }
}

async function unsureOf(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  free: readonly MatchRecord[],
): Promise<readonly Unsure[]> {
  const idOf = (rule: number, key: string): string => `${rule}:${key}`;
  const keys = new Map(free.flatMap((one) => one.keys.map((key) => [idOf(key.rule, key.key), key] as const)));
  if (keys.size === 0) return [];
  const found = await engine.store.matchFits(sync.name, otherSide(side), [...keys.values()], mostCandidates);
  const fits = new Map(
    found.filter((fit) => fit.recordIds.length > 0).map((fit) => [idOf(fit.rule, fit.key), fit]),
  );
  return free.flatMap(({ recordId, keys: own }) => {
    const fit = own.map(({ rule, key }) => fits.get(idOf(rule, key))).findLast((one) => one !== undefined);
    return fit ? [{ recordId, fit }] : [];
  });
}

async function setAside(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  unsure: readonly Unsure[],
): Promise<void> {
  const ids = unsure.map(({ recordId }) => recordId);
  const known = await engine.store.linksByRecord(sync.name, side, ids);
  const rows = Map.groupBy(await engine.store.openInbox(sync.name, side, ids), (row) => row.recordId);
  const other = otherSide(side);
  const ops = unsure.flatMap(({ recordId, fit }): Op[] => {
    const link = known.get(recordId) ?? newLink(engine, sync, side, recordId);
    if (link.state !== "pending") return [];
    const error = new SyncError({
      code: "E_MATCH_AMBIGUOUS",
      message: `The match key of ${recordId} is not unique: it can't be told which ${sync.sides[other].objectName} it belongs to`,
    });
    const own = rows.get(recordId) ?? [];
    const payload = choiceOf(other, fit.recordIds, { [sync.match[fit.rule]?.[side] ?? ""]: fit.key });
    const failure = { link, side, recordId, operation: "match", error, payload, rows: own };
    return [{ op: "link.put", link, at: engine.clock.now() }, ...deadLetterOps(engine, failure)];
  });
  await engine.store.commit(ops, engine.fence);
}
