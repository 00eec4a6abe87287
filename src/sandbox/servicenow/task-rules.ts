// What the instance does of its own with tasks: numbers, derived priority, states that belong together, and the fields a
// record can't be resolved, closed or put on hold without (fact sheet section 5).
import { cell, type Instance } from "./instance.ts";
import type { TableType } from "./tables.ts";
import type { Values } from "./values.ts";
import type { Change } from "./write.ts";
import { stampOf } from "./zones.ts";

const STATE = { inProgress: "2", onHold: "3", resolved: "6", closed: "7", canceled: "8" } as const;
const AWAITING_CALLER = "1";
const TASK_CLOSED: ReadonlySet<string> = new Set(["3", "4", "7"]);

/** Impact and urgency → priority. */
const MATRIX: Readonly<Record<string, string>> = {
  "1,1": "1",
  "1,2": "2",
  "1,3": "3",
  "2,1": "2",
  "2,2": "3",
  "2,3": "4",
  "3,1": "3",
  "3,2": "4",
  "3,3": "5",
};

export function numberFields(instance: Instance, type: TableType): Readonly<Record<string, string>> {
  if (type.prefix === undefined) return {};
  const number = instance.nextNumber(type);
  return type.byName.has("task_effective_number") ? { number, task_effective_number: number } : { number };
}

/** `incident_state` is the older name of the same thing: whichever is sent counts. */
export function alignStates(values: Values): void {
  const older = values.get("incident_state");
  if (older !== undefined && !values.has("state")) values.set("state", older);
}

/** @returns labels of what is missing */
export function refuseChange(change: Change): readonly string[] {
  if (!change.type.lineage.includes("incident")) return [];
  const { settings } = change.context.instance;
  const state = next(change, "state");
  if (state === STATE.resolved || state === STATE.closed) {
    return settings.closeFields
      .filter((name) => next(change, name) === "")
      .map((name) => change.type.byName.get(name)?.label ?? name);
  }
  if (state !== STATE.onHold || state === held(change, "state")) return [];
  const reason = next(change, "hold_reason");
  if (reason === "") return ["On hold reason"];
  const isSilent = (change.values.get("comments") ?? "") === "";
  return settings.holdNeedsComment && reason === AWAITING_CALLER && isSilent ? ["Additional comments"] : [];
}

/** Adds what follows from the values of a change. */
export function settleChange(change: Change): void {
  const { type } = change;
  if (!type.lineage.includes("task")) return;
  if (change.row === null) openTask(change);
  const wanted = held(change, "assigned_to");
  if (wanted !== "" && next(change, "assigned_to") !== wanted) bump(change, "reassignment_count");
  if (type.lineage.includes("incident")) settleIncident(change);
  else if (next(change, "state") !== held(change, "state")) settleTaskState(change);
}

function openTask({ values, context }: Change): void {
  if ((values.get("opened_by") ?? "") === "") values.set("opened_by", context.actor.id);
  if ((values.get("opened_at") ?? "") === "") values.set("opened_at", stampOf(context.nowMs));
}

function settleTaskState(change: Change): void {
  const isClosed = TASK_CLOSED.has(next(change, "state"));
  change.values.set("active", String(!isClosed));
  if (isClosed) signOff(change, "closed");
}

function settleIncident(change: Change): void {
  const { values } = change;
  const state = next(change, "state");
  values.set("priority", MATRIX[`${next(change, "impact")},${next(change, "urgency")}`] ?? "5");
  if (isCallerReply(change)) {
    setState(change, STATE.inProgress);
    return;
  }
  if (state !== held(change, "state")) setState(change, state);
  else values.set("incident_state", state);
}

/** The caller's comment on a record that waits for it; what else the update says of the state is overruled. */
function isCallerReply({ context, row, values }: Change): boolean {
  if (row === null || !context.instance.settings.callerReplyReopens) return false;
  const isWaiting = cell(row, "state") === STATE.onHold && !values.has("state");
  return isWaiting && (values.get("comments") ?? "") !== "" && cell(row, "caller_id") === context.actor.id;
}

function setState(change: Change, state: string): void {
  const { values } = change;
  const before = held(change, "state");
  values.set("state", state);
  values.set("incident_state", state);
  values.set("active", String(state !== STATE.closed && state !== STATE.canceled));
  if (state !== STATE.onHold) values.set("hold_reason", "");
  if (state === STATE.resolved) signOff(change, "resolved");
  if (state === STATE.closed || state === STATE.canceled) signOff(change, "closed");
  if (before === STATE.resolved && Number(state) < Number(STATE.resolved)) reopen(change);
}

function signOff({ values, context }: Change, what: "resolved" | "closed"): void {
  if ((values.get(`${what}_by`) ?? "") === "") values.set(`${what}_by`, context.actor.id);
  if ((values.get(`${what}_at`) ?? "") === "") values.set(`${what}_at`, stampOf(context.nowMs));
}

function reopen(change: Change): void {
  const { values, context } = change;
  bump(change, "reopen_count");
  values.set("reopened_by", context.actor.id);
  values.set("reopened_time", stampOf(context.nowMs));
  values.set("resolved_by", "");
  values.set("resolved_at", "");
}

function bump(change: Change, column: string): void {
  change.values.set(column, String(Number(held(change, column)) + 1));
}

function held({ row }: Change, column: string): string {
  return row === null ? "" : cell(row, column);
}

function next(change: Change, column: string): string {
  return change.values.get(column) ?? held(change, column);
}
