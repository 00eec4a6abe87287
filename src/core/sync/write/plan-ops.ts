// A decision as rows: what is stored before anything is sent.

import type { FieldValues, Value } from "../../contract/records.ts";
import { sameValue } from "../../mapping/canonical.ts";
import type { Op } from "../../store/ops.ts";
import { type Agreed, type Intent, idOn, type Link, otherSide, type Side, sides } from "../../store/rows.ts";
import type { Entity } from "../gather.ts";
import { keyOfCreate } from "../match/identify.ts";
import { sightingOf } from "../observe/projection.ts";
import type { Decision, EngineContext, SyncRuntime, Write } from "../types.ts";
import { deadLetterOps } from "./dead-letters.ts";
import { keepConflict } from "./keep-conflict.ts";
import { lastEditOps } from "./last-edits.ts";
import { dismissOps, waitOps } from "./waits.ts";

/** An entity with its decision and the rows that record it. */
export interface PlannedEntity {
  readonly entity: Entity;
  readonly decision: Decision;
  readonly intents: readonly Intent[];
  /** Last agreed values of each side before the intents. */
  readonly base: Agreed;
  readonly ops: readonly Op[];
}

export const mergeAgreed = (a: Agreed, b: Agreed): Agreed => ({
  left: { ...a.left, ...b.left },
  right: { ...a.right, ...b.right },
});

/** Everything one decision stores, in one commit: link, agreement, conflicts, history, intents, inbox states. */
export function planOps(
  engine: EngineContext,
  sync: SyncRuntime,
  entity: Entity,
  decision: Decision,
  shadows: Agreed,
): PlannedEntity {
  const at = engine.clock.now();
  const intents = decision.writes.map((write) => intentOf(engine, sync, entity, decision.link, write));
  const ops: Op[] = [
    ...linkOps(entity, decision, shadows, at),
    ...conflictOps(sync, entity, decision, at),
    ...decidedOps(sync, entity, decision, at),
    ...intents.map((intent): Op => ({ op: "intent.put", intent, at })),
    ...lastEditOps(sync, decision.link, decision.lastEdits),
    ...sightingOps(sync, entity),
    ...inboxOps(engine, sync, entity, decision),
  ];
  return { entity, decision, intents, base: mergeAgreed(shadows, decision.agreed), ops };
}

function intentOf(
  engine: EngineContext,
  sync: SyncRuntime,
  { rows, originKey }: Entity,
  link: Link,
  write: Write,
): Intent {
  const changes = rows.filter((row) => row.side !== write.side);
  const changedTimes = changes.flatMap((row) => row.changedAt ?? []);
  return {
    ...write,
    id: engine.ids.next(),
    sync: sync.name,
    linkId: link.id,
    correlationKey: write.operation === "create" ? keyOfCreate(sync, link, originKey) : null,
    state: "planned",
    sentAt: null,
    attempts: 0,
    seenAt: Math.min(...(changes.length > 0 ? changes : rows).map((row) => row.seenAt)),
    changedAt: changedTimes.length > 0 ? Math.max(...changedTimes) : null,
  };
}

const endings = { tombstone: "deleted", detached: "detached", live: "revived", pending: "revived" } as const;

function linkOps({ link: before, states }: Entity, decision: Decision, shadows: Agreed, at: number): Op[] {
  const { link, agreed, reasons, settled } = decision;
  const { sync, id: linkId } = link;
  const ops: Op[] = [];
  if (!sameValue({ ...before }, { ...link })) ops.push({ op: "link.put", link, at });
  const isTurn = link.state !== before.state && (before.state !== "pending" || link.state === "tombstone");
  // A conflict that outlived its link ends late.
  const isLate = settled.length > 0 && (link.state === "tombstone" || link.state === "detached");
  if (isTurn || isLate) {
    const isMerge = sides.some((side) => states[side].kind === "gone" && states[side].by === "merged");
    const kind = isMerge && link.state === "tombstone" ? "merged" : endings[link.state];
    const data = isTurn && isMissed(link, states) ? { reasons, isMissing: true } : { reasons };
    ops.push({ op: "history.add", row: { sync, linkId, at, kind, data } });
  }
  const news = { left: differing(agreed.left, shadows.left), right: differing(agreed.right, shadows.right) };
  const isNews = Object.keys(news.left).length + Object.keys(news.right).length > 0;
  if (!isNews) return ops;
  const row = { sync, linkId, at, kind: "agreed" as const, data: { agreed: news } };
  return [...ops, { op: "shadow.merge", linkId, agreed: news }, { op: "history.add", row }];
}

