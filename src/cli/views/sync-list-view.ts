// The syncs for people: a line each, those that hang on another one under it, then what stands still and why.
import type { Standing } from "../../core/store/rows.ts";
import type { Flow, ListedSync, SyncsDocument } from "../engine/list-syncs.ts";
import type { StandingStill } from "../engine/pause-sync.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showDuration } from "../times.ts";
import { wrapLines } from "../wrap.ts";
import { nextStep, stillLine } from "./standstill-view.ts";
import { stack } from "./values.ts";

export const standingWords: Readonly<Record<Standing, string>> = {
  inSync: "in sync",
  new: "new",
  pending: "pending",
  conflict: "conflict",
  failed: "failed",
  paused: "paused",
  outside: "outside",
  deleted: "deleted",
};

/** More of them nobody reads; the command names the rest in its document. */
const mostShown = 10;

export function syncListText(page: Page, { syncs, daemon }: SyncsDocument): string {
  const table = renderTable(
    page,
    [
      { title: "SYNC", keep: true, cell: ({ name, parent }) => (parent === null ? name : `└ ${name}`) },
      { title: "STATE", keep: true, cell: ({ state }) => state },
      { title: "LINKS", wrap: true, cell: linksOf },
      { title: "WAITING", align: "right", cell: ({ waiting }) => number(waiting) },
      { title: "DEAD", align: "right", cell: ({ deadLetters }) => number(deadLetters) },
      { title: "CONFLICTS", align: "right", cell: ({ openConflicts }) => number(openConflicts) },
      {
        title: "→ IN 15 MIN",
        least: 16,
        spare: "flows",
        cell: ({ flows }) => showFlow(flows["left-to-right"]),
      },
      {
        title: "← IN 15 MIN",
        least: 16,
        spare: "flows",
        cell: ({ flows }) => showFlow(flows["right-to-left"]),
      },
    ],
    syncs,
  );
  const stopped = daemon ? "" : `No daemon is running.\n${page.paint("cyan", "→")} integ daemon`;
  const parents = new Map(syncs.map((sync) => [sync.name, sync]));
  return stack([table, ...syncs.map((sync) => remarks(page, sync, parents.get(sync.parent ?? ""))), stopped]);
}

const number = (value: number): string => value.toLocaleString("en-US");

function linksOf({ links }: ListedSync): string {
  const some = Object.entries(links).filter(([, count]) => count > 0);
  return (
    some.map(([name, count]) => `${number(count)} ${standingWords[name as Standing]}`).join(", ") || "none"
  );
}

/** `12 writes, 80 ms / 1.2 s`: lag as median and worst of a hundred. */
function showFlow({ writes, lagMs: { p50, p99 } }: Flow): string {
  const total = writes.creates + writes.updates + writes.deletes;
  if (total === 0) return "–";
  const lag = p50 === null || p99 === null ? "" : `, ${showDuration(p50)} / ${showDuration(p99)}`;
  return `${number(total)}${lag}`;
}

function remarks(page: Page, sync: ListedSync, parent: ListedSync | undefined): string {
  const { name, fault, deadLetters, openConflicts } = sync;
  const pauses = sync.pauses.filter((pause) => !isInherited(pause, parent));
  const arrow = page.paint("cyan", "→");
  const lines = fault === null ? [] : [wrapLines(`${name}: ${fault}`, page.width, 2)];
  for (const pause of pauses.slice(0, mostShown)) lines.push(stillLine(page, pause), nextStep(page, pause));
  if (pauses.length > mostShown) lines.push(`${name}: ${number(pauses.length - mostShown)} more are paused`);
  if (openConflicts > 0) lines.push(`${arrow} integ conflicts list --sync ${name}`);
  if (deadLetters > 0) lines.push(`${arrow} integ dlq list --sync ${name}`);
  return lines.join("\n");
}

/** Paused together with the sync it hangs on, and resumed with it. */
function isInherited(pause: StandingStill, parent: ListedSync | undefined): boolean {
  const above = parent?.pauses.find(({ kind }) => kind === "sync");
  return pause.kind === "sync" && above?.who === pause.who && above.message === pause.message;
}
