// A plan as text: one line for each create, a field a line for each update, then conflicts and problems.
import type {
  PlanDocument,
  PlannedConflict,
  PlannedProblem,
  PlannedWrite,
} from "../../core/sync/plan-document.ts";
import type { Page } from "../output.ts";
import { showCount } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { shorten, showValue, stack } from "./values.ts";

const indent = "    ";
/** More than this nobody reads; the summary counts them all. */
const mostShown = 100;

export function planText(page: Page, plan: PlanDocument): string {
  const { left, right } = plan;
  const title = `${plan.sync}: ${left.connection} ${left.object} ↔ ${right.connection} ${right.object}`;
  const shown = plan.writes.slice(0, mostShown).map((write) => writeLines(page, plan, write));
  const rest = plan.writes.length - shown.length;
  if (rest > 0)
    shown.push(page.paint("dim", `… and ${showCount(rest, "more write")}; --json lists them all`));
  const writes = shown.join("\n");
  return stack([
    page.paint("bold", title),
    writes,
    plan.conflicts.map((conflict) => conflictLines(page, conflict)).join("\n"),
    plan.problems.map((problem) => problemLines(page, plan, problem)).join("\n"),
    summaryLine(page, plan),
  ]);
}

function writeLines(page: Page, plan: PlanDocument, write: PlannedWrite): string {
  return write.operation === "create" ? createLine(page, plan, write) : updateLines(page, plan, write);
}

function createLine(
  { width, paint }: Page,
  plan: PlanDocument,
  { side, sourceId, fields }: PlannedWrite,
): string {
  const head = `create ${plan[side].connection} ${plan[side].object} from ${sourceId ?? "?"}`;
  const entries = Object.entries(fields);
  // Every field gets its share of the line, so that none hides the others.
  const share = Math.floor((width - indent.length) / Math.max(1, entries.length));
  const values = entries.map(
    ([name, value]) => `${name} ${showValue(value, Math.max(12, share - name.length - 3))}`,
  );
  return `${paint("green", "+")} ${head}\n${indent}${shorten(values.join(", "), width - indent.length)}`;
}

function updateLines({ width, paint }: Page, plan: PlanDocument, write: PlannedWrite): string {
  const { side, recordId, sourceId, fields, previous, reasons } = write;
  const names = Object.keys(fields);
  const nameWidth = Math.min(24, Math.max(...names.map((name) => name.length)));
  const valueWidth = Math.max(10, Math.floor((width - indent.length - nameWidth - 6) / 2));
  const lines = names.map((name) => {
    const [before, after] = [previous[name], fields[name]].map((value) => showValue(value, valueWidth));
    return `${indent}${name.padEnd(nameWidth)}  ${before} → ${after}`;
  });
  const head = `update ${plan[side].connection} ${plan[side].object} ${recordId} from ${sourceId ?? "?"}`;
  const why = paint("dim", `${indent}${wrapHanging(reasons.join("; "), width, indent.length)}`);
  return [`${paint("yellow", "~")} ${head}`, ...lines, why].join("\n");
}

function conflictLines({ width, paint }: Page, conflict: PlannedConflict): string {
  const { leftId, rightId, field, left, right, winner, reason } = conflict;
  const valueWidth = Math.max(10, Math.floor((width - 24) / 2));
  const values = `left ${showValue(left, valueWidth)}, right ${showValue(right, valueWidth)}`;
  const lines = [`conflict ${leftId} ↔ ${rightId}, ${field}`, `${indent}${values}`];
  return `${paint("yellow", "!")} ${lines.join("\n")}\n${indent}${wrapHanging(`the ${winner} wins: ${reason}`, width, indent.length)}`;
}

function problemLines({ width, paint }: Page, plan: PlanDocument, problem: PlannedProblem): string {
  const { side, recordId, operation, code, message, hint } = problem;
  const head = `problem ${plan[side].connection} ${plan[side].object} ${recordId}, ${operation}: ${code}`;
  const cause = wrapHanging(message, width, indent.length);
  const next = `${paint("cyan", "→")} ${wrapHanging(hint, width, indent.length + 2)}`;
  return `${paint("red", "✗")} ${head}\n${indent}${cause}\n${indent}${next}`;
}

function summaryLine(page: Page, { summary, writes, left, right }: PlanDocument): string {
  const { creates, updates, conflicts, problems } = summary;
  if (writes.length + conflicts + problems === 0) return "In step: a sync would write nothing.";
  const made = [
    ...writeCounts(creates.left, updates.left, left.connection),
    ...writeCounts(creates.right, updates.right, right.connection),
  ];
  const parts = [
    made.length === 0 ? "Would write nothing" : `Would make ${made.join(", ")}`,
    ...(conflicts > 0 ? [showCount(conflicts, "conflict")] : []),
    ...(problems > 0 ? [`${showCount(problems, "problem")} left to a person`] : []),
  ];
  return wrapHanging(`${parts.join("; ")}. Nothing was written.`, page.width, 0);
}

function writeCounts(creates: number, updates: number, at: string): string[] {
  const parts = [
    ...(creates > 0 ? [showCount(creates, "create")] : []),
    ...(updates > 0 ? [showCount(updates, "update")] : []),
  ];
  return parts.length === 0 ? [] : [`${parts.join(" and ")} at ${at}`];
}
