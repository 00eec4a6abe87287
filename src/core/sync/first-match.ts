// Before the first write of a sync: both sides are read, and records that belong together are linked.
import { SyncError } from "../contract/errors.ts";
import type { Value, VendorRecord } from "../contract/records.ts";
import { canonical } from "../mapping/canonical.ts";
import { flowsTo } from "../mapping/compile.ts";
import type { Op } from "../store/ops.ts";
import { type Link, otherSide, type Side, sides } from "../store/rows.ts";
import { recordIdInKey } from "./correlation.ts";
import { deadLetterOps } from "./dead-letters.ts";
import { choiceOf, newLink } from "./identify.ts";
import { assertSameAccounts, mappingChange } from "./identity.ts";
import { observeRecords } from "./observe.ts";
import { pollFeed } from "./poll.ts";
import { sweepIfWanted } from "./reset.ts";
import { noteDrift } from "./schema-drift.ts";
import { pausedOps } from "./stand-still.ts";
import { sweepSide } from "./sweep.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

/** What matching needs of a record; kept for every record of both sides, so it is small. */
interface Candidate {
  readonly id: string;
  readonly namedId: string | null;
  /** Value for each match rule, in the order of the rules. */
  readonly keys: readonly (string | null)[];
}

/** A record whose key fits several of the other side, or of its own. */
export interface Ambiguous {
  readonly id: string;
  /** Which match rule found it, and by what value. */
  readonly rule: number;
  readonly key: string;
  /** Records of the other side with that value. */
  readonly candidates: readonly string[];
}

export interface Pairing {
  readonly pairs: readonly (readonly [leftId: string, rightId: string])[];
  /** Records whose key fits several: a person has to say which. */
  readonly ambiguous: Readonly<Record<Side, readonly Ambiguous[]>>;
}

const metaKey = (sync: string): string => `first-match:${sync}`;

/**
 * Makes the stored state fit to work on: the same accounts as before, matched once, and read whole again when the
 * mapping has other fields than last time. Interrupted, it starts again: nothing was written at a vendor.
 * @throws ConfigError E_ACCOUNT_CHANGED; IntegrationError when a side can't be read.
 */
export async function matchFirst(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  await assertSameAccounts(engine, sync);
  await noteDrift(engine, sync);
  const mapping = await mappingChange(engine, sync);
  const isMatched = (await engine.store.meta(metaKey(sync.name))) !== null;
  if (!isMatched) await matchAll(engine, sync);
  else if (mapping.isNew) await Promise.all(sides.map((side) => sweepSide(engine, sync, side)));
  await sweepIfWanted(engine, sync);
  if (mapping.isNew) await engine.store.commit([mapping.remember], engine.fence);
}

/** Fixes the positions of all feeds first, so that what changes during the scan is seen by them. */
async function matchAll(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  for (const side of sides) {
    for (const feed of sync.sides[side].object.feeds) await pollFeed(engine, sync, side, feed.name);
  }
  const [left, right] = await Promise.all(sides.map((side) => scanCandidates(engine, sync, side)));
  const pairing = pairCandidates(left ?? [], right ?? []);
  await storePairs(engine, sync, pairing);
  for (const side of sides) await storeAmbiguous(engine, sync, side, pairing.ambiguous[side]);
  const unpaired = {
    left: (left ?? []).length - pairing.pairs.length - pairing.ambiguous.left.length,
    right: (right ?? []).length - pairing.pairs.length - pairing.ambiguous.right.length,
  };
  const ask = await capCreates(engine, sync, unpaired);
  await engine.store.commit(
    [...ask, { op: "meta.put", key: metaKey(sync.name), value: "done" }],
    engine.fence,
  );
  engine.log.info("match.done", { sync: sync.name, linked: pairing.pairs.length, ...unpaired });
}

/** More creates than the guard allows wait for somebody to look at the plan. */
async function capCreates(
  engine: EngineContext,
  sync: SyncRuntime,
  unpaired: Readonly<Record<Side, number>>,
): Promise<readonly Op[]> {
  const creates = sides
    .filter((side) => flowsTo(sync.direction, otherSide(side)))
    .reduce((sum, side) => sum + unpaired[side], 0);
  if (creates <= sync.guards.maxFirstCreates) return [];
  const { left, right } = sync.sides;
  const message =
    `The first match found ${unpaired.left} ${left.objectName} without a counterpart at ${right.connection.name} ` +
    `and ${unpaired.right} ${right.objectName} without one at ${left.connection.name}`;
  const code = "E_FIRST_CREATES" as const;
  engine.log.warn("sync.paused", { sync: sync.name, code, message });
  const pause = { sync: sync.name, kind: "sync" as const, subject: "", code, message, who: "integ" };
  return pausedOps({ ...pause, at: engine.clock.now() });
}

async function scanCandidates(engine: EngineContext, sync: SyncRuntime, side: Side): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for await (const records of sync.sides[side].object.scan()) {
    engine.signal.throwIfAborted();
    await engine.store.commit(await observeRecords(engine, sync, side, "match", records), engine.fence);
    for (const record of records) candidates.push(candidateOf(sync, side, record));
  }
  return candidates;
}

