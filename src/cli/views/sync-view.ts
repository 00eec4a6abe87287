// What a run of syncs did, as a table: a line for each sync and direction.
import type { SyncDocument, SyncRun, Written } from "../engine/run-syncs.ts";
import { isSettled } from "../engine/unsettled.ts";
import type { Page } from "../output.ts";
import { plainText } from "../paint.ts";
import { type Column, renderTable } from "../table.ts";
import { showDuration } from "../times.ts";
import { unsettledLines } from "./unsettled-view.ts";
import { stack } from "./values.ts";

interface Line {
  readonly run: SyncRun | null;
  readonly name: string;
  readonly arrow: string;
  readonly written: Written;
}

/** Items that keep a run from being good. */
export function isUnfinished(run: SyncRun): boolean {
  return !isSettled(run) || run.fault !== null || run.paused !== null;
}

export function syncText(page: Page, { syncs }: SyncDocument): string {
  const lines = syncs.flatMap((run): Line[] => [
    { run, name: run.name, arrow: "left → right", written: run.writes["left-to-right"] },
    { run: null, name: "", arrow: "right → left", written: run.writes["right-to-left"] },
  ]);
  const ofRun = (cell: (run: SyncRun) => string) => (line: Line) => (line.run === null ? "" : cell(line.run));
  const table = renderTable(
    page,
    [
      { title: "SYNC", keep: true, cell: (line) => line.name },
      { title: "DIRECTION", cell: (line) => line.arrow },
      { title: "CREATED", align: "right", cell: (line) => count(line.written.creates) },
      { title: "UPDATED", align: "right", cell: (line) => count(line.written.updates) },
      ...(lines.some(({ written }) => written.deletes > 0) ? [deleted] : []),
      { title: "CONFLICTS", align: "right", cell: ofRun((run) => count(run.conflicts)) },
      { title: "DEAD", align: "right", cell: ofRun((run) => count(run.deadLetters)) },
      { title: "WAITING", align: "right", cell: ofRun((run) => count(run.waiting)) },
      { title: "TOOK", spare: "took", align: "right", cell: ofRun((run) => showDuration(run.durationMs)) },
    ],
    lines,
  );
  return stack([table, syncs.flatMap((run) => remarks(page, run)).join("\n")]);
}

const deleted: Column<Line> = {
  title: "DELETED",
  align: "right",
  cell: ({ written }) => count(written.deletes),
};

const count = (n: number): string => n.toLocaleString("en-US");

function remarks(page: Page, run: SyncRun): string[] {
  const arrow = page.paint("cyan", "→");
  const lines: string[] = [];
  if (run.paused !== null)
    lines.push(`${run.name}: paused ${plainText(run.paused)}`, `${arrow} integ sync list`);
  if (run.fault !== null) lines.push(`${run.name}: ${plainText(run.fault)}`);
  // What stands still is not tried again.
  const waiting = run.paused === null ? run.waiting : 0;
  return [...lines, ...unsettledLines(page, run.name, { ...run, waiting })];
}
