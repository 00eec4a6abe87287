// A decision as rows: what is stored before anything is sent.
import type { FieldValues, Value } from "../contract/records.ts";
import { sameValue } from "../mapping/canonical.ts";
import type { Op } from "../store/ops.ts";
import { type Agreed, type Intent, type Link, otherSide, type Side, sides } from "../store/rows.ts";
import { deadLetterOps } from "./dead-letters.ts";
import type { Entity } from "./gather.ts";
import { keyOfCreate } from "./identify.ts";
import { sightingOf } from "./projection.ts";
import type { Decision, EngineContext, SyncRuntime, Write } from "./types.ts";

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
    ...linkOps(entity.link, decision, shadows, at),
    ...conflictOps(sync, entity, decision, at),
    ...intents.map((intent): Op => ({ op: "intent.put", intent, at })),
    ...sightingOps(sync, entity),
    ...inboxOps(engine, entity, decision, at),
  ];
  return { entity, decision, intents, base: mergeAgreed(shadows, decision.agreed), ops };
}

function intentOf(
  engine: EngineContext,
  sync: SyncRuntime,
  { rows }: Entity,
  link: Link,
  write: Write,
): Intent {
  const changes = rows.filter((row) => row.side !== write.side);
  const changedTimes = changes.flatMap((row) => row.changedAt ?? []);
  return {
    id: engine.ids.next(),
    sync: sync.name,
    linkId: link.id,
    side: write.side,
    operation: write.operation,
    fields: write.fields,
    correlationKey: write.operation === "create" ? keyOfCreate(sync, link) : null,
    targetId: write.targetId,
    expectedVersion: write.expectedVersion,
    agreed: write.agreed,
    state: "planned",
    sentAt: null,
    attempts: 0,
    seenAt: Math.min(...(changes.length > 0 ? changes : rows).map((row) => row.seenAt)),
    changedAt: changedTimes.length > 0 ? Math.max(...changedTimes) : null,
  };
}

function linkOps(before: Link, { link, agreed }: Decision, shadows: Agreed, at: number): Op[] {
  const ops: Op[] = [];
  if (before.state !== link.state || before.leftId !== link.leftId || before.rightId !== link.rightId) {
    ops.push({ op: "link.put", link, at });
  }
  if (link.state !== before.state && (link.state === "tombstone" || before.state === "tombstone")) {
    const kind = link.state === "tombstone" ? "deleted" : "revived";
    ops.push({ op: "history.add", row: { sync: link.sync, linkId: link.id, at, kind, data: {} } });
  }
  const news = { left: differing(agreed.left, shadows.left), right: differing(agreed.right, shadows.right) };
  const isNews = Object.keys(news.left).length + Object.keys(news.right).length > 0;
  if (isNews) ops.push({ op: "shadow.merge", linkId: link.id, agreed: news });
  return ops;
}

const differing = (values: FieldValues, known: FieldValues): FieldValues =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => !sameValue(value, known[name])));

function conflictOps(
  sync: SyncRuntime,
  { states }: Entity,
  { link, conflicts, reasons, writes }: Decision,
  at: number,
): Op[] {
  const history = (kind: "conflict" | "decided", data: Value): Op => ({
    op: "history.add",
    row: { sync: sync.name, linkId: link.id, at, kind, data },
  });
  const versions = sides.map((side) => (states[side].kind === "live" ? states[side].record.version : ""));
  const lost = conflicts.flatMap(({ base, ...conflict }): Op[] => [
    {
      op: "conflict.add",
      // The same conflict decided again after a retry is one conflict.
      conflict: {
        ...conflict,
        base,
        id: [link.id, conflict.field, ...versions].join("|"),
        sync: sync.name,
        linkId: link.id,
        at,
      },
    },
    history("conflict", { ...conflict, base: base ?? null }),
  ]);
  if (writes.length === 0) return lost;
  const summary = writes.map(({ side, operation, fields }) => ({ side, operation, fields }));
  return [...lost, history("decided", { writes: summary, reasons })];
}

/** The states this decision was made on count as seen: polls that repeat them need no second look. */
function sightingOps(sync: SyncRuntime, { states }: Entity): Op[] {
  return sides.flatMap((side): Op[] => {
    const state = states[side];
    if (state.kind !== "live") return [];
    return [
      { op: "sighting.put", sync: sync.name, side, sighting: sightingOf(state.record, sync.mapping, side) },
    ];
  });
}

function inboxOps(engine: EngineContext, entity: Entity, decision: Decision, at: number): Op[] {
  const ids = entity.rows.map((row) => row.id);
  const { link, writes, problems } = decision;
  const problem = problems[0];
  if (problem) return problemOps(engine, entity, decision);
  if (writes.length > 0) return [{ op: "inbox.plan", ids, linkId: link.id }];
  return [
    { op: "inbox.settle", ids, state: "done", at },
    { op: "deadLetter.resolve", linkId: link.id, at },
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
    operation: "translate",
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
