// What stops the engine from doing too much of the wrong thing: mass deletes, and fields written to and fro.
import { type Pause, type Side, sides } from "../../store/rows.ts";
import type { RecentWrite } from "../../store/store.ts";
import type { Entity } from "../gather.ts";
import type { EngineContext, Mode, SyncRuntime } from "../types.ts";
import type { Decided } from "./decide-all.ts";
import { approveDeletes, type DeleteApproval, deleteWindowMs, lastApproval } from "./delete-approval.ts";
import { vanishedBetween } from "./vanished.ts";

export interface Guarded {
  readonly allowed: readonly Decided[];
  /** Left open until a time, milliseconds. */
  readonly held: readonly { readonly entity: Entity; readonly until: number }[];
  /** The sync has to stop and ask: nothing of this pass is carried out. */
  readonly pause: Pause | null;
}

/** How long a paused record is put off. Short, for a resume that comes while a cycle is at work is not heard by it. */
export const frozenPauseMs = 60_000;
/** Below so many a share says nothing: one of three records may well be deleted. */
const fewestForShare = 3;

/** Looks at the decisions of one pass together. Stores a frozen link as paused, and what an approval covers; else reads. */
export async function guardDecisions(
  engine: EngineContext,
  sync: SyncRuntime,
  decided: readonly Decided[],
  mode: Mode,
): Promise<Guarded> {
  const vanished = decided.filter(isDelete);
  const pause = vanished.length === 0 ? null : await judgeDeletes(engine, sync, vanished);
  if (pause !== null && mode === "run") return { allowed: [], held: [], pause };
  // In the copy of a dry run: the plan shows what the run would stop for.
  if (pause !== null) await engine.store.commit([{ op: "pause.put", pause }], engine.fence);
  const calm = mode === "run" ? await freezeFlipFlops(engine, sync, decided) : { allowed: decided, held: [] };
  const early = mode === "run" ? vanished.flatMap((one) => holdOf(engine, sync, one)) : [];
  const waiting = new Set(early.map(({ entity }) => entity));
  return {
    allowed: calm.allowed.filter((one) => !waiting.has(one.entity)),
    held: [...calm.held, ...early],
    pause: null,
  };
}

/** A record that was in step has vanished from a side. */
const isDelete = ({ entity: { link, states } }: Decided): boolean =>
  (link.state === "live" || link.state === "detached") &&
  (states.left.kind === "gone" || states.right.kind === "gone");

/** Asks for the first side that has lost more records within the window than the limits allow. */
async function judgeDeletes(
  engine: EngineContext,
  sync: SyncRuntime,
  vanished: readonly Decided[],
): Promise<Pause | null> {
  const approval = await lastApproval(engine, sync.name);
  const since = Math.max(engine.clock.now() - deleteWindowMs, approval?.at ?? 0);
  const recent = await vanishedBetween(engine, sync, since, Number.MAX_SAFE_INTEGER);
  const waiting = await engine.store.openDeletes(sync.name);
  const { live = 0, detached = 0 } = await engine.store.linkCounts(sync.name);
  const links = live + detached + recent.left + recent.right;
  for (const side of sides) {
    const here = vanished.filter(({ entity }) => entity.states[side].kind === "gone");
    if (here.length === 0) continue;
    const untold = here.filter(({ entity }) => !isToldOf(entity, side));
    const total = recent[side] + untold.length + waiting[side];
    const approved = approval ? await approvedOf(engine, sync, side, { approval, since, total, untold }) : 0;
    const pause = askAbout(engine, sync, side, total - approved, links);
    if (pause !== null) return pause;
  }
  return null;
}

/** Told of by an event that is not handled yet, and so counted among those that wait. */
const isToldOf = ({ rows }: Entity, side: Side): boolean =>
  rows.some((row) => row.kind === "deleted" && row.side === side);

/** The question about so many of a side's records; null when they are within the limits. */
function askAbout(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  total: number,
  links: number,
): Pause | null {
  const { maxDeletes, maxDeleteShare } = sync.guards;
  const isTooLarge = total >= fewestForShare && total > links * maxDeleteShare;
  if (total <= maxDeletes && !isTooLarge && !(links > 1 && total >= links)) return null;
  const message = `At least ${total} of ${links} linked records vanished from the ${side} within an hour`;
  const code = "E_DELETE_GUARD";
  engine.log.warn("sync.paused", { sync: sync.name, code, message });
  return { sync: sync.name, kind: "sync", subject: "", code, message, who: "integ", at: engine.clock.now() };
}

interface Judged {
  readonly approval: DeleteApproval;
  readonly since: number;
  readonly total: number;
  readonly untold: readonly Decided[];
}

/**
 * How many of a side's deletes since `since` a person has allowed. What had been seen before that and only now turns out
 * to be a delete is part of what was allowed: it is not asked for twice.
 */
