// A dry run's result as a document: every write with its old and new values, conflicts, and what needs a person.
import type { ErrorCode } from "../../contract/error-codes.ts";
import type { FieldValues, Value } from "../../contract/records.ts";
import {
  idOn,
  type LinkState,
  type Operation,
  otherSide,
  type Pause,
  type Side,
  sides,
} from "../../store/rows.ts";
import type { PlanResult } from "../run.ts";
import type { SyncRuntime, Write } from "../types.ts";
import type { PlannedEntity } from "../write/plan-ops.ts";

export interface PlannedWrite {
  /** The side written to. */
  readonly side: Side;
  readonly operation: Operation;
  /** Record written to; null for a create. */
  readonly recordId: string | null;
  /** Record of the other side whose values go over. */
  readonly sourceId: string | null;
  /** Field → value as it would be sent. */
  readonly fields: FieldValues;
  /** Field → value there now; empty for a create. */
  readonly previous: FieldValues;
  /** `delete`: what the policy for deletes makes of a record that is gone on the other side. */
  readonly cause: "change" | "delete";
  /** Versions of both records as they were read; null where there is none. */
  readonly versions: Readonly<Record<Side, string | null>>;
  readonly reasons: readonly string[];
}

export interface PlannedConflict {
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly field: string;
  readonly base: Value;
  readonly left: Value;
  readonly right: Value;
  /** Null: it will wait for a person. */
  readonly winner: Side | null;
  readonly reason: string;
}

