// One pass over what is due: read both sides fresh, decide, store the decision, write, confirm.
import { type Agreed, sides } from "../store/rows.ts";
import { applyWrites } from "./apply.ts";
import { type Entity, gather } from "./gather.ts";
import { type PlannedEntity, planOps } from "./plan-ops.ts";
import { reconcile } from "./reconcile.ts";
import { recoverPlanned } from "./recover.ts";
import type { Decision, EngineContext, Policy, SyncRuntime } from "./types.ts";

export interface CycleResult {
  /** Records looked at. */
  readonly handled: number;
  readonly planned: readonly PlannedEntity[];
}

/** `dry` stores decisions (in a clone) and sends nothing. */
export type Mode = "run" | "dry";

const batchSize = 100;
const inDoubtPauseMs = 250;
/** A record that changes all the time is written unguarded rather than never. */
const longestPatienceMs = 5_000;
const clockSlackMs = 20;

/**
 * Handles up to 100 due records of one sync. Only one cycle of a sync runs at a time, so every record has at
 * most one write in flight. Records with a write in doubt are left alone until it is known (`recoverUnknown`).
 * @throws IntegrationError when a side can't be read: nothing was decided and everything stays due.
 */
export async function runCycle(engine: EngineContext, sync: SyncRuntime, mode: Mode): Promise<CycleResult> {
  if (mode === "run") await recoverPlanned(engine, sync);
  const busy = new Set((await engine.store.intents(sync.name, "sent")).map((intent) => intent.linkId));
  const due = await engine.store.dueInbox(sync.name, engine.clock.now(), batchSize);
  if (due.length === 0) return { handled: 0, planned: [] };
  const entities = await gather(engine, sync, due);
  const free = entities.filter((entity) => !busy.has(entity.link.id));
  const inDoubt = entities.filter((entity) => busy.has(entity.link.id));
  await postpone(engine, inDoubt, engine.clock.now() + inDoubtPauseMs);
  const planned = await decideAll(engine, sync, free, mode);
  if (mode === "run") await applyWrites(engine, sync, planned);
  return { handled: due.length, planned };
}

/** Puts entities off without counting it as a failed attempt. */
async function postpone(engine: EngineContext, entities: readonly Entity[], dueAt: number): Promise<void> {
  const ids = entities.flatMap((entity) => entity.rows.map((row) => row.id));
  if (ids.length === 0) return;
  await engine.store.commit([{ op: "inbox.reopen", ids, dueAt, countAttempt: false }], engine.fence);
}

async function decideAll(
  engine: EngineContext,
  sync: SyncRuntime,
  entities: readonly Entity[],
  mode: Mode,
): Promise<PlannedEntity[]> {
  const shadows = await shadowsOf(engine, entities);
  const policy = policyOf(sync);
  const planned: PlannedEntity[] = [];
  for (const entity of entities) {
    const base = shadows.get(entity.link.id) ?? { left: {}, right: {} };
    const decision = reconcile(
      { link: entity.link, shadows: base, sides: entity.states },
      sync.mapping,
      policy,
    );
    const readyAt = mode === "dry" ? 0 : guardedFrom(sync, entity, decision);
    const isPatient =
      engine.clock.now() - Math.min(...entity.rows.map((row) => row.seenAt)) < longestPatienceMs;
    if (readyAt > engine.clock.now() && isPatient) await postpone(engine, [entity], readyAt);
    else planned.push(planOps(engine, sync, entity, decision, base));
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
    const { compareAndSet, timePrecisionMs } = sync.sides[side].connection.manifest.capabilities;
    if (state.kind !== "live" || compareAndSet === "none") return 0;
    return Date.parse(state.record.modifiedAt) + timePrecisionMs - sync.clockOffsetMs(side) + clockSlackMs;
  });
  return Math.max(0, ...times);
}

async function shadowsOf(
  engine: EngineContext,
  entities: readonly Entity[],
): Promise<ReadonlyMap<string, Agreed>> {
  const found = new Map<string, Agreed>();
  for (const shadow of await engine.store.shadows(entities.map((entity) => entity.link.id))) {
    const other = found.get(shadow.linkId) ?? { left: {}, right: {} };
    found.set(shadow.linkId, { ...other, [shadow.side]: shadow.values });
  }
  return found;
}

/** Server times are believed beyond the coarser precision of the two sides, each brought to our clock first. */
function policyOf(sync: SyncRuntime): Policy {
  const precision = sides.map((side) => sync.sides[side].connection.manifest.capabilities.timePrecisionMs);
  const clockOffsetMs = { left: sync.clockOffsetMs("left"), right: sync.clockOffsetMs("right") };
  return {
    direction: sync.direction,
    prefer: sync.prefer,
    timeMarginMs: Math.max(...precision),
    clockOffsetMs,
  };
}