async function approvedOf(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  { approval, since, total, untold }: Judged,
): Promise<number> {
  const { counts, at, until } = approval;
  if (engine.clock.now() >= until) {
    // Those before `since` count no more, and what was allowed for them is used up.
    const before = await vanishedBetween(engine, sync, at, since);
    const covered = await vanishedBetween(engine, sync, since, until);
    return Math.min(covered[side], Math.max(0, counts[side] - before[side]));
  }
  if (total <= counts[side]) return total;
  const seenBefore = untold.filter(({ entity }) => entity.rows.some((row) => row.seenAt < at));
  const count = Math.min(total, counts[side] + seenBefore.length);
  if (count === counts[side]) return count;
  const grown = { ...approval, counts: { ...counts, [side]: count } };
  await engine.store.commit([approveDeletes(sync.name, grown)], engine.fence);
  return count;
}

/**
 * A delete that is carried over is held for a while first, so that a mass of them is seen as one; and as long as a field
 * stands still, for what was edited in it can't be told.
 */
function holdOf(engine: EngineContext, sync: SyncRuntime, { entity, decision }: Decided): Guarded["held"] {
  if (decision.writes.length === 0) return [];
  const isFinal = decision.writes.some(({ operation }) => operation === "delete");
  if (isFinal && sync.drifted.length > 0) return [{ entity, until: engine.clock.now() + frozenPauseMs }];
  // What was seen last: a row of an edit before the delete has nothing to say of it.
  const until = Math.max(...entity.rows.map((row) => row.seenAt)) + sync.guards.deleteHoldMs;
  return until > engine.clock.now() ? [{ entity, until }] : [];
}

/** Links of which a field would be written to the other side once too often are paused, each alone. */
async function freezeFlipFlops(
  engine: EngineContext,
  sync: SyncRuntime,
  decided: readonly Decided[],
): Promise<Pick<Guarded, "allowed" | "held">> {
  const { maxFlips, flipWindowMs } = sync.guards;
  const writing = decided.filter(({ decision }) => decision.writes.some((one) => one.operation === "update"));
  if (writing.length === 0) return { allowed: decided, held: [] };
  const now = engine.clock.now();
  const ids = writing.map(({ entity }) => entity.link.id);
  const writes = Map.groupBy(
    await engine.store.recentWrites(ids, now - flipWindowMs),
    (write) => write.linkId,
  );
  const suspects = writing.filter(
    (one) => flipsOf(sync, one, writes.get(one.entity.link.id) ?? []) > maxFlips,
  );
  const restless: Decided[] = [];
  for (const one of suspects) {
    const since = await resumedAt(engine, one.entity.link.id);
    const later = (writes.get(one.entity.link.id) ?? []).filter((write) => write.settledAt > since);
    if (flipsOf(sync, one, later) > maxFlips) restless.push(one);
  }
  for (const { entity } of restless) await freeze(engine, sync, entity.link.id, now);
  const frozen = new Set(restless.map(({ entity }) => entity));
  return {
    allowed: decided.filter(({ entity }) => !frozen.has(entity)),
    held: restless.map(({ entity }) => ({ entity, until: now + frozenPauseMs })),
  };
}

/** When a person last let the record go on, milliseconds: what was before that has been seen. */
async function resumedAt({ store }: EngineContext, linkId: string): Promise<number> {
  const resumed = (await store.history(linkId)).findLast(({ kind }) => kind === "resumed");
  return resumed?.at ?? 0;
}

/** How often the most restless pair of fields has changed its direction, the write about to be made included. */
function flipsOf(sync: SyncRuntime, { decision }: Decided, before: readonly RecentWrite[]): number {
  const next = decision.writes.map(({ side, fields }) => ({ side, fields: Object.keys(fields) }));
  const flips = sync.mapping.pairs.map(({ ends }) => {
    const directions = [...before, ...next].flatMap(({ side, fields }) =>
      fields.includes(ends[side].name) ? [side] : [],
    );
    const isWrittenNow = next.some(({ side, fields }) => fields.includes(ends[side].name));
    return isWrittenNow ? directions.filter((side, at) => at > 0 && side !== directions[at - 1]).length : 0;
  });
  return Math.max(0, ...flips);
}

async function freeze(engine: EngineContext, sync: SyncRuntime, linkId: string, at: number): Promise<void> {
  const message = "A field was written to and fro too often: something at a vendor keeps changing it back";
  const code = "E_FLIP_FLOP";
  engine.log.warn("record.frozen", { sync: sync.name, link: linkId, code });
  await engine.store.commit(
    [
      {
        op: "pause.put",
        pause: { sync: sync.name, kind: "link", subject: linkId, code, message, who: "integ", at },
      },
      { op: "history.add", row: { sync: sync.name, linkId, at, kind: "frozen", data: { code, message } } },
    ],
    engine.fence,
  );
}
