// Before the first write of a sync: both sides are read, and records that belong together are linked.
import type { Value, VendorRecord } from "../../contract/records.ts";
import { canonical } from "../../mapping/canonical.ts";
import { flowsTo } from "../../mapping/compile.ts";
import type { Candidate, Op } from "../../store/ops.ts";
import { otherSide, type Side, sides } from "../../store/rows.ts";
import { observeRecords } from "../observe/observe.ts";
import { pollFeed } from "../observe/poll.ts";
import { sweepIfWanted } from "../observe/reset.ts";
import { sweepSide } from "../observe/sweep.ts";
import { noteDrift } from "../schema-drift.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { pausedOps } from "../write/stand-still.ts";
import { isOwnKey, recordIdInKey } from "./correlation.ts";
import { assertSameAccounts, mappingChange, matchedKey, refuseNewName } from "./identity.ts";
import { notePlaces } from "./kin.ts";
import { storePairs } from "./pairs.ts";
import { ageStaleBase } from "./stale-base.ts";
import { type Leftover, storeAmbiguous } from "./unsure.ts";

/**
 * Makes the stored state fit to work on: the same accounts as before, matched once, and read whole again when the
 * mapping has other fields than last time. Interrupted, it starts again: nothing was written at a vendor.
 * @throws ConfigError E_ACCOUNT_CHANGED; IntegrationError when a side can't be read.
 */
export async function matchFirst(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  await assertSameAccounts(engine, sync);
  await notePlaces(engine, sync);
  await noteDrift(engine, sync);
  const mapping = await mappingChange(engine, sync);
  const isMatched = (await engine.store.meta(matchedKey(sync.name))) !== null;
  if (!isMatched) await refuseNewName(engine, sync);
  if (!isMatched) await matchAll(engine, sync);
  else await forgetKeys(engine, sync);
  if (isMatched) await ageStaleBase(engine, sync);
  if (isMatched && mapping.isNew) await Promise.all(sides.map((side) => sweepSide(engine, sync, side)));
  await sweepIfWanted(engine, sync);
  if (mapping.isNew) await engine.store.commit([mapping.remember], engine.fence);
}

/** Fixes the positions of all feeds first, so that what changes during the scan is seen by them. */
async function matchAll(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  for (const side of sides) {
    for (const feed of sync.sides[side].object.feeds) await pollFeed(engine, sync, side, feed.name);
  }
  await forgetKeys(engine, sync);
  await Promise.all(sides.map((side) => scanKeys(engine, sync, side)));
  const linked = await storePairs(engine, sync);
  const left = await storeAmbiguous(engine, sync, "left");
  const right = await storeAmbiguous(engine, sync, "right");
  const ask = await capCreates(engine, sync, { left, right });
  await engine.store.commit(
    [...ask, { op: "meta.put", key: matchedKey(sync.name), value: "done" }],
    engine.fence,
  );
  await forgetKeys(engine, sync);
  const unpaired = { left: left.alone, right: right.alone };
  const unsure = { unsureLeft: left.unsure, unsureRight: right.unsure };
  engine.log.info("match.done", { sync: sync.name, linked, ...unpaired, ...unsure });
}

/** What a match has noted of the records; a page at a time, so that nothing else waits for it. */
async function forgetKeys(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  for (const side of sides) {
    while ((await engine.store.matchRecords(sync.name, side, "")).length > 0)
      await engine.store.commit([{ op: "matchKey.drop", sync: sync.name, side }], engine.fence);
  }
}

/** More creates than the guard allows wait for somebody to look at the plan. */
async function capCreates(
  engine: EngineContext,
  sync: SyncRuntime,
  leftover: Readonly<Record<Side, Leftover>>,
): Promise<readonly Op[]> {
  const creates = sides
    .filter((side) => flowsTo(sync.direction, otherSide(side)))
    .reduce((sum, side) => sum + leftover[side].alone, 0);
  if (creates <= sync.guards.maxFirstCreates) return [];
  const { left, right } = sync.sides;
  const message =
    `The first match found ${leftover.left.alone} ${left.objectName} without a counterpart at ${right.connection.name} ` +
    `and ${leftover.right.alone} ${right.objectName} without one at ${left.connection.name}`;
  const code = "E_FIRST_CREATES" as const;
  engine.log.warn("sync.paused", { sync: sync.name, code, message });
  const pause = { sync: sync.name, kind: "sync" as const, subject: "", code, message, who: "integ" };
  return pausedOps({ ...pause, at: engine.clock.now() });
}

/** Reads a side whole. A page is durable with the keys of its records: memory holds one page at a time. */
async function scanKeys(engine: EngineContext, sync: SyncRuntime, side: Side): Promise<void> {
  for await (const page of sync.sides[side].object.scan()) {
    engine.signal.throwIfAborted();
    const news = await observeRecords(engine, sync, side, "match", page);
    const records = page.map((record) => candidateOf(sync, side, record));
    await engine.store.commit(
      [...news, { op: "matchKey.put", sync: sync.name, side, records }],
      engine.fence,
    );
  }
}

function candidateOf(sync: SyncRuntime, side: Side, record: VendorRecord): Candidate {
  const keyOf = (value: Value | undefined): string | null => {
    const clean = canonical(value, "text");
    return clean === null ? null : String(clean);
  };
  const { id, correlationKey } = record;
  const namedId = recordIdInKey(sync.sides[otherSide(side)], correlationKey);
  return {
    id,
    namedId,
    originKey: namedId === null && isOwnKey(correlationKey) ? correlationKey : null,
    keys: sync.match.map((rule) => keyOf(record.fields[rule[side]])),
  };
}