export interface PlannedProblem {
  /** Where the change comes from. */
  readonly side: Side;
  readonly recordId: string;
  readonly operation: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** A record that waits for others it refers to. */
export interface PlannedWait {
  /** The side it would be written to. */
  readonly side: Side;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly for: readonly { readonly sync: string; readonly id: string }[];
  /** Nothing is written before the others are there; otherwise only the reference waits. */
  readonly holds: boolean;
}

/** A pair that leaves the sync or comes back: its filter, or a record that is gone. */
export interface PlannedLinkChange {
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly from: LinkState;
  readonly to: LinkState;
  readonly reasons: readonly string[];
}

/** What stands still until a person says so. */
export interface PlannedPause {
  readonly kind: Pause["kind"];
  readonly subject: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly who: string;
  readonly since: string;
}

export interface PlanDocument {
  readonly schema: "integ.plan/1";
  readonly sync: string;
  readonly full: boolean;
  /** The fields or their translation are others than at the last run. Only what is made, or newly mapped, goes over for it. */
  readonly isMappingChanged: boolean;
  /** Of the updates, those that write a field made from the whole record of the other side, by a recipe that can't be read backwards. */
  readonly madeUpdates: number;
  readonly left: { readonly connection: string; readonly object: string };
  readonly right: { readonly connection: string; readonly object: string };
  /** Writes by the side written to. */
  readonly summary: Readonly<Record<"creates" | "updates" | "deletes", Readonly<Record<Side, number>>>> & {
    readonly conflicts: number;
    /** Of the conflicts, those that will wait for a person. */
    readonly parked: number;
    readonly problems: number;
    readonly waits: number;
    readonly linkChanges: number;
  };
  readonly writes: readonly PlannedWrite[];
  readonly conflicts: readonly PlannedConflict[];
  readonly problems: readonly PlannedProblem[];
  readonly waits: readonly PlannedWait[];
  readonly linkChanges: readonly PlannedLinkChange[];
  readonly pauses: readonly PlannedPause[];
}

/** The document of what `planSync` found; pure. */
export function planDocument(sync: SyncRuntime, result: PlanResult, full: boolean): PlanDocument {
  const writes = result.planned.flatMap(plannedWrites);
  const conflicts = result.planned.flatMap(conflictsOf);
  const problems = result.dead.map(({ side, recordId, operation, code, message, hint }) => {
    return { side, recordId, operation, code, message, hint };
  });
  const waits = result.planned.flatMap(waitsOf);
  const linkChanges = result.planned.flatMap(linkChangeOf);
  const end = (side: Side) => {
    const { connection, objectName } = sync.sides[side];
    return { connection: connection.name, object: objectName };
  };
  return {
    schema: "integ.plan/1",
    sync: sync.name,
    full,
    isMappingChanged: result.isMappingChanged,
    madeUpdates: writes.filter((write) => isMade(sync, write)).length,
    left: end("left"),
    right: end("right"),
    summary: {
      creates: countOf(writes, "create"),
      updates: countOf(writes, "update"),
      deletes: countOf(writes, "delete"),
      conflicts: conflicts.length,
      parked: conflicts.filter(({ winner }) => winner === null).length,
      problems: problems.length,
      waits: waits.length,
      linkChanges: linkChanges.length,
    },
    writes,
    conflicts,
    problems,
    waits,
    linkChanges,
    pauses: result.pauses.map(pauseOf),
  };
}

function countOf(writes: readonly PlannedWrite[], operation: Operation): Readonly<Record<Side, number>> {
  const at = (side: Side): number =>
    writes.filter((write) => write.operation === operation && write.side === side).length;
  return { left: at("left"), right: at("right") };
}

function isMade({ mapping }: SyncRuntime, { side, operation, cause, fields }: PlannedWrite): boolean {
  if (operation !== "update" || cause === "delete") return false;
  return mapping.pairs.some(
    ({ ends }) => ends[otherSide(side)].isMade && Object.hasOwn(fields, ends[side].name),
  );
}

/** What a decision writes, as documents and plan files say it. */
export function plannedWrites(decided: Pick<PlannedEntity, "entity" | "decision">): readonly PlannedWrite[] {
  return decided.decision.writes.map((write) => writeOf(decided, write));
}

function writeOf(
  { entity, decision }: Pick<PlannedEntity, "entity" | "decision">,
  write: Write,
): PlannedWrite {
  const from = otherSide(write.side);
  const source = entity.states[from];
  const target = entity.states[write.side];
  const known = target.kind === "live" ? target.record.fields : {};
  const previous = Object.keys(write.fields).flatMap((name) => {
    const value = known[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const versionOn = (side: Side): string | null => {
    const state = entity.states[side];
    return state.kind === "live" ? state.record.version : null;
  };
  return {
    side: write.side,
    operation: write.operation,
    recordId: write.targetId,
    sourceId: source.kind === "live" ? source.record.id : idOn(decision.link, from),
    fields: write.fields,
    previous: Object.fromEntries(previous),
    cause: source.kind === "live" ? "change" : "delete",
    versions: { left: versionOn("left"), right: versionOn("right") },
    reasons: decision.reasons,
  };
}

function conflictsOf({ decision }: PlannedEntity): PlannedConflict[] {
  const { leftId, rightId } = decision.link;
  return decision.conflicts.map(({ field, base, left, right, winner, reason }) => {
    return { leftId, rightId, field, base: base ?? null, left, right, winner, reason };
  });
}

function waitsOf({ decision: { link, missing } }: PlannedEntity): PlannedWait[] {
  const { leftId, rightId } = link;
  return sides.flatMap((side): PlannedWait[] => {
    const held = missing.filter((one) => one.to === side);
    if (held.length === 0) return [];
    const named = held.map(({ reference, id }) => ({ sync: reference.sync, id }));
    return [{ side, leftId, rightId, for: named, holds: held.some((one) => one.holds) }];
  });
}

function linkChangeOf(planned: PlannedEntity): PlannedLinkChange[] {
  if (!changesLink(planned)) return [];
  const { leftId, rightId, state: to } = planned.decision.link;
  return [{ leftId, rightId, from: planned.entity.link.state, to, reasons: planned.decision.reasons }];
}

/** Whether a pair leaves the sync or comes back. */
export function changesLink({ entity, decision }: Pick<PlannedEntity, "entity" | "decision">): boolean {
  const [from, to] = [entity.link.state, decision.link.state];
  return from !== to && (from !== "pending" || to === "tombstone");
}

/** Of what stands still, why the sync as a whole does, where applying a plan is no answer to it. */
export function unanswered<T extends Pick<Pause, "kind" | "code">>(pauses: readonly T[]): T | undefined {
  return pauses.find(
    ({ kind, code }) => kind === "sync" && code !== "E_SYNC_PAUSED" && code !== "E_FIRST_CREATES",
  );
}

const pauseOf = ({ kind, subject, code, message, who, at }: Pause): PlannedPause => {
  return { kind, subject, code, message, who, since: new Date(at).toISOString() };
};
