// A plan as text: one line for each create, a field a line for each update, then conflicts and problems.

import type { ErrorCode } from "../../core/contract/error-codes.ts";
import type { Link } from "../../core/store/rows.ts";
import type {
  PlanDocument,
  PlannedConflict,
  PlannedProblem,
  PlannedWrite,
} from "../../core/sync/plan/plan-document.ts";
import { isSettled, type Unsettled } from "../engine/unsettled.ts";
import type { Page } from "../output.ts";
import { showCount } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { mappingNote, nextSteps } from "./plan-hints.ts";
import { unsettledLines } from "./unsettled-view.ts";
import { shorten, showValue, stack } from "./values.ts";

const indent = "    ";
/** More than this nobody reads; the summary counts them all. */
const mostShown = 100;
const nothing: Unsettled = { deadLetters: 0, parked: 0, waiting: 0 };

/**
 * `file`: where it was written to; undefined: nowhere. `paused`: the records that stand still, by link. `held`: why the
 * sync itself stands still already. `unsettled`: what waits already, whatever the plan writes.
 */
export function planText(
  page: Page,
  plan: PlanDocument,
  file?: string,
  paused: ReadonlyMap<string, Link> = new Map(),
  held: readonly ErrorCode[] = [],
  unsettled: Unsettled = nothing,
): string {
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
    standstillText(page, plan, paused),
    summaryLine(page, plan, unsettled),
    unsettledLines(page, plan.sync, unsettled).join("\n"),
    plan.isMappingChanged ? wrapHanging(mappingNote(plan), page.width, 0) : "",
    file === undefined ? "" : nextSteps(page, plan, file, held),
  ]);
}

function writeLines(page: Page, plan: PlanDocument, write: PlannedWrite): string {
  if (write.operation === "create") return createLine(page, plan, write);
  return write.operation === "delete" ? deleteLines(page, plan, write) : updateLines(page, plan, write);
}

function deleteLines({ width, paint }: Page, plan: PlanDocument, write: PlannedWrite): string {
  const { side, recordId, sourceId, reasons } = write;
  const head = `delete ${plan[side].connection} ${plan[side].object} ${recordId}, the copy of ${sourceId ?? "?"}`;
  return `${paint("red", "-")} ${head}\n${whyLine({ width, paint }, reasons)}`;
}

const whyLine = ({ width, paint }: Pick<Page, "width" | "paint">, reasons: readonly string[]): string =>
  paint("dim", `${indent}${wrapHanging(reasons.join("; "), width, indent.length)}`);

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
  const { side, recordId, sourceId, fields, previous, cause, reasons } = write;
  const names = Object.keys(fields);
  const nameWidth = Math.min(24, Math.max(...names.map((name) => name.length)));
  const valueWidth = Math.max(10, Math.floor((width - indent.length - nameWidth - 6) / 2));
  const lines = names.map((name) => {
    const [before, after] = [previous[name], fields[name]].map((value) => showValue(value, valueWidth));
    return `${indent}${name.padEnd(nameWidth)}  ${before} → ${after}`;
  });
  const record = `${plan[side].connection} ${plan[side].object} ${recordId}`;
  const head =
    cause === "delete"
      ? `archive ${record}, the copy of ${sourceId ?? "?"}`
      : `update ${record} from ${sourceId ?? "?"}`;
  return [`${paint("yellow", "~")} ${head}`, ...lines, whyLine({ width, paint }, reasons)].join("\n");
}

function conflictLines({ width, paint }: Page, conflict: PlannedConflict): string {
  const { leftId, rightId, field, left, right, winner, reason } = conflict;
  const valueWidth = Math.max(10, Math.floor((width - 24) / 2));
  const values = `left ${showValue(left, valueWidth)}, right ${showValue(right, valueWidth)}`;
  const ending = winner === null ? `waits for a person: ${reason}` : `the ${winner} wins: ${reason}`;
  const lines = [`conflict ${leftId} ↔ ${rightId}, ${field}`, `${indent}${values}`];
  return `${paint("yellow", "!")} ${lines.join("\n")}\n${indent}${wrapHanging(ending, width, indent.length)}`;
}

