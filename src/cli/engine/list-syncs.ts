// How each sync stands: running or not, its links by state, what waits, lag and throughput by direction.
import type { Config } from "../../core/config/types.ts";
import { reportHealth } from "../../core/health/report.ts";
import type { HealthReport, LagFigures, SyncHealth } from "../../core/health/types.ts";
import { otherSide, type Side, type Standing } from "../../core/store/rows.ts";
import type { WriteCount } from "../../core/store/store.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import { type StandingStill, stillDocument } from "./pause-sync.ts";
import type { Site } from "./site.ts";

const directions = ["left-to-right", "right-to-left"] as const;
type FlowName = (typeof directions)[number];

export interface Flow {
  /** Confirmed writes in the last 15 minutes. */
  readonly writes: { readonly creates: number; readonly updates: number; readonly deletes: number };
  readonly writesPerMinute: number;
  readonly lagMs: LagFigures;
  /** Dead letters of changes in this direction. */
  readonly deadLetters: number;
}

export interface ListedSync {
  readonly name: string;
  readonly parent: string | null;
  /** The places and the direction are empty where the configuration can't be read. */
  readonly left: { readonly connection: string; readonly object: string };
  readonly right: { readonly connection: string; readonly object: string };
  readonly direction: string;
  /** `stopped`: no daemon runs. `failing`: the daemon can't move it. */
  readonly state: "running" | "paused" | "failing" | "stopped";
  /** Why it does not move, where that is not a pause; null otherwise. */
  readonly fault: string | null;
  /** The sync itself first, then its fields and records. */
  readonly pauses: readonly StandingStill[];
  readonly links: Readonly<Record<Standing, number>>;
  /** Records with observed changes that are not carried out yet. */
  readonly waiting: number;
  readonly deadLetters: number;
  readonly openConflicts: number;
  readonly flows: Readonly<Record<FlowName, Flow>>;
}

/** What the configuration says of it. */
type NamedSync = Pick<ListedSync, "name" | "parent" | "left" | "right" | "direction">;

export interface SyncsDocument {
  readonly schema: "integ.syncs/1";
  readonly at: string;
  readonly daemon: boolean;
  readonly syncs: readonly ListedSync[];
}

const windowMs = 15 * 60_000;
const noLag: LagFigures = { count: 0, p50: null, p99: null };

/** @throws ConfigError when the configuration can't be read and no daemon runs. */
export async function listSyncs(site: Site, version: string): Promise<SyncsDocument> {
  const { config, ports, store, needConfig } = site;
  const now = ports.clock.now();
  const live = (await callDaemon(ports.stateDir, "GET", "/health")) as HealthReport | null;
  const report = live ?? (await reportHealth({ config: needConfig(), store, now, version, live: null }));
  const named = config === null ? Object.keys(report.syncs).map(byNameAlone) : ordered(config);
  const syncs = await Promise.all(named.map((sync) => describe(site, sync, report, live !== null)));
  return { schema: "integ.syncs/1", at: new Date(now).toISOString(), daemon: live !== null, syncs };
}

/** Comments and files under the sync they hang on. */
function ordered({ syncs }: Config): readonly NamedSync[] {
  const all = [...syncs.values()];
  const top = all.filter(({ parent }) => parent === null);
  return top.flatMap((sync) => [sync, ...all.filter(({ parent }) => parent === sync.name)]);
}

function byNameAlone(name: string): NamedSync {
  const [parent = "", child] = name.split(".");
  const nowhere = { connection: "", object: "" };
  return { name, parent: child === undefined ? null : parent, left: nowhere, right: nowhere, direction: "" };
}

async function describe(
  { store, ports }: Site,
  { name, parent, left, right, direction }: NamedSync,
  report: HealthReport,
  isLive: boolean,
): Promise<ListedSync> {
  const now = ports.clock.now();
  const [links, found, letters, openConflicts, waiting, counts] = await Promise.all([
    store.standings(name),
    store.pauses(name),
    store.deadLetters(["open", "replaying"], name),
    store.conflictCount(name, ["open"]),
    store.waitingRecords(name),
    store.writeCounts(name, now - windowMs),
  ]);
  const linked = await store.linksById(found.map(({ subject }) => subject));
  const pauses = found.toSorted(bySize).map((pause) => stillDocument(pause, linked.get(pause.subject)));
  const health = report.syncs[name];
  const fault = faultOf(report, name);
  const isPaused = pauses[0]?.kind === "sync";
  const flowTo = (to: Side) =>
    flowOf(to, counts, letters.filter(({ side }) => side === otherSide(to)).length, health);
  return {
    name,
    parent,
    left: { connection: left.connection, object: left.object },
    right: { connection: right.connection, object: right.object },
    direction,
    state: isPaused ? "paused" : !isLive ? "stopped" : fault === null ? "running" : "failing",
    fault: isPaused || !isLive ? null : fault,
    pauses,
    links,
    waiting,
    deadLetters: letters.length,
    openConflicts,
    flows: { "left-to-right": flowTo("right"), "right-to-left": flowTo("left") },
  };
}

const bySize = (a: { readonly kind: string }, b: { readonly kind: string }): number =>
  Number(b.kind === "sync") - Number(a.kind === "sync");

function faultOf({ checks }: HealthReport, name: string): string | null {
  return checks[`sync:${name}`]?.find(({ status }) => status === "fail")?.output ?? null;
}

function flowOf(
  to: Side,
  counts: readonly WriteCount[],
  deadLetters: number,
  health: SyncHealth | undefined,
): Flow {
  const of = (operation: WriteCount["operation"]): number =>
    counts.find((row) => row.side === to && row.operation === operation)?.count ?? 0;
  const writes = { creates: of("create"), updates: of("update"), deletes: of("delete") };
  const total = writes.creates + writes.updates + writes.deletes;
  const lagMs = health?.lagMs[to === "right" ? "left-to-right" : "right-to-left"] ?? noLag;
  return { writes, writesPerMinute: Math.round((total / (windowMs / 60_000)) * 10) / 10, lagMs, deadLetters };
}