/** Ended because a record was not to be seen: a delete of it may be told later. */
function isMissed({ state, deletedOn }: Link, states: Entity["states"]): boolean {
  if (state !== "tombstone" || deletedOn === null) return false;
  const gone = states[deletedOn];
  return gone.kind === "gone" && gone.by === "missing";
}

const differing = (values: FieldValues, known: FieldValues): FieldValues =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => !sameValue(value, known[name])));

function conflictOps(sync: SyncRuntime, { states }: Entity, decision: Decision, at: number): Op[] {
  const { link, conflicts } = decision;
  const versions = sides.map((side) => (states[side].kind === "live" ? states[side].record.version : ""));
  const lost = conflicts.flatMap((conflict): Op[] => {
    const values = JSON.stringify([conflict.left, conflict.right]);
    return keepConflict(sync.name, link.id, conflict, [...versions, values], at);
  });
  return decision.writes.length > 0 ? lost : [...lost, ...settledOps(decision)];
}

/** Parked conflicts that are over; after their writes, where they need some. */
export function settledOps({ link, settled }: Decision): Op[] {
  return settled.map(({ field, winner }): Op => ({ op: "conflict.settle", linkId: link.id, field, winner }));
}

function decidedOps(sync: SyncRuntime, { rows, states }: Entity, decision: Decision, at: number): Op[] {
  const { link, writes, reasons } = decision;
  if (writes.length === 0) return [];
  const observed = rows.map(({ side, source, seenAt, changedAt }) => ({ side, source, seenAt, changedAt }));
  const versionOn = (side: Side) => (states[side].kind === "live" ? states[side].record.version : null);
  const data: Value = {
    writes: writes.map(({ side, operation, fields }) => ({ side, operation, fields })),
    reasons,
    observed,
    versions: { left: versionOn("left"), right: versionOn("right") },
  };
  return [{ op: "history.add", row: { sync: sync.name, linkId: link.id, at, kind: "decided", data } }];
}

/**
 * The states this decision was made on count as seen: polls that repeat them need no second look. One that is gone is
 * forgotten, so that it is news when it comes back, even unchanged.
 */
function sightingOps(sync: SyncRuntime, { link, rows, states }: Entity): Op[] {
  return sides.flatMap((side): Op[] => {
    const state = states[side];
    const recordId = idOn(link, side);
    const isMissing = state.kind === "gone" && state.by === "missing";
    const isNews = isMissing || (state.kind === "gone" && link.state !== "pending");
    // Once: where a feed goes on telling of the delete, that is no news after that. Shown as alive and not to be read,
    // it will be.
    const isShown = isMissing && rows.some((row) => row.side === side && row.kind === "changed");
    if (isNews && (isShown || link.state !== "tombstone") && recordId !== null)
      return [{ op: "sighting.drop", sync: sync.name, side, recordId }];
    if (state.kind !== "live") return [];
    return [
      { op: "sighting.put", sync: sync.name, side, sighting: sightingOf(state.record, sync.mapping, side) },
    ];
  });
}

function inboxOps(engine: EngineContext, sync: SyncRuntime, entity: Entity, decision: Decision): Op[] {
  const ids = entity.rows.map((row) => row.id);
  const { link, writes, problems, missing } = decision;
  if (problems.length > 0) return problemOps(engine, entity, decision);
  if (missing.length > 0) return waitOps(engine, sync, entity, decision);
  if (writes.length > 0) return [{ op: "inbox.plan", ids, linkId: link.id }];
  return [
    ...dismissOps(link, engine.clock.now()),
    { op: "inbox.settle", ids, state: "done", at: engine.clock.now() },
    { op: "deadLetter.resolve", linkId: link.id, at: engine.clock.now() },
  ];
}

/** A value that can't go over: the record waits for a person; what goes the other way goes on. */
function problemOps(engine: EngineContext, entity: Entity, decision: Decision): Op[] {
  const [problem] = decision.problems;
  if (!problem) return [];
  const side = otherSide(problem.side);
  const state = entity.states[side];
  const payload = { source: valuesOf(entity, side), target: problem.side };
  return deadLetterOps(engine, {
    link: decision.link,
    side,
    recordId: state.kind === "live" ? state.record.id : "",
    operation: problem.operation ?? "translate",
    error: problem.error,
    payload,
    rows: entity.rows,
  });
}

/** Fields of a side as read, for people. */
export function valuesOf({ states }: Entity, side: Side): FieldValues {
  const state = states[side];
  return state.kind === "live" ? state.record.fields : {};
}
