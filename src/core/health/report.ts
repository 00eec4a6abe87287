// Gathers what health is told from: the store always, the running daemon where there is one.
import type { Config } from "../config/types.ts";
import type { HttpStatus } from "../http/line.ts";
import { conflictStates } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import { assessConnection } from "./assess-connection.ts";
import { assessSync, type FeedPace, type SyncFacts, worst } from "./assess-sync.ts";
import type { ConnectionHealth, HealthCheck, HealthReport, SyncHealth } from "./types.ts";

/** What only the running daemon knows. */
export interface LiveFacts {
  readonly pid: number;
  readonly startedAt: number;
  readonly refusedReload: () => RefusedReload | null;
  readonly pacesOf: (sync: string) => readonly FeedPace[];
  readonly faultOf: (sync: string) => SyncFacts["fault"];
  readonly httpOf: (connection: string) => HttpStatus | undefined;
}

export interface ReportInput {
  readonly config: Config;
  readonly store: Store;
  readonly now: number;
  readonly version: string;
  readonly live: LiveFacts | null;
}

/** Why the configuration on disk is not the one that runs; `since` in milliseconds since the Unix epoch. */
interface RefusedReload {
  readonly since: number;
  readonly code: string;
  readonly message: string;
}

const lagWindowMs = 15 * 60_000;

/** @returns the report; the times in it are RFC 3339 UTC, the durations milliseconds. */
export async function reportHealth(input: ReportInput): Promise<HealthReport> {
  const { config, live, now } = input;
  const refused = live?.refusedReload() ?? null;
  const syncs: Record<string, SyncHealth> = {};
  const checks: Record<string, readonly HealthCheck[]> = { "daemon:running": [daemonCheck(live)] };
  if (refused) checks["daemon:configuration"] = [refusedCheck(refused)];
  for (const name of config.syncs.keys()) {
    const assessed = assessSync(await factsOf(input, name));
    syncs[name] = assessed.health;
    checks[`sync:${name}`] = assessed.checks;
  }
  const connections: Record<string, ConnectionHealth> = {};
  for (const name of config.connections.keys()) {
    const http = live?.httpOf(name);
    if (!http) continue;
    connections[name] = connectionHealth(http);
    checks[`connection:${name}`] = assessConnection(name, http, now, config.monitoring);
  }
  return {
    schema: "integ.health/1",
    status: worst(Object.values(checks).flat()),
    version: input.version,
    at: new Date(now).toISOString(),
    daemon: {
      running: live !== null,
      pid: live?.pid ?? null,
      startedAt: live ? isoOf(live.startedAt) : null,
      refusedReload: refused && { ...refused, since: isoOf(refused.since) },
    },
    checks,
    syncs,
    connections,
  };
}

async function factsOf({ config, store, now, live }: ReportInput, name: string): Promise<SyncFacts> {
  const [
    cursors,
    inbox,
    waitingRecords,
    counts,
    letters,
    conflicts,
    openConflicts,
    pauses,
    timings,
    nextDueAt,
    lastSettledAt,
  ] = await Promise.all([
    store.cursors(name),
    store.inboxCounts(name),
    store.waitingRecords(name),
    store.linkCounts(name),
    store.deadLetters(["open", "replaying"], name),
    store.conflictCount(name, conflictStates),
    store.conflictCount(name, ["open"]),
    store.pauses(name),
    store.timings(name, now - lagWindowMs),
    store.nextDueAt(name),
    store.lastSettledAt(name),
  ]);
  const pausedLinks = await store.linksById(
    pauses.flatMap(({ kind, subject }) => (kind === "link" ? [subject] : [])),
  );
  const links = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const paces = live ? live.pacesOf(name) : null;
  const fault = live ? live.faultOf(name) : null;
  return {
    name,
    now,
    cursors,
    inbox,
    waitingRecords,
    links,
    deadLetters: letters.length,
    conflicts,
    openConflicts,
    pauses,
    pausedLinks,
    timings,
    nextDueAt,
    lastSettledAt,
    paces,
    fault,
    ...(config.monitoring === undefined ? {} : { thresholds: config.monitoring }),
  };
}

function daemonCheck(live: LiveFacts | null): HealthCheck {
  const base = { componentId: "daemon", componentType: "daemon" as const };
  if (live) return { ...base, status: "pass", observedValue: live.pid };
  return {
    ...base,
    status: "fail",
    output: "The daemon is not running: nothing is synced. Start it with `integ daemon`",
  };
}

function refusedCheck({ since, code, message }: RefusedReload): HealthCheck {
  const output = `The configuration on disk is not the one that runs: reloads have been refused since ${isoOf(since)}. ${message} (${code}). Mend it and run \`integ daemon reload\``;
  return { componentId: "daemon", componentType: "daemon", status: "warn", output };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

function connectionHealth({ breaker, calls, clockOffsetMs, buckets }: HttpStatus): ConnectionHealth {
  return { breaker: breaker.state, calls, clockOffsetMs, limits: buckets };
}