function candidateOf(sync: SyncRuntime, side: Side, record: VendorRecord): Candidate {
  const keyOf = (value: Value | undefined): string | null => {
    const clean = canonical(value, "text");
    return clean === null ? null : String(clean);
  };
  return {
    id: record.id,
    namedId: recordIdInKey(sync.sides[otherSide(side)], record.correlationKey),
    keys: sync.match.map((rule) => keyOf(record.fields[rule[side]])),
  };
}

/**
 * Pairs candidates: by correlation key first, then by each match rule in order, where the value is unique on
 * both sides. Pure.
 */
export function pairCandidates(left: readonly Candidate[], right: readonly Candidate[]): Pairing {
  const pairs: (readonly [string, string])[] = [];
  const open = { left: new Map(left.map((c) => [c.id, c])), right: new Map(right.map((c) => [c.id, c])) };
  const join = (leftId: string, rightId: string): void => {
    if (!open.left.delete(leftId) || !open.right.delete(rightId)) return;
    pairs.push([leftId, rightId]);
  };
  for (const c of right)
    if (c.namedId !== null && open.left.has(c.namedId) && open.right.has(c.id)) join(c.namedId, c.id);
  for (const c of left)
    if (c.namedId !== null && open.right.has(c.namedId) && open.left.has(c.id)) join(c.id, c.namedId);
  const ambiguous = { left: new Map<string, Ambiguous>(), right: new Map<string, Ambiguous>() };
  const ruleCount = left[0]?.keys.length ?? right[0]?.keys.length ?? 0;
  for (let rule = 0; rule < ruleCount; rule++) {
    const byKey = { left: groupByKey(open.left, rule), right: groupByKey(open.right, rule) };
    for (const [key, leftIds] of byKey.left) {
      const rightIds = byKey.right.get(key) ?? [];
      const [leftId] = leftIds;
      const [rightId] = rightIds;
      if (leftId === undefined || rightId === undefined) continue;
      if (leftIds.length === 1 && rightIds.length === 1) join(leftId, rightId);
      else {
        for (const id of leftIds) ambiguous.left.set(id, { id, rule, key, candidates: rightIds });
        for (const id of rightIds) ambiguous.right.set(id, { id, rule, key, candidates: leftIds });
      }
    }
  }
  const unpaired = (side: Side) => [...ambiguous[side].values()].filter(({ id }) => open[side].has(id));
  return { pairs, ambiguous: { left: unpaired("left"), right: unpaired("right") } };
}

function groupByKey(open: ReadonlyMap<string, Candidate>, rule: number): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const candidate of open.values()) {
    const key = candidate.keys[rule];
    if (key === null || key === undefined) continue;
    groups.set(key, [...(groups.get(key) ?? []), candidate.id]);
  }
  return groups;
}

/** Records that an interrupted first match has linked already keep their link. */
async function storePairs(engine: EngineContext, sync: SyncRuntime, { pairs }: Pairing): Promise<void> {
  const at = engine.clock.now();
  for (const chunk of inChunks(pairs)) {
    const leftKnown = await engine.store.linksByRecord(
      sync.name,
      "left",
      chunk.map(([leftId]) => leftId),
    );
    const rightKnown = await engine.store.linksByRecord(
      sync.name,
      "right",
      chunk.map(([, rightId]) => rightId),
    );
    const ops = chunk.flatMap(([leftId, rightId]): Op[] => {
      if (leftKnown.has(leftId) || rightKnown.has(rightId)) return [];
      const link: Link = {
        id: engine.ids.next(),
        sync: sync.name,
        leftId,
        rightId,
        state: "live",
        deletedOn: null,
      };
      const event = {
        sync: sync.name,
        linkId: link.id,
        at,
        kind: "linked" as const,
        data: { leftId, rightId },
      };
      return [
        { op: "link.put", link, at },
        { op: "history.add", row: event },
      ];
    });
    await engine.store.commit(ops, engine.fence);
  }
}

async function storeAmbiguous(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  unsure: readonly Ambiguous[],
): Promise<void> {
  for (const chunk of inChunks(unsure)) {
    const ids = chunk.map(({ id }) => id);
    const known = await engine.store.linksByRecord(sync.name, side, ids);
    const rows = await engine.store.openInbox(sync.name, side, ids);
    const ops = chunk.flatMap(({ id: recordId, rule, key, candidates }): Op[] => {
      const link = known.get(recordId) ?? newLink(engine, sync, side, recordId);
      if (link.state !== "pending") return [];
      const error = new SyncError({
        code: "E_MATCH_AMBIGUOUS",
        message: `The match key of ${recordId} is not unique: it can't be told which ${sync.sides[otherSide(side)].objectName} it belongs to`,
      });
      const own = rows.filter((row) => row.recordId === recordId);
      const payload = choiceOf(otherSide(side), candidates, { [sync.match[rule]?.[side] ?? ""]: key });
      const failure = { link, side, recordId, operation: "match", error, payload, rows: own };
      return [{ op: "link.put", link, at: engine.clock.now() }, ...deadLetterOps(engine, failure)];
    });
    await engine.store.commit(ops, engine.fence);
  }
}

const chunkSize = 500;

function inChunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / chunkSize) }, (_, n) =>
    items.slice(n * chunkSize, (n + 1) * chunkSize),
  );
}
