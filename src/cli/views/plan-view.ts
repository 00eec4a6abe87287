// A plan as text: one line for each create, a field a line for each update, then conflicts and problems.
import type {
  PlanDocument,
  PlannedConflict,
  PlannedProblem,
  PlannedWrite,
} from "../../core/sync/plan-document.ts";
import type { Page } from "../output.ts";
import { showCount } from "../times.ts";
import { shorten, showValue, stack } from "./values.ts";

const indent = "    ";

export function planText(page: Page, plan: PlanDocument): string {
  const { left, right } = plan;
  const title = `${plan.sync}: ${left.connection} ${left.object} ↔ ${right.connection} ${right.object}`;
  const writes = plan.writes.map((write) => writeLines(page, plan, write)).join("\n");
  return stack([
    page.paint("bold", title),
    writes,
    plan.conflicts.map((conflict) => conflictLines(page, conflict)).join("\n"),
    plan.problems.map((problem) => problemLines(page, plan, problem)).join("\n"),
    summaryLine(plan),
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
  const values = Object.entries(fields).map(([name, value]) => `${name} ${showValue(value, 40)}`);
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
  const why = paint("dim", `${indent}${shorten(reasons.join("; "), width - indent.length)}`);
  return [`${paint("yellow", "~")} ${head}`, ...lines, why].join("\n");
}

function conflictLines({ width, paint }: Page, conflict: PlannedConflict): string {
  const { leftId, rightId, field, left, right, winner, reason } = conflict;
  const valueWidth = Math.max(10, Math.floor((width - 24) / 2));
  const values = `left ${showValue(left, valueWidth)}, right ${showValue(right, valueWidth)}`;
  const lines = [`conflict ${leftId} ↔ ${rightId}, ${field}`, `${indent}${values}`];
  return `${paint("yellow", "!")} ${lines.join("\n")}\n${indent}the ${winner} wins: ${reason}`;
}

function problemLines({ paint }: Page, plan: PlanDocument, problem: PlannedProblem): string {
  const { side, recordId, operation, code, message, hint } = problem;
  const head = `problem ${plan[side].connection} ${plan[side].object} ${recordId}, ${operation}: ${code}`;
  return `${paint("red", "✗")} ${head}\n${indent}${shorten(message, 400)}\n${indent}${paint("cyan", "→")} ${shorten(hint, 400)}`;
}

function summaryLine({ summary, writes, left, right }: PlanDocument): string {
  const { creates, updates, conflicts, problems } = summary;
  if (writes.length + conflicts + problems === 0) return "In step: a sync would write nothing.";
  const ends = [
    { creates: creates.left, updates: updates.left, name: left.connection },
    { creates: creates.right, updates: updates.right, name: right.connection },
  ];
  const parts = ends.map(
    (end) => `${showCount(end.creates, "create")} and ${showCount(end.updates, "update")} at ${end.name}`,
  );
  return `Would make ${parts.join(", ")}; ${showCount(conflicts, "conflict")}, ${showCount(problems, "problem")}. Nothing was written.`;
}
