// A dry run's result as a document: every write with its old and new values, conflicts, and what needs a person.
import type { ErrorCode } from "../contract/error-codes.ts";
import type { FieldValues, Value } from "../contract/records.ts";
import { otherSide, type Side } from "../store/rows.ts";
import type { PlannedEntity } from "./plan-ops.ts";
import type { PlanResult } from "./run.ts";
import type { SyncRuntime, Write } from "./types.ts";

export interface PlannedWrite {
  /** The side written to. */
  readonly side: Side;
  readonly operation: "create" | "update";
  /** Record written to; null for a create. */
  readonly recordId: string | null;
  /** Record of the other side whose values go over. */
  readonly sourceId: string | null;
  /** Field → value as it would be sent. */
  readonly fields: FieldValues;
  /** Field → value there now; empty for a create. */
  readonly previous: FieldValues;
  readonly reasons: readonly string[];
}

export interface PlannedConflict {
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly field: string;
  readonly base: Value;
  readonly left: Value;
  readonly right: Value;
  readonly winner: Side;
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

export interface PlanDocument {
  readonly schema: "integ.plan/1";
  readonly sync: string;
  readonly full: boolean;
  readonly left: { readonly connection: string; readonly object: string };
  readonly right: { readonly connection: string; readonly object: string };
  /** Writes by the side written to. */
  readonly summary: Readonly<Record<"creates" | "updates", Readonly<Record<Side, number>>>> & {
    readonly conflicts: number;
    readonly problems: number;
  };
  readonly writes: readonly PlannedWrite[];
  readonly conflicts: readonly PlannedConflict[];
  readonly problems: readonly PlannedProblem[];
}

/** The document of what `planSync` found; pure. */
export function planDocument(sync: SyncRuntime, result: PlanResult, full: boolean): PlanDocument {
  const writes = result.planned.flatMap((entity) =>
    entity.decision.writes.map((write) => writeOf(entity, write)),
  );
  const conflicts = result.planned.flatMap(conflictsOf);
  const problems = result.dead.map(({ side, recordId, operation, code, message, hint }) => {
    return { side, recordId, operation, code, message, hint };
  });
  const count = (operation: Write["operation"]) => ({
    left: writes.filter((write) => write.operation === operation && write.side === "left").length,
    right: writes.filter((write) => write.operation === operation && write.side === "right").length,
  });
  const end = (side: Side) => {
    const { connection, objectName } = sync.sides[side];
    return { connection: connection.name, object: objectName };
  };
  return {
    schema: "integ.plan/1",
    sync: sync.name,
    full,
    left: end("left"),
    right: end("right"),
    summary: {
      creates: count("create"),
      updates: count("update"),
      conflicts: conflicts.length,
      problems: problems.length,
    },
    writes,
    conflicts,
    problems,
  };
}

function writeOf({ entity, decision }: PlannedEntity, write: Write): PlannedWrite {
  const source = entity.states[otherSide(write.side)];
  const target = entity.states[write.side];
  const known = target.kind === "live" ? target.record.fields : {};
  const previous = Object.keys(write.fields).flatMap((name) => {
    const value = known[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    side: write.side,
    operation: write.operation,
    recordId: write.targetId,
    sourceId: source.kind === "live" ? source.record.id : null,
    fields: write.fields,
    previous: Object.fromEntries(previous),
    reasons: decision.reasons,
  };
}

function conflictsOf({ decision }: PlannedEntity): PlannedConflict[] {
  const { leftId, rightId } = decision.link;
  return decision.conflicts.map(({ field, base, left, right, winner, reason }) => {
    return { leftId, rightId, field, base: base ?? null, left, right, winner, reason };
  });
}
