// The daemon's life for people.
import type {
  DaemonReloadDocument,
  DaemonStatusDocument,
  DaemonStopDocument,
} from "../daemon/daemon-documents.ts";
import type { Page } from "../output.ts";
import { showRelative } from "../times.ts";
import { wrapLines } from "../wrap.ts";

const ago = (at: string, { nowMs }: Page): string => showRelative(Date.parse(at), nowMs);

export function daemonStatusText(page: Page, status: DaemonStatusDocument): string {
  const { generation, startedAt, refusedReload: refused } = status;
  if (!generation || startedAt === null) return "No daemon runs. Start it with `integ daemon`.";
  return [
    `The daemon ${status.stopping ? "is stopping" : "runs"}: process ${status.pid}, integ ${status.version}`,
    `Started     ${ago(startedAt, page)}`,
    `Generation  ${generation.number}, since ${ago(generation.since, page)}`,
    `Control     ${status.socket} (${status.protocol})`,
    ...(refused ? [refusedText(page, refused)] : []),
  ].join("\n");
}

function refusedText(page: Page, refused: NonNullable<DaemonStatusDocument["refusedReload"]>): string {
  const text = `reloads since ${ago(refused.since, page)}: ${refused.message} (${refused.code})`;
  const advice = `${page.paint("cyan", "→")} mend it, then: integ daemon reload`;
  return `${page.paint("yellow", "Refused")}     ${wrapLines(text, page.width, 12)}\n            ${advice}`;
}

export function daemonReloadText({ paint }: Page, document: DaemonReloadDocument): string {
  const { outcome, before, after, restarted, server } = document;
  if (!before || !after) return "No daemon runs: the next start reads the configuration as it is.";
  if (outcome === "already_current")
    return `Generation ${after.number} is current already: the configuration says nothing new.`;
  const changes = [
    ...document.connections.map(({ name, kind }) => `connection ${name} ${kind}`),
    ...document.syncs.map(({ name, kind }) => `sync ${name} ${kind}`),
    ...(server === "moved" ? ["the port has moved"] : []),
  ];
  return [
    `${paint("green", "✓")} Generation ${after.number} runs, after generation ${before.number}.`,
    ...changes.map((change) => `  ${change}`),
    ...(restarted.length > 0 ? [`  Begun anew: ${restarted.join(", ")}`] : []),
  ].join("\n");
}

export function daemonStopText({ outcome, pid, drained }: DaemonStopDocument): string {
  if (outcome === "already_stopped") return "No daemon runs.";
  if (drained) return `The daemon has ended (process ${pid}).`;
  return `The daemon was ended before what was under way had ended (process ${pid}). Nothing is lost: the next start finds out what became of it.`;
}
