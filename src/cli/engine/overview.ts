// What `integ status` tells: configuration, store and the running daemon in one document.
import type { Value } from "../../core/contract/records.ts";
import { reportHealth } from "../../core/health/report.ts";
import type { HealthReport, HealthStatus, LagFigures, SyncHealth } from "../../core/health/types.ts";
import type { HistoryRow } from "../../core/store/rows.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import { withoutRepeats } from "./record-history.ts";
import type { Site } from "./site.ts";

export interface SyncOverview {
  readonly name: string;
  /** The places and the direction are empty where the configuration can't be read. */
  readonly left: { readonly connection: string; readonly object: string };
  readonly right: { readonly connection: string; readonly object: string };
  readonly direction: string;
  readonly status: HealthStatus;
  readonly links: number;
  readonly pending: number;
  readonly deadLetters: number;
  /** Conflicts decided so far, by whomever. */
  readonly conflicts: number;
  /** Conflicts that wait for a person. */
  readonly openConflicts: number;
  readonly pauses: SyncHealth["pauses"];
  readonly lagMs: Readonly<Record<"left-to-right" | "right-to-left", LagFigures>>;
  /** From seeing a change to its confirmed write, of the last writes, oldest first. */
  readonly recentLagMs: readonly number[];
}

export interface ActivityEntry {
  readonly at: string;
  readonly sync: string;
  readonly kind: HistoryRow["kind"];
  readonly linkId: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  /** What it was about, where that is short: fields, an error code. */
  readonly about: string;
}

export interface StatusDocument {
  readonly schema: "integ.status/1";
  readonly status: HealthStatus;
  readonly at: string;
  readonly version: string;
  readonly daemon: HealthReport["daemon"];
  readonly configFile: string;
  readonly stateDir: string;
  readonly connections: readonly {
    readonly name: string;
    /** Empty where the configuration can't be read. */
    readonly connector: string;
    readonly breaker: string | null;
  }[];
  readonly syncs: readonly SyncOverview[];
  readonly activity: readonly ActivityEntry[];
}

const lagWindowMs = 15 * 60_000;
const mostLags = 40;
const mostActivity = 10;
/** Some of it tells nothing new. */
const mostRead = 50;

/** @throws ConfigError when the configuration can't be read and no daemon runs. */
export async function describeStatus(site: Site, version: string): Promise<StatusDocument> {
  const { config, ports, store, needConfig } = site;
  const now = ports.clock.now();
  const live = (await callDaemon(ports.stateDir, "GET", "/health")) as HealthReport | null;
  const health = live ?? (await reportHealth({ config: needConfig(), store, now, version, live: null }));
  const names = config === null ? Object.keys(health.syncs) : site.syncs;
  const connected = config === null ? Object.keys(health.connections) : [...config.connections.keys()];
  const connections = connected.map((name) => {
    const connector = config?.connections.get(name)?.connectorId ?? "";
    return { name, connector, breaker: health.connections[name]?.breaker ?? null };
  });
  return {
    schema: "integ.status/1",
    status: health.status,
    at: new Date(now).toISOString(),
    version,
    daemon: health.daemon,
    configFile: ports.configFile,
    stateDir: ports.stateDir,
    connections,
    syncs: await Promise.all(names.map((name) => describeSync(site, name, health))),
    activity: await describeActivity(site),
  };
}

async function describeSync(
  { config, store, ports }: Site,
  name: string,
  health: HealthReport,
): Promise<SyncOverview> {
  const sync = config?.syncs.get(name);
  const timings = await store.timings(name, ports.clock.now() - lagWindowMs);
  const recent = timings.slice(0, mostLags).map((timing) => timing.settledAt - timing.seenAt);
  const facts = health.syncs[name];
  const none: LagFigures = { count: 0, p50: null, p99: null };
  return {
    name,
    left: placeOf(sync?.left),
    right: placeOf(sync?.right),
    direction: sync?.direction ?? "",
    // A sync that the running daemon does not know was added to the file after it started.
    status: facts?.status ?? "warn",
    links: facts?.links ?? 0,
    pending: facts?.pending ?? 0,
    deadLetters: facts?.deadLetters ?? 0,
    conflicts: facts?.conflicts ?? 0,
    openConflicts: facts?.openConflicts ?? 0,
    pauses: facts?.pauses ?? [],
    lagMs: facts?.lagMs ?? { "left-to-right": none, "right-to-left": none },
    recentLagMs: recent.reverse(),
  };
}

function placeOf(side: Partial<SyncOverview["left"]> = {}): SyncOverview["left"] {
  const { connection = "", object = "" } = side;
  return { connection, object };
}

async function describeActivity({ store }: Site): Promise<ActivityEntry[]> {
  const recent = await store.recentHistory(mostRead);
  const rows = withoutRepeats(recent.toReversed()).toReversed().slice(0, mostActivity);
  const links = await store.linksById(rows.map((row) => row.linkId));
  return rows.map(({ at, sync, kind, linkId, data }) => {
    const link = links.get(linkId);
    const ids = { leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
    return { at: new Date(at).toISOString(), sync, kind, linkId, ...ids, about: aboutOf(data) };
  });
}

/** Names and codes only: what was in the fields is for `integ dlq show` and the record's history. */
function aboutOf(data: Value): string {
  const entries =
    typeof data === "object" && data !== null && !Array.isArray(data) ? Object.entries(data) : [];
  const facts = new Map<string, Value>(entries);
  const [code, field, fields] = [facts.get("code"), facts.get("field"), facts.get("writes")];
  if (typeof code === "string") return code;
  if (typeof field === "string") return field;
  return Array.isArray(fields) ? fields.map(aboutWrite).join("; ") : "";
}

function aboutWrite(write: Value): string {
  if (typeof write !== "object" || write === null || !("fields" in write)) return "";
  return `${String(write.operation)} ${String(write.side)}: ${Object.keys(Object(write.fields)).join(", ")}`;
}
