// What stops the engine from doing too much of the wrong thing: mass deletes, and fields written to and fro.
import type { Pause } from "../../store/rows.ts";
import type { RecentWrite } from "../../store/store.ts";
import type { Entity } from "../gather.ts";
import type { EngineContext, Mode, SyncRuntime } from "../types.ts";
import type { Decided } from "./decide-all.ts";
import { approveDeletes, deleteApproval, deleteWindowMs } from "./delete-approval.ts";
import { returnedDeletes } from "./returned-deletes.ts";

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

/** Deletes within the window, those told of and not yet handled included, against the limits. */
async function judgeDeletes(
  engine: EngineContext,
  sync: SyncRuntime,
  vanished: readonly Decided[],
): Promise<Pause | null> {
  const now = engine.clock.now();
  const { maxDeletes, maxDeleteShare } = sync.guards;
  const returned = await returnedDeletes(engine, sync);
  const recent = returned + (await engine.store.deletesSince(sync.name, now - deleteWindowMs));
  const untold = vanished.filter(({ entity }) => !entity.rows.some((row) => row.kind === "deleted"));
  const total = recent + untold.length + (await engine.store.openDeletes(sync.name));
  const counts = await engine.store.linkCounts(sync.name);
  const links = (counts.live ?? 0) + (counts.detached ?? 0) + recent;
  const isTooLarge = total >= fewestForShare && total > links * maxDeleteShare;
  if (total <= maxDeletes && !isTooLarge && !(links > 1 && total >= links)) return null;
  // A person is asked about, and allows, those that have not come back.
  if (await areApproved(engine, sync, total - returned, untold)) return null;
  const left = vanished.filter(({ entity }) => entity.states.left.kind === "gone").length;
  const side = left * 2 >= vanished.length ? "left" : "right";
  const message = `At least ${total} of ${links} linked records vanished from the ${side} within an hour`;
  engine.log.warn("sync.paused", { sync: sync.name, code: "E_DELETE_GUARD", message });
  return {
    sync: sync.name,
    kind: "sync",
    subject: "",
    code: "E_DELETE_GUARD",
    message,
    who: "integ",
    at: now,
  };
}

/**
 * Whether a person has allowed so many. What had been seen before that and only now turns out to be a delete is part of
 * what was allowed: it is not asked for twice.
 */
async function areApproved(
  engine: EngineContext,
  sync: SyncRuntime,
  total: number,
  untold: readonly Decided[],
): Promise<boolean> {
  const approval = await deleteApproval(engine, sync.name);
  if (approval === null) return false;
  if (total <= approval.count) return true;
  const seenBefore = untold.filter(({ entity }) => entity.rows.some((row) => row.seenAt < approval.at));
  const count = approval.count + seenBefore.length;
  if (total > count) return false;
  await engine.store.commit([approveDeletes(sync.name, { ...approval, count })], engine.fence);
  return true;
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
