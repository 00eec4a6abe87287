// One pass over what is due: read both sides fresh, decide, store the decision, write, confirm.
import type { InboxRow, Side } from "../store/rows.ts";
import { decideAll } from "./decide/decide-all.ts";
import { frozenPauseMs, type Guarded, guardDecisions } from "./decide/guards.ts";
import { type Entity, gather } from "./gather.ts";
import { recoverPlanned } from "./recover/recover.ts";
import type { Decision, EngineContext, SyncRuntime } from "./types.ts";
import { applyWrites } from "./write/apply.ts";
import { type PlannedEntity, planOps } from "./write/plan-ops.ts";
import { pausedOps } from "./write/stand-still.ts";

export interface CycleResult {
  /** Records looked at. */
  readonly handled: number;
  readonly planned: readonly PlannedEntity[];
  /** The sync stands still until a person resumes it. */
  readonly paused: boolean;
}

/** `dry` stores decisions (in a clone) and sends nothing. */
export type Mode = "run" | "dry";

/** Whether a decision may be carried out; what may not stays due and is left for later. */
export type Approve = (entity: Entity, decision: Decision) => boolean;

const batchSize = 100;
const inDoubtPauseMs = 250;
const unapprovedPauseMs = 5_000;
/** A record that changes all the time is written unguarded rather than never. */
const longestPatienceMs = 5_000;
const clockSlackMs = 20;

/**
 * Handles up to 100 due records of one sync. Only one cycle of a sync runs at a time, so every record has at
 * most one write in flight. Records with a write in doubt are left alone until it is known (`recoverUnknown`).
 * @throws IntegrationError when a side can't be read: nothing was decided and everything stays due.
 */
export async function runCycle(
  engine: EngineContext,
  sync: SyncRuntime,
  mode: Mode,
  approve?: Approve,
): Promise<CycleResult> {
  const { writing, ...result } = await startCycle(engine, sync, mode, approve, new Set());
  await writing;
  return result;
}

export interface StartedCycle extends CycleResult {
  /** Resolves once every write of the cycle is settled. */
  readonly writing: Promise<void>;
}

/**
 * The same up to the point where the decisions are stored; the writes go on. Records of the links `inHand`, whose
 * writes an earlier cycle has under way, are left alone.
 */
export async function startCycle(
  engine: EngineContext,
  sync: SyncRuntime,
  mode: Mode,
  approve: Approve = () => true,
  inHand: ReadonlySet<string>,
): Promise<StartedCycle> {
  const { store, clock } = engine;
  const nothing = { handled: 0, planned: [], paused: false, writing: Promise.resolve() };
  const pauses = await store.pauses(sync.name);
  const isPaused = mode === "run" && pauses.some((pause) => pause.kind === "sync");
  if (isPaused) return { ...nothing, paused: true };
  // With writes under way, planned is what is just about to be sent.
  if (mode === "run" && inHand.size === 0) await recoverPlanned(engine, sync);
  const due = await dueRows(engine, sync, inHand);
  if (due.length === 0) return nothing;
  const sent = (await store.intents(sync.name, "sent")).map((intent) => intent.linkId);
  const frozen = new Set(pauses.flatMap((pause) => (pause.kind === "link" ? [pause.subject] : [])));
  // Before the reads: one whose write ends while they run may have been read as it was before.
  const busy = new Set([...sent, ...inHand]);
  const entities = await gather(engine, sync, due);
  const [inDoubt, known] = divide(entities, (entity) => busy.has(entity.link.id));
  const [still, free] = divide(known, (entity) => frozen.has(entity.link.id));
  await postpone(engine, inDoubt, clock.now() + inDoubtPauseMs);
  await postpone(engine, still, clock.now() + frozenPauseMs);
  const decided = await decideAll(engine, sync, free);
  const guarded = await guardDecisions(engine, sync, decided, mode);
  const planned = await storeDecisions(engine, sync, guarded, mode, approve);
  const writing = mode === "run" ? applyWrites(engine, sync, planned) : Promise.resolve();
  return { handled: due.length, planned, paused: guarded.pause !== null, writing };
}

/** Due rows but those of links in hand. */
async function dueRows(
  engine: EngineContext,
  sync: SyncRuntime,
  inHand: ReadonlySet<string>,
): Promise<readonly InboxRow[]> {
  const { store, clock } = engine;
  // A link in hand may have a row on each side.
  const rows = await store.dueInbox(sync.name, clock.now(), batchSize + 2 * inHand.size);
  if (inHand.size === 0) return rows;
  const idsOf = (side: Side) => rows.flatMap((row) => (row.side === side ? [row.recordId] : []));
  const links = {
    left: await store.linksByRecord(sync.name, "left", idsOf("left")),
    right: await store.linksByRecord(sync.name, "right", idsOf("right")),
  };
  const isInHand = ({ side, recordId }: InboxRow) => inHand.has(links[side].get(recordId)?.id ?? "");
  return rows.filter((row) => !isInHand(row)).slice(0, batchSize);
}

function divide<T>(
  items: readonly T[],
  belongs: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

/** Puts entities off without counting it as a failed attempt. */
async function postpone(engine: EngineContext, entities: readonly Entity[], dueAt: number): Promise<void> {
  const ids = entities.flatMap((entity) => entity.rows.map((row) => row.id));
  if (ids.length === 0) return;
  await engine.store.commit([{ op: "inbox.reopen", ids, dueAt, countAttempt: false }], engine.fence);
}

/** Decisions → rows, each in one commit; those that can't be guarded yet or are not approved wait. */
async function storeDecisions(
  engine: EngineContext,
  sync: SyncRuntime,
  { allowed, held, pause }: Guarded,
  mode: Mode,
  approve: Approve,
): Promise<PlannedEntity[]> {
  const planned: PlannedEntity[] = [];
  const now = engine.clock.now();
  for (const { entity, until } of held) await postpone(engine, [entity], until);
  if (pause !== null) {
    await engine.store.commit(pausedOps(pause), engine.fence);
    return planned;
  }
  for (const { entity, decision, shadows } of allowed) {
    const readyAt = mode === "dry" ? 0 : guardedFrom(sync, entity, decision);
    const isPatient = now - Math.min(...entity.rows.map((row) => row.seenAt)) < longestPatienceMs;
    if (readyAt > entity.readAt && isPatient) await postpone(engine, [entity], Math.max(readyAt, now));
    else if (!approve(entity, decision)) await postpone(engine, [entity], now + unapprovedPauseMs);
    else planned.push(planOps(engine, sync, entity, decision, shadows));
  }
  await Promise.all(planned.map((one) => engine.store.commit(one.ops, engine.fence)));
  return planned;
}

/**
 * From when on the vendor can tell our read of the targets from an edit made after it: not before the time unit of
 * their stamps is over, for two changes within it look the same. Our clock, milliseconds.
 */
function guardedFrom(sync: SyncRuntime, { states }: Entity, { writes }: Decision): number {
  const times = writes.map(({ side }) => {
    const state = states[side];
    const { compareAndSet, timePrecisionMs } = sync.sides[side].capabilities;
    if (state.kind !== "live" || compareAndSet === "none") return 0;
    return Date.parse(state.record.modifiedAt) + timePrecisionMs - sync.clockOffsetMs(side) + clockSlackMs;
  });
  return Math.max(0, ...times);
}
