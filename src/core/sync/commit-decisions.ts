// Entities as they were read → decisions in the store, each in one commit; what may not be decided now is put off.
import { decideAll } from "./decide/decide-all.ts";
import { withoutEarlyCreates } from "./decide/early-creates.ts";
import { frozenPauseMs, type Guarded, guardDecisions } from "./decide/guards.ts";
import { withMissedDeletes } from "./decide/missed-deletes.ts";
import { withholdDoubles } from "./decide/taken-keys.ts";
import { returnedOps } from "./decide/vanished.ts";
import type { Entity } from "./gather.ts";
import { inDoubtPauseMs, postpone } from "./postpone.ts";
import type { Decision, EngineContext, Mode, SyncRuntime } from "./types.ts";
import { type PlannedEntity, planOps } from "./write/plan-ops.ts";
import { pausedOps } from "./write/stand-still.ts";

/** Whether a decision may be carried out; what may not stays due and is left for later. */
export type Approve = (entity: Entity, decision: Decision) => boolean;

/** Ids of links about which nothing is decided. Taken before the reads: see {@link standing}. */
export interface Standing {
  /** With a write under way or in doubt. */
  readonly busy: ReadonlySet<string>;
  /** Paused, each alone. */
  readonly frozen: ReadonlySet<string>;
}

export interface Committed {
  readonly planned: readonly PlannedEntity[];
  /** The sync has to stop and ask. */
  readonly isPaused: boolean;
}

const unapprovedPauseMs = 5_000;
/** A record that changes all the time is written unguarded rather than never. */
const longestPatienceMs = 5_000;
const clockSlackMs = 20;

/**
 * What stands still now, links `inHand` of others included. Has to be asked before the records are read: one whose
 * write ends while the reads run may have been read as it was before.
 */
export async function standing(
  { store }: EngineContext,
  sync: SyncRuntime,
  inHand: ReadonlySet<string>,
): Promise<Standing> {
  const sent = (await store.sentWrites(sync.name)).map((write) => write.linkId);
  const pauses = await store.pauses(sync.name);
  const frozen = pauses.flatMap((pause) => (pause.kind === "link" ? [pause.subject] : []));
  return { busy: new Set([...sent, ...inHand]), frozen: new Set(frozen) };
}

/** Decides about the entities, guards the decisions and stores them. Sends nothing. */
export async function commitDecisions(
  engine: EngineContext,
  sync: SyncRuntime,
  entities: readonly Entity[],
  { busy, frozen }: Standing,
  mode: Mode,
  approve: Approve,
): Promise<Committed> {
  const [inDoubt, known] = divide(entities, (entity) => busy.has(entity.link.id));
  const [still, free] = divide(known, (entity) => frozen.has(entity.link.id));
  await postpone(engine, rowsOfAll(inDoubt), engine.clock.now() + inDoubtPauseMs);
  await postpone(engine, rowsOfAll(still), engine.clock.now() + frozenPauseMs);
  const open = await withMissedDeletes(engine, free);
  const timely = await withoutEarlyCreates(engine, sync, await decideAll(engine, sync, open), mode);
  const decided = await withholdDoubles(engine, sync, timely);
  const guarded = await guardDecisions(engine, sync, decided, mode);
  const planned = await storeDecisions(engine, sync, guarded, mode, approve);
  return { planned, isPaused: guarded.pause !== null };
}

const rowsOfAll = (entities: readonly Entity[]) => entities.flatMap(({ rows }) => rows);

/** Those that belong, and the rest. */
export function divide<T>(
  items: readonly T[],
  belongs: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
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
  for (const { entity, until } of held) await postpone(engine, entity.rows, until);
  if (pause !== null) {
    await engine.store.commit(pausedOps(pause), engine.fence);
    return planned;
  }
  for (const { entity, decision, shadows } of allowed) {
    const readyAt = mode === "dry" ? 0 : guardedFrom(sync, entity, decision);
    const isPatient = now - Math.min(...entity.rows.map((row) => row.seenAt)) < longestPatienceMs;
    if (readyAt > entity.readAt && isPatient) await postpone(engine, entity.rows, Math.max(readyAt, now));
    else if (!approve(entity, decision)) await postpone(engine, entity.rows, now + unapprovedPauseMs);
    else planned.push(planOps(engine, sync, entity, decision, shadows));
  }
  const returned = await returnedOps(engine, sync, planned);
  if (returned.length > 0) await engine.store.commit(returned, engine.fence);
  // On disk with the commit that says it is about to be sent; nobody knows of it before that.
  await Promise.all(planned.map((one) => engine.store.commitLazily(one.ops, engine.fence)));
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
    // A connector that compares for itself does so by a version that is exact.
    const isByStamp = compareAndSet !== "none" && compareAndSet !== "checked";
    if (state.kind !== "live" || !isByStamp) return 0;
    return Date.parse(state.record.modifiedAt) + timePrecisionMs - sync.clockOffsetMs(side) + clockSlackMs;
  });
  return Math.max(0, ...times);
}
