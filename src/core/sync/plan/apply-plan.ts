// Carries out exactly what a plan file says: everything it plans and nothing else, or nothing at all.
import { IntegrationError, SyncError, ValidationError } from "../../contract/errors.ts";
import type { Pause, Side } from "../../store/rows.ts";
import { runCycle } from "../cycle.ts";
import { resumeSyncOps } from "../operate.ts";
import { inDoubtPauseMs } from "../postpone.ts";
import { recoverUnknown } from "../recover/recover.ts";
import { observeAll, planSync } from "../run.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { planDocument, unanswered } from "./plan-document.ts";
import { assertPlanFits, compareWrites, type MovedRecord, type PlanFile } from "./plan-file.ts";
import { PlanTally, type WriteOutcome } from "./plan-tally.ts";

/** One write of the plan, and what became of it. */
export interface AppliedWrite {
  /** The side written to. */
  readonly side: Side;
  readonly operation: string;
  readonly recordId: string | null;
  readonly sourceId: string | null;
  readonly outcome: WriteOutcome;
  /** Why it was not written; null when it was. */
  readonly why: string | null;
}

export type ApplyResult =
  /** Nothing was written: a side has moved since the plan was made. */
  | { readonly kind: "stale"; readonly moved: readonly MovedRecord[] }
  | {
      readonly kind: "applied";
      readonly writes: readonly AppliedWrite[];
      /** Records with changes that are not in the plan; they wait for the next run. */
      readonly left: number;
      /** What ended it early; null when nothing did. */
      readonly fault: string | null;
    };

export interface ApplyOptions {
  /** Who applies it: what ends a first match's pause is in the history. */
  readonly who: string;
  readonly onProgress?: (progress: { readonly written: number; readonly of: number }) => void;
  /** Somebody else finds out what became of writes in doubt. */
  readonly isProbed?: boolean;
}

/** Without progress for so long, the rest is left to the next run. */
const patienceMs = 15_000;
const mostRemembered = 50;

const appliedKey = (sync: string): string => `applied-plans:${sync}`;

/**
 * Plans afresh, and when that comes to the same as the file, write for write, carries the file out: a decision that
 * is not the planned one to the last value and version is not carried out. The values that are sent are those of the
 * fresh decisions. A person's pause stays; that of a first match is what the plan approves, and ends.
 * @throws ValidationError E_PLAN_OTHER, E_PLAN_APPLIED; SyncError E_SYNC_PAUSED; IntegrationError when a side can't be
 * read. Nothing was written then.
 */
export async function applyPlan(
  engine: EngineContext,
  sync: SyncRuntime,
  file: PlanFile,
  options: ApplyOptions,
): Promise<ApplyResult> {
  assertPlanFits(file, sync);
  await assertNotApplied(engine, sync, file);
  const { full, writes } = file.plan;
  const fresh = planDocument(sync, await planSync(engine, sync, { full }), full);
  const moved = compareWrites(writes, fresh.writes);
  if (moved.length > 0) return { kind: "stale", moved };
  refuseGrave(sync, fresh.pauses);
  await observeAll(engine, sync, { full });
  await approveFirstMatch(engine, options.who, await assertMayMove(engine, sync));
  const tally = new PlanTally(engine, writes);
  const fault = await carryOut(engine, sync, tally, options);
  const applied = await tally.outcomes();
  if (applied.some((one) => one.outcome === "written") || applied.length === 0)
    await rememberApplied(engine, sync, file);
  return { kind: "applied", writes: applied, left: tally.left, fault };
}

interface Remembered {
  readonly digest: string;
  readonly at: string;
}

async function appliedBefore(engine: EngineContext, sync: string): Promise<readonly Remembered[]> {
  return JSON.parse((await engine.store.meta(appliedKey(sync))) ?? "[]") as readonly Remembered[];
}

async function assertNotApplied(
  engine: EngineContext,
  sync: SyncRuntime,
  { digest }: PlanFile,
): Promise<void> {
  const before = (await appliedBefore(engine, sync.name)).find((one) => one.digest === digest);
  if (before === undefined) return;
  throw new ValidationError({
    code: "E_PLAN_APPLIED",
    message: `The plan of ${sync.name} was applied at ${before.at}`,
  });
}