function problemLines({ width, paint }: Page, plan: PlanDocument, problem: PlannedProblem): string {
  const { side, recordId, operation, code, message, hint } = problem;
  const head = `problem ${plan[side].connection} ${plan[side].object} ${recordId}, ${operation}: ${code}`;
  const cause = wrapHanging(message, width, indent.length);
  const next = `${paint("cyan", "→")} ${wrapHanging(hint, width, indent.length + 2)}`;
  return `${paint("red", "✗")} ${head}\n${indent}${cause}\n${indent}${next}`;
}

/** What waits for other records, leaves the sync or comes back, and what stands still until a person says so. */
function standstillText(page: Page, plan: PlanDocument, paused: ReadonlyMap<string, Link>): string {
  const { width, paint } = page;
  const line = (mark: string, text: string): string => `${mark} ${wrapHanging(text, width, 2)}`;
  const waits = plan.waits.map(({ side, leftId, rightId, for: others, holds }) => {
    const names = others.map(({ sync, id }) => `${id} of ${sync}`).join(", ");
    const what = holds ? "" : ", only the reference";
    return line(
      paint("dim", "…"),
      `wait ${leftId ?? "–"} ↔ ${rightId ?? "–"} for ${names} on the ${side}${what}`,
    );
  });
  const changes = plan.linkChanges.map(({ leftId, rightId, from, to, reasons }) =>
    line(paint("dim", "·"), `${leftId ?? "–"} ↔ ${rightId ?? "–"}: ${from} → ${to}; ${reasons.join("; ")}`),
  );
  const pauses = plan.pauses.map(({ kind, subject, code, message, who }) => {
    const link = paused.get(subject);
    const record = link ? `record ${link.leftId ?? "–"} ↔ ${link.rightId ?? "–"}` : `record ${subject}`;
    const what = kind === "sync" ? "the sync" : kind === "link" ? record : `${kind} ${subject}`;
    return line(paint("yellow", "‖"), `paused: ${what} by ${who}, ${message} (${code})`);
  });
  return [cut(page, waits), cut(page, changes), cut(page, pauses)].filter((text) => text !== "").join("\n");
}

function cut({ paint }: Page, lines: readonly string[]): string {
  const rest = lines.length - mostShown;
  const more =
    rest > 0 ? [paint("dim", `… and ${rest.toLocaleString("en-US")} more; --json lists them all`)] : [];
  return [...lines.slice(0, mostShown), ...more].join("\n");
}

function summaryLine(page: Page, plan: PlanDocument, unsettled: Unsettled): string {
  const { summary, writes, left, right, pauses } = plan;
  const { creates, updates, deletes, conflicts, parked, problems, waits } = summary;
  if (writes.length + conflicts + problems + waits === 0)
    return isSettled(unsettled)
      ? "In step: a sync would write nothing."
      : "Not in step, yet a sync would write nothing:";
  const made = [
    ...writeCounts([creates.left, updates.left, deletes.left], left.connection),
    ...writeCounts([creates.right, updates.right, deletes.right], right.connection),
  ];
  const parts = [
    made.length === 0 ? "Would write nothing" : `Would make ${made.join(", ")}`,
    ...(conflicts > 0 ? [showCount(conflicts, "conflict")] : []),
    ...(parked > 0 ? [`${parked} of them left to a person`] : []),
    ...(problems > 0 ? [`${showCount(problems, "problem")} left to a person`] : []),
    ...(waits > 0 ? [`${showCount(waits, "record")} waiting for others`] : []),
  ];
  const isPaused = pauses.some(({ kind }) => kind === "sync");
  const end = isPaused
    ? "Nothing was written, nor will a run write while the sync is paused."
    : "Nothing was written.";
  return wrapHanging(`${parts.join("; ")}. ${end}`, page.width, 0);
}

function writeCounts([creates = 0, updates = 0, deletes = 0]: readonly number[], at: string): string[] {
  const parts = [
    ...(creates > 0 ? [showCount(creates, "create")] : []),
    ...(updates > 0 ? [showCount(updates, "update")] : []),
    ...(deletes > 0 ? [showCount(deletes, "delete")] : []),
  ];
  return parts.length === 0 ? [] : [`${parts.join(" and ")} at ${at}`];
}
