// Sends the writes that were decided and stored, in batches, and settles each by its own result.
import type { WriteResult } from "../../contract/connector.ts";
import { IntegrationError } from "../../contract/errors.ts";
import type { Value, VendorRecord } from "../../contract/records.ts";
import type { Op } from "../../store/ops.ts";
import {
  type InboxRow,
  type Intent,
  idOn,
  type Operation,
  otherSide,
  type Side,
  sides,
} from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { callVendor } from "./call-vendor.ts";
import { type Accepted, confirmOps } from "./confirm.ts";
import { deadLetterOps } from "./dead-letters.ts";
import { deferredOp } from "./deferral.ts";
import { consequenceOf, type Trouble, writeError } from "./failure.ts";
import { mergeAgreed, type PlannedEntity, settledOps, valuesOf } from "./plan-ops.ts";
import { attemptsOf, troublesOf } from "./trouble.ts";

interface Outgoing {
  readonly planned: PlannedEntity;
  readonly intent: Intent;
}

/** What became of one intent, as ops, and whether the entity's inbox rows may count as done. */
interface Settled {
  readonly ops: readonly Op[];
  readonly done: boolean;
}

/** Sends all writes, both sides at the same time. Never throws for a vendor's refusal: that settles the item. */
export async function applyWrites(
  engine: EngineContext,
  sync: SyncRuntime,
  planned: readonly PlannedEntity[],
): Promise<void> {
  const outgoing = planned.flatMap((entity) => entity.intents.map((intent) => ({ planned: entity, intent })));
  if (outgoing.length === 0) return;
  const settled = new Map<string, Settled[]>();
  await Promise.all(sides.map((side) => applySide(engine, sync, side, outgoing, settled)));
  const closing = planned
    .filter(({ intents }) => intents.length > 1)
    .flatMap((entity) => closeEntity(engine, entity, settled.get(entity.decision.link.id)));
  if (closing.length > 0) await engine.store.commit(closing, engine.fence);
}

async function applySide(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  outgoing: readonly Outgoing[],
  settled: Map<string, Settled[]>,
): Promise<void> {
  const size = sync.sides[side].capabilities.maxWriteBatch;
  for (const operation of ["create", "update", "delete"] as const) {
    const all = outgoing.filter(({ intent }) => intent.side === side && intent.operation === operation);
    for (let start = 0; start < all.length; start += size) {
      const batch = all.slice(start, start + size);
      const results = await sendBatch(engine, sync, side, operation, batch);
      for (const [linkId, result] of results) settled.set(linkId, [...(settled.get(linkId) ?? []), result]);
    }
  }
}

async function sendBatch(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  operation: Operation,
  batch: readonly Outgoing[],
): Promise<readonly (readonly [string, Settled])[]> {
  const ids = batch.map(({ intent }) => intent.id);
  for (const id of ids) engine.inFlight.add(id);
  try {
    return await sendAndSettle(engine, sync, side, operation, batch);
  } finally {
    // What has no outcome by now is in doubt.
    for (const id of ids) engine.inFlight.delete(id);
  }
}

async function sendAndSettle(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  operation: Operation,
  batch: readonly Outgoing[],
): Promise<readonly (readonly [string, Settled])[]> {
  const at = engine.clock.now();
  await engine.store.commit(
    batch.map(({ intent }): Op => ({ op: "intent.state", id: intent.id, state: "sent", at })),
    engine.fence,
  );
  const intents = batch.map(({ intent }) => intent);
  const results = await callVendor(engine, sync, side, operation, intents, batch.map(sourceIdOf));
  const readBack = operation === "delete" ? new Map() : await readAccepted(sync, side, results);
  const troubles = await troublesOf(engine, batch, results, at);
  return Promise.all(
    batch.map(async (item, index) => {
      const settled = settle(engine, sync, item, results[index], readBack, troubles);
      const closing = item.planned.intents.length > 1 ? [] : closeEntity(engine, item.planned, [settled]);
      await commitOutcome(engine, operation, settled, [...settled.ops, ...closing]);
      return [item.planned.decision.link.id, settled] as const;
    }),
  );
}

/** An update that was done is found done again, should the disk have missed it. */
function commitOutcome(
  { store, fence }: EngineContext,
  operation: Operation,
  { done }: Settled,
  ops: readonly Op[],
): Promise<void> {
  return done && operation === "update" ? store.commitLazily(ops, fence) : store.commit(ops, fence);
}

/** Id of the record whose values go over. */
const sourceIdOf = ({ planned, intent }: Outgoing): string =>
  idOn(planned.decision.link, otherSide(intent.side)) ?? "";