async function rememberApplied(
  engine: EngineContext,
  sync: SyncRuntime,
  { digest }: PlanFile,
): Promise<void> {
  const at = new Date(engine.clock.now()).toISOString();
  const known = [{ digest, at }, ...(await appliedBefore(engine, sync.name))].slice(0, mostRemembered);
  const value = JSON.stringify(known);
  await engine.store.commit([{ op: "meta.put", key: appliedKey(sync.name), value }], engine.fence);
}

/** The pauses of the sync as a whole. @throws SyncError E_SYNC_PAUSED when a plan does not answer why it stands still. */
async function assertMayMove(engine: EngineContext, sync: SyncRuntime): Promise<readonly Pause[]> {
  const pauses = (await engine.store.pauses(sync.name)).filter((pause) => pause.kind === "sync");
  refuseGrave(sync, pauses);
  return pauses;
}

type Reason = Pick<Pause, "kind" | "code" | "message">;

function refuseGrave({ name }: SyncRuntime, pauses: readonly Reason[]): void {
  const grave = unanswered(pauses);
  if (grave === undefined) return;
  const next =
    grave.code === "E_DELETE_GUARD"
      ? `If they are meant, run \`integ sync ${name}\`, which stops for them, then \`integ sync resume ${name} --allow-deletes\`.`
      : `Settle that first; \`integ sync resume ${name}\` ends the pause.`;
  throw new SyncError({
    code: "E_SYNC_PAUSED",
    message: `${name} can't go on before somebody has looked: ${grave.message} (${grave.code})`,
    hint: `${next} Nothing was written.`,
  });
}

async function approveFirstMatch(
  engine: EngineContext,
  who: string,
  pauses: readonly Pause[],
): Promise<void> {
  const actor = { who, at: engine.clock.now(), ids: engine.ids };
  for (const pause of pauses) {
    if (pause.code !== "E_FIRST_CREATES") continue;
    await engine.store.commit(resumeSyncOps(actor, pause, null), engine.fence);
  }
}

/** Cycles until every write of the plan has an outcome, or none comes any more. @returns what ended it early. */
async function carryOut(
  engine: EngineContext,
  sync: SyncRuntime,
  tally: PlanTally,
  { onProgress, isProbed = false }: ApplyOptions,
): Promise<string | null> {
  const unpaused = ignoringPauses(engine);
  const longestMs = patienceMs + (tally.hasDeletes ? sync.guards.deleteHoldMs : 0);
  let [open, progressAt] = [tally.size, engine.clock.now()];
  try {
    for (;;) {
      engine.signal.throwIfAborted();
      if (!isProbed) await recoverUnknown(engine, sync);
      const cycle = await runCycle(unpaused, sync, "run", tally.approve);
      if (cycle.paused) return await whyPaused(engine, sync);
      const left = await tally.open();
      onProgress?.({ written: tally.size - left, of: tally.size });
      if (left === 0) return null;
      const now = engine.clock.now();
      if (left < open) progressAt = now;
      open = left;
      if (now - progressAt > longestMs) return null;
      await engine.clock.sleep(await untilDue(engine, sync), engine.signal);
    }
  } catch (error) {
    if (!(error instanceof IntegrationError) || engine.signal.aborted) throw error;
    return `${error.message} (${error.code})`;
  }
}

/** A cycle under a person's pause: the plan is what the person wants done meanwhile. */
function ignoringPauses(engine: EngineContext): EngineContext {
  const { store } = engine;
  const pauses = async (sync: string) => (await store.pauses(sync)).filter((pause) => pause.kind !== "sync");
  return { ...engine, store: { ...store, pauses } };
}

async function whyPaused(engine: EngineContext, sync: SyncRuntime): Promise<string> {
  const pauses = (await engine.store.pauses(sync.name)).filter((pause) => pause.kind === "sync");
  const { message, code } = pauses.at(-1) ?? { message: "The sync was paused", code: "E_SYNC_PAUSED" };
  return `${message} (${code})`;
}

async function untilDue(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  const inDoubt = (await engine.store.sentWrites(sync.name)).length > 0;
  const next = await engine.store.nextDueAt(sync.name);
  const waitMs = inDoubt ? inDoubtPauseMs : next === null ? 1_000 : next - engine.clock.now();
  return Math.min(Math.max(waitMs, 0), 1_000);
}
