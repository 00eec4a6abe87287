// Health for people: the verdict, the figures of each sync, how fresh each feed is, what the limits leave.
import type {
  ConnectionHealth,
  FeedHealth,
  HealthReport,
  LagFigures,
  SyncHealth,
} from "../../core/health/types.ts";
import type { Page } from "../output.ts";
import { type Column, renderTable } from "../table.ts";
import { showDuration, showRelative } from "../times.ts";
import { wrapLines } from "../wrap.ts";
import { paintStatus, stack } from "./values.ts";

export function healthText(page: Page, report: HealthReport): string {
  return stack([
    headline(page, report),
    findings(page, report),
    syncTable(page, report),
    feedTable(page, report),
    connectionTable(page, report),
  ]);
}

function headline(page: Page, { status, version, daemon }: HealthReport): string {
  const since =
    daemon.startedAt === null ? "" : `, started ${showRelative(Date.parse(daemon.startedAt), page.nowMs)}`;
  const runs = daemon.running ? `daemon ${daemon.pid} is running${since}` : "no daemon answers";
  return `${paintStatus(page, status)}  integ ${version}, ${runs}`;
}

function findings(page: Page, { checks }: HealthReport): string {
  const bad = Object.values(checks)
    .flat()
    .filter((check) => check.status !== "pass");
  const text = bad.map(({ status, componentId, output = "" }) => {
    return `${paintStatus(page, status)}  ${wrapLines(`${componentId}: ${output}`, page.width, 6)}`;
  });
  return text.join("\n");
}

type Named<T> = readonly [name: string, facts: T];
const number = (value: number): string => value.toLocaleString("en-US");
const showLag = ({ p50, p99 }: LagFigures): string =>
  p50 === null || p99 === null ? "–" : `${showDuration(p50)} / ${showDuration(p99)}`;

function syncTable(page: Page, { syncs }: HealthReport): string {
  const columns: Column<Named<SyncHealth>>[] = [
    { title: "SYNC", keep: true, cell: ([name]) => name },
    {
      title: "STATUS",
      keep: true,
      cell: ([, sync]) => (isPaused(sync) ? `${sync.status}, paused` : sync.status),
    },
    { title: "LINKS", align: "right", cell: ([, sync]) => number(sync.links) },
    { title: "PENDING", align: "right", cell: ([, sync]) => number(sync.pending) },
    { title: "DEAD", spare: "dead", align: "right", cell: ([, sync]) => number(sync.deadLetters) },
    {
      title: "CONFLICTS",
      spare: "conflicts",
      align: "right",
      cell: ([, sync]) => number(sync.openConflicts),
    },
    {
      title: "→ p50/p99",
      keep: true,
      align: "right",
      cell: ([, sync]) => showLag(sync.lagMs["left-to-right"]),
    },
    {
      title: "← p50/p99",
      keep: true,
      align: "right",
      cell: ([, sync]) => showLag(sync.lagMs["right-to-left"]),
    },
  ];
  const rows = Object.entries(syncs);
  return rows.length === 0 ? "" : renderTable(page, columns, rows);
}

/** Whether it stands still as a whole. */
export const isPaused = ({ pauses }: Pick<SyncHealth, "pauses">): boolean =>
  pauses.some(({ kind }) => kind === "sync");

function feedTable(page: Page, { syncs }: HealthReport): string {
  const rows = Object.entries(syncs).flatMap(([name, { feeds }]) =>
    feeds.map((feed): Named<FeedHealth> => [name, feed]),
  );
  if (rows.length === 0) return "";
  return renderTable(
    page,
    [
      { title: "FEED", keep: true, cell: ([name, { side, feed }]) => `${name} ${side} ${feed}` },
      {
        title: "LAST POLL",
        cell: ([, { polledAt }]) =>
          polledAt === null ? "never" : showRelative(Date.parse(polledAt), page.nowMs),
      },
      {
        title: "PACE",
        cell: ([, { everyMs }]) => (everyMs === null ? "–" : `every ${showDuration(everyMs)}`),
      },
    ],
    rows,
  );
}

function connectionTable(page: Page, { connections }: HealthReport): string {
  const rows = Object.entries(connections);
  if (rows.length === 0) return "";
  const columns: Column<Named<ConnectionHealth>>[] = [
    { title: "CONNECTION", keep: true, cell: ([name]) => name },
    { title: "CALLS", cell: ([, { breaker }]) => (breaker === "closed" ? "flow" : `paused (${breaker})`) },
    { title: "COUNT", align: "right", cell: ([, { calls }]) => number(calls.count) },
    { title: "ERRORS", align: "right", cell: ([, { calls }]) => number(calls.errors) },
    {
      title: "p50/p99",
      align: "right",
      cell: ([, { calls }]) => showLag({ count: calls.count, p50: calls.p50Ms, p99: calls.p99Ms }),
    },
    {
      title: "LEFT OF THE LIMITS",
      wrap: true,
      cell: ([, { limits }]) => touched(limits).map(showLimit).join(", "),
    },
  ];
  return renderTable(page, columns, rows);
}

/** Limits that have been drawn on; the rest is whole. */
export const touched = <T extends { readonly capacity: number; readonly remaining: number }>(
  limits: readonly T[],
): readonly T[] => limits.filter((limit) => limit.remaining < limit.capacity);

export function showLimit(limit: {
  readonly endpointClass: string;
  readonly capacity: number;
  readonly remaining: number;
}): string {
  const share = limit.capacity > 0 ? Math.floor((limit.remaining / limit.capacity) * 100) : 0;
  return `${limit.endpointClass} ${share} % of ${number(limit.capacity)}`;
}
