// One pass over what is due: read both sides fresh, decide, store the decision, write, confirm.
import { type InboxRow, idOn, type Link, type Side } from "../store/rows.ts";
import { type Claim, claimKin } from "./claim.ts";
import { type Approve, commitDecisions, divide, standing } from "./commit-decisions.ts";
import { type Due, lookForDue } from "./due.ts";
import { type Entity, gather, gatherLinked } from "./gather.ts";
import { recoverPlanned } from "./recover/recover.ts";
import type { EngineContext, Mode, SyncRuntime } from "./types.ts";
import { applyWrites } from "./write/apply.ts";
import type { PlannedEntity } from "./write/plan-ops.ts";

export interface CycleResult {
  /** Records looked at. */
  readonly handled: number;
  readonly planned: readonly PlannedEntity[];
  /** The sync stands still until a person resumes it. */
  readonly paused: boolean;
}

/**
 * Handles up to 100 due records of one sync. No other cycle of the sync may be at work, so every record has at
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
  const nothing = { handled: 0, planned: [], paused: false, writing: Promise.resolve() };
  if (mode === "run" && (await isPaused(engine, sync))) return { ...nothing, paused: true };
  // With writes under way, planned is what is just about to be sent.
  if (mode === "run" && inHand.size === 0) await recoverPlanned(engine, sync);
  const due = await lookForDue(engine, sync, inHand);
  if (due.rows.length === 0) return nothing;
  return withClaim(engine, sync, due, async ({ rows }) => {
    const still = await standing(engine, sync, inHand);
    const entities = await gather(engine, sync, rows);
    const { planned, isPaused: paused } = await commitDecisions(engine, sync, entities, still, mode, approve);
    const writing = mode === "run" ? applyWrites(engine, sync, planned) : Promise.resolve();
    return { handled: due.rows.length, planned, paused, writing };
  });
}

/** Does the work on what can be claimed of the due rows, and lets it go once the writes that follow are settled. */
async function withClaim<T extends { readonly writing: Promise<void> }>(
  engine: EngineContext,
  sync: SyncRuntime,
  due: Due,
  work: (claim: Claim) => Promise<T>,
): Promise<T> {
  const claim = await claimKin(engine, sync, due);
  try {
    const result = await work(claim);
    return { ...result, writing: result.writing.finally(claim.release) };
  } catch (error) {
    claim.release();
    throw error;
  }
}

export interface LinkedCycle {
  readonly writing: Promise<void>;
  /** Ids of links that turned out not to be in step: they are left due, for a cycle that has the sync to itself. */
  readonly outOfStep: readonly string[];
}

/**
 * The same for due rows of the given links, which are live and in nobody else's hand: such cycles may run beside each
 * other, for what each decides rests on its own records alone. Whatever has to be seen together, new records and those
 * that are gone, is not decided here.
 * @throws IntegrationError as {@link runCycle}.
 */
export async function startLinkedCycle(
  engine: EngineContext,
  sync: SyncRuntime,
  rows: readonly InboxRow[],
  links: readonly Link[],
): Promise<LinkedCycle> {
  return withClaim(engine, sync, { rows, links: bySide(links) }, async ({ rows: claimed }) => {
    const still = await standing(engine, sync, new Set());
    const entities = await gatherLinked(engine, sync, claimed, linksOfRows(links, claimed));
    const [inStep, others] = divide(entities, isLiveOnBoth);
    const { planned } = await commitDecisions(engine, sync, inStep, still, "run", () => true);
    return { writing: applyWrites(engine, sync, planned), outOfStep: others.map(({ link }) => link.id) };
  });
}

function bySide(links: readonly Link[]): Due["links"] {
  const byId = (side: Side) => new Map(links.map((link) => [idOn(link, side) ?? "", link]));
  return { left: byId("left"), right: byId("right") };
}

const linksOfRows = (links: readonly Link[], rows: readonly InboxRow[]): readonly Link[] =>
  links.filter((link) => rows.some((row) => idOn(link, row.side) === row.recordId));

const isLiveOnBoth = ({ states }: Entity): boolean =>
  states.left.kind === "live" && states.right.kind === "live";

/** Whether the sync stands still until a person resumes it. */
export async function isPaused({ store }: EngineContext, sync: SyncRuntime): Promise<boolean> {
  return (await store.pauses(sync.name)).some((pause) => pause.kind === "sync");
}
