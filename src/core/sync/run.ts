// One run of a sync from beginning to end, for real or dry. `integ sync` and `integ sync plan` are these two.
import { type DeadLetter, type Pause, sides } from "../store/rows.ts";
import { runCycle } from "./cycle.ts";
import { matchFirst } from "./match/first-match.ts";
import { mappingChange } from "./match/identity.ts";
import { pollFeed } from "./observe/poll.ts";
import { sweepSide } from "./observe/sweep.ts";
import { changesLink } from "./plan/plan-document.ts";
import { recoverPlanned, recoverUnknown } from "./recover/recover.ts";
import { withoutWrites } from "./runtime.ts";
import type { EngineContext, Mode, SyncRuntime } from "./types.ts";
import type { PlannedEntity } from "./write/plan-ops.ts";

export interface RunOptions {
  /** Read both sides whole instead of only their changes. */
  readonly full: boolean;
  readonly onProgress?: (progress: { readonly handled: number; readonly writes: number }) => void;
}

export interface RunResult {
  readonly planned: readonly PlannedEntity[];
  /** Records looked at. */
  readonly handled: number;
}

export interface PlanResult extends RunResult {
  /** Items a run would leave to a person now: new dead letters, and open ones that would fail again. */
  readonly dead: readonly DeadLetter[];
  /** What stands still, now or once the run has begun. */
  readonly pauses: readonly Pause[];
  /** The fields or their translation are others than at the last run. */
  readonly isMappingChanged: boolean;
}

/** Retries due within this time are waited for; later ones are left to the next run. */
const patienceMs = 15_000;

/** Observes, decides, writes and confirms until nothing is due. @throws IntegrationError when a side can't be read. */
export async function runSync(
  engine: EngineContext,
  sync: SyncRuntime,
  options: RunOptions,
): Promise<RunResult> {
  await observeAll(engine, sync, options);
  return drain(engine, sync, options, "run");
}

/**
 * The same on a private copy of the store and with no power to write: what a run would do now. Leaves no trace.
 * @throws IntegrationError when a side can't be read.
 */
export async function planSync(
  engine: EngineContext,
  sync: SyncRuntime,
  options: RunOptions,
): Promise<PlanResult> {
  const since = engine.clock.now();
  const store = await engine.store.clone();
  try {
    const { fence: _, ...rest } = engine;
    const dry = { ...rest, store, fence: undefined, claimed: new Set<string>() };
    const readOnly = withoutWrites(sync);
    // What another process has planned and not yet sent counts as not decided.
    await recoverPlanned(dry, readOnly);
    const { isChanged: isMappingChanged } = await mappingChange(dry, readOnly);
    await observeAll(dry, readOnly, options);
    const result = await drain(dry, readOnly, options, "dry");
    const letters = await store.deadLetters(["open", "replaying"], sync.name);
    const dead = letters.filter((letter) => letter.lastAt >= since);
    return { ...result, dead, pauses: await store.pauses(sync.name), isMappingChanged };
  } finally {
    await store.close();
  }
}

/** Handles what is due in the store, without looking for changes first. @throws IntegrationError when a side can't be read. */
export function drainDue(engine: EngineContext, sync: SyncRuntime): Promise<RunResult> {
  return drain(engine, sync, { full: false }, "run");
}

/** Matches first, then reads every feed, or both sides whole. @throws IntegrationError when a side can't be read. */
export async function observeAll(
  engine: EngineContext,
  sync: SyncRuntime,
  { full }: RunOptions,
): Promise<void> {
  await matchFirst(engine, sync);
  for (const side of sides) {
    for (const feed of sync.sides[side].object.feeds) await pollFeed(engine, sync, side, feed.name);
    if (full) await sweepSide(engine, sync, side);
  }
}

async function drain(
  engine: EngineContext,
  sync: SyncRuntime,
  { onProgress }: RunOptions,
  mode: Mode,
): Promise<RunResult> {
  const planned: PlannedEntity[] = [];
  let handled = 0;
  for (;;) {
    engine.signal.throwIfAborted();
    if (mode === "run") await recoverUnknown(engine, sync);
    const cycle = await runCycle(engine, sync, mode);
    handled += cycle.handled;
    planned.push(...cycle.planned.filter(hasSomethingToShow));
    onProgress?.({ handled, writes: planned.length });
    if (cycle.paused) return { planned, handled };
    if (cycle.handled === 0 && !(await waitForDue(engine, sync, mode))) return { planned, handled };
  }
}

function hasSomethingToShow(planned: PlannedEntity): boolean {
  const { writes, problems, conflicts, missing } = planned.decision;
  return writes.length + problems.length + conflicts.length + missing.length > 0 || changesLink(planned);
}

/** Waits for work that is due soon; false when there is none. */
async function waitForDue(engine: EngineContext, sync: SyncRuntime, mode: Mode): Promise<boolean> {
  if (mode === "dry") return false;
  const inDoubt = (await engine.store.sentWrites(sync.name)).length > 0;
  const next = await engine.store.nextDueAt(sync.name);
  const waitMs = inDoubt ? 250 : next === null ? null : next - engine.clock.now();
  if (waitMs === null || waitMs > patienceMs) return false;
  await engine.clock.sleep(Math.max(0, waitMs), engine.signal);
  return true;
}
