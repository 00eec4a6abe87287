// The overview for people: connections, syncs, what happened last.
import type { ActivityEntry, StatusDocument, SyncOverview } from "../engine/overview.ts";
import type { Page } from "../output.ts";
import { sparkline } from "../sparkline.ts";
import { renderTable } from "../table.ts";
import { showCount, showDuration, showRelative } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { paintStatus, shorten, stack } from "./values.ts";

export function statusText(page: Page, status: StatusDocument): string {
  return stack([
    headline(page, status),
    connections(page, status),
    ...status.syncs.map((sync) => syncBlock(page, sync)),
    activity(page, status),
  ]);
}

function headline(page: Page, { status, daemon, version, configFile, stateDir }: StatusDocument): string {
  const since =
    daemon.startedAt === null ? "" : `, started ${showRelative(Date.parse(daemon.startedAt), page.nowMs)}`;
  const runs = daemon.running
    ? `daemon ${daemon.pid} is running${since}`
    : "no daemon is running; start it with `integ daemon`";
  const places = page.paint("dim", `       config ${configFile}, state ${stateDir}`);
  return `${paintStatus(page, status)}  integ ${version}, ${runs}\n${places}`;
}

function connections(page: Page, { connections: rows }: StatusDocument): string {
  if (rows.length === 0) return "No connections yet.\n→ integ connect CONNECTOR";
  return renderTable(
    page,
    [
      { title: "CONNECTION", keep: true, cell: ({ name }) => name },
      { title: "CONNECTOR", cell: ({ connector }) => connector || "–" },
      {
        title: "CALLS",
        cell: ({ breaker }) =>
          breaker === null ? "–" : breaker === "closed" ? "flow" : `paused (${breaker})`,
      },
    ],
    rows,
  );
}

const arrows: Readonly<Record<string, string>> = { both: "↔", "left-to-right": "→", "right-to-left": "←" };

function syncBlock(page: Page, sync: SyncOverview): string {
  const { left, right, lagMs } = sync;
  const places =
    left.connection === ""
      ? ""
      : `${left.connection} ${left.object} ${arrows[sync.direction] ?? "↔"} ${right.connection} ${right.object}  `;
  const title = `${page.paint("bold", sync.name)}  ${places}${paintStatus(page, sync.status)}`;
  const frozen = sync.pauses.filter(({ kind }) => kind !== "sync").length;
  const figures = [
    `${showCount(sync.links, "link")}`,
    `${sync.pending} pending`,
    showCount(sync.deadLetters, "dead letter"),
    showCount(sync.openConflicts, "open conflict"),
    ...(frozen > 0 ? [`${frozen} paused`] : []),
  ].join(", ");
  const lag = (["left-to-right", "right-to-left"] as const).flatMap((direction) => {
    const { p50, p99 } = lagMs[direction];
    if (p50 === null || p99 === null) return [];
    return [`${arrows[direction]} ${showDuration(p50)} (p99 ${showDuration(p99)})`];
  });
  const drawn = sync.recentLagMs.length === 0 ? "" : lagLine(page, lag.join(", "), sync.recentLagMs);
  const still = sync.pauses
    .filter(({ kind }) => kind === "sync")
    .map(({ message, code }) => {
      return `  ${wrapHanging(`paused: ${message} (${code})`, page.width, 4)}`;
    });
  return [title, `  ${figures}`, drawn, ...still, ...adviceFor(page, sync)]
    .filter((line) => line !== "")
    .join("\n");
}

/** With as many of the last lags as the line has room for. */
function lagLine({ width }: Page, lag: string, recentMs: readonly number[]): string {
  const line = `  lag ${lag}`;
  const room = width - line.length - 2;
  return room < 1 ? line : `${line}  ${sparkline(recentMs.slice(-room))}`;
}

function adviceFor({ paint }: Page, { name, pauses, openConflicts, deadLetters }: SyncOverview): string[] {
  const commands = [
    ...(pauses.length > 0 ? ["integ sync list"] : []),
    ...(openConflicts > 0 ? [`integ conflicts list --sync ${name}`] : []),
    ...(deadLetters > 0 ? [`integ dlq list --sync ${name}`] : []),
  ];
  return commands.map((command) => `  ${paint("cyan", "→")} ${command}`);
}

function activity(page: Page, { activity: entries }: StatusDocument): string {
  if (entries.length === 0) return "";
  return `${page.paint("bold", "Last activity")}\n${entries.map((entry) => activityLine(page, entry)).join("\n")}`;
}

/** Columns below which what an entry is about is not worth showing beside its record. */
const leastAbout = 12;

function activityLine(
  { width, nowMs }: Page,
  { at, sync, kind, leftId, rightId, about }: ActivityEntry,
): string {
  const when = showRelative(Date.parse(at), nowMs).padEnd(10);
  const head = `  ${when} ${sync}  ${kind.padEnd(9)} `;
  const record = leftId === null && rightId === null ? "" : `${leftId ?? "–"} ↔ ${rightId ?? "–"}  `;
  // An id that is cut says nothing: where there is no room beside the rest, it gets a line of its own.
  const room = width - head.length;
  if (room >= record.length + leastAbout) return head + shorten(`${record}${about}`.trimEnd(), room);
  const below = [record, about]
    .filter((text) => text !== "")
    .map((text) => `\n    ${wrapHanging(text.trim(), width, 4)}`);
  return head.trimEnd() + below.join("");
}
