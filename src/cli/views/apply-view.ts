// What became of a plan that was applied: a count of each outcome, and a line for each write that was not made.
import type { AppliedWrite } from "../../core/sync/plan/apply-plan.ts";
import type { ApplyDocument } from "../engine/apply-plan.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { stack } from "./values.ts";

/** More than this nobody reads; the count says the rest. */
const mostShown = 20;

export function applyText(page: Page, document: ApplyDocument): string {
  const { sync, writes, fault } = document;
  const undone = writes.filter(({ outcome }) => outcome !== "written");
  const table = undone.length === 0 ? "" : undoneTable(page, undone.slice(0, mostShown));
  const stopped =
    fault === null ? "" : `${page.paint("red", "Stopped early")}: ${wrapHanging(fault, page.width, 15)}`;
  return stack([
    table + moreLine(page, undone.length),
    stopped,
    summaryLine(page, document),
    nextLine(page, sync, document),
  ]);
}

function undoneTable(page: Page, undone: readonly AppliedWrite[]): string {
  return renderTable(
    page,
    [
      { title: "WRITE", keep: true, cell: (write) => nameOf(write) },
      { title: "OUTCOME", keep: true, cell: ({ outcome }) => outcome },
      { title: "WHY", wrap: true, cell: ({ why }) => why ?? "" },
    ],
    undone,
  );
}

function moreLine({ paint }: Page, count: number): string {
  return count <= mostShown
    ? ""
    : `\n${paint("dim", `… and ${(count - mostShown).toLocaleString("en-US")} more`)}`;
}

function nameOf({ side, operation, recordId, sourceId }: AppliedWrite): string {
  return recordId === null
    ? `${operation} ${side} for ${sourceId ?? "?"}`
    : `${operation} ${side} ${recordId}`;
}

function summaryLine(page: Page, { sync, summary }: ApplyDocument): string {
  const { written, moved, failed, waiting, left } = summary;
  const parts = [
    `${sync}: ${showCount(written, "write")} made as planned`,
    ...(moved > 0 ? [`${moved} moved meanwhile and left as they are`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(waiting > 0 ? [`${waiting} waiting for a later run`] : []),
    ...(left > 0 ? [`${showCount(left, "record")} with other changes left for the next run`] : []),
  ];
  return wrapHanging(`${parts.join(", ")}.`, page.width, 0);
}

function nextLine({ paint }: Page, sync: string, { summary }: ApplyDocument): string {
  const arrow = paint("cyan", "→");
  if (summary.failed > 0) return `${arrow} integ dlq list --sync ${sync}`;
  return summary.moved + summary.waiting > 0 ? `${arrow} integ sync plan ${sync}` : "";
}