/** What the vendor stored, by its answer or read; what can't be read now confirms without and is looked at again. */
async function readAccepted(
  sync: SyncRuntime,
  side: Side,
  results: readonly WriteResult[],
): Promise<ReadonlyMap<string, VendorRecord>> {
  const { object, capabilities } = sync.sides[side];
  const done = results.filter((result) => result.status === "done");
  const found = new Map(done.flatMap(({ id, record }) => (record ? [[id, record] as const] : [])));
  const ids = done.map(({ id }) => id).filter((id) => !found.has(id));
  const size = capabilities.maxReadBatch;
  try {
    for (let start = 0; start < ids.length; start += size) {
      for (const [id, record] of await object.read(ids.slice(start, start + size))) found.set(id, record);
    }
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
  }
  return found;
}

function settle(
  engine: EngineContext,
  sync: SyncRuntime,
  { planned, intent }: Outgoing,
  result: WriteResult | undefined,
  readBack: ReadonlyMap<string, VendorRecord>,
  troubles: ReadonlyMap<string, Trouble>,
): Settled {
  if (result?.status === "done") {
    // With writes to both sides, what this one finds beside its own fields is what the other one carries over.
    const agreed = planned.intents.reduce((sum, one) => mergeAgreed(sum, one.agreed), planned.base);
    // With the other side gone, this was the last write, and the link ends next.
    const isGone = planned.entity.states[otherSide(intent.side)].kind === "gone";
    const isHalf = isGone || planned.decision.isHalf;
    const accepted: Accepted = { intent, link: planned.decision.link, targetId: result.id, agreed, isHalf };
    return { ops: confirmOps(engine, sync, accepted, readBack.get(result.id)), done: true };
  }
  const error =
    result?.error ?? writeError(new Error("The connector returned no result for the item"), engine.signal);
  return { ops: failureOps(engine, planned, intent, error, troubles.get(intent.id)), done: false };
}

function failureOps(
  engine: EngineContext,
  planned: PlannedEntity,
  intent: Intent,
  error: IntegrationError,
  known: Trouble | undefined,
): Op[] {
  const at = engine.clock.now();
  const { rows } = planned.entity;
  const attempts = attemptsOf(rows);
  const trouble = known ?? { attempts, failingForMs: 0, isAlone: false };
  const consequence = consequenceOf(error, trouble, engine.random);
  engine.log.info("write.failed", {
    sync: intent.sync,
    link: intent.linkId,
    code: error.code,
    consequence: consequence.kind,
  });
  // Left as `sent`: the next cycle finds out what became of it before anything else is decided.
  if (consequence.kind === "probe") {
    const payload = payloadOf(planned, intent);
    // Whoever was told to stop says nothing about the record.
    if (!engine.signal.aborted) engine.unanswered.set(intent.id, { error, attempts, payload, rows });
    return [];
  }
  const state: Op = {
    op: "intent.state",
    id: intent.id,
    state: consequence.kind === "dead" ? "failed" : "superseded",
    at,
  };
  if (consequence.kind === "dead") return [state, ...deadOps(engine, planned, intent, error)];
  const ids = rows.map((row) => row.id);
  return [
    state,
    { op: "inbox.reopen", ids, dueAt: at + consequence.afterMs, countAttempt: consequence.kind === "retry" },
    deferredOp(intent, error, at, consequence.afterMs),
  ];
}

function deadOps(engine: EngineContext, planned: PlannedEntity, intent: Intent, error: unknown): Op[] {
  const { entity, decision } = planned;
  const side = otherSide(intent.side);
  const state = entity.states[side];
  return deadLetterOps(engine, {
    link: decision.link,
    side,
    recordId: state.kind === "live" ? state.record.id : "",
    operation: intent.operation,
    error,
    payload: payloadOf(planned, intent),
    rows: entity.rows,
  });
}

/** What was read and what was to be written, for people. */
function payloadOf({ entity }: PlannedEntity, { side, fields, targetId }: Intent): Value {
  return { source: valuesOf(entity, otherSide(side)), write: fields, target: side, targetId };
}

/** Once every write of an entity is confirmed, its inbox rows are done and its dead letter is resolved. */
function closeEntity(
  engine: EngineContext,
  planned: PlannedEntity,
  settled: readonly Settled[] | undefined,
): Op[] {
  const allDone = settled?.length === planned.intents.length && settled.every((one) => one.done);
  if (!allDone || planned.decision.problems.length > 0) return [];
  const at = engine.clock.now();
  const ids = planned.entity.rows.map((row: InboxRow) => row.id);
  return [
    ...settledOps(planned.decision),
    { op: "inbox.settle", ids, state: "done", at },
    { op: "deadLetter.resolve", linkId: planned.decision.link.id, at },
  ];
}
