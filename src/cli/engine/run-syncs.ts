// Runs syncs once: by the daemon when one runs, else in this process.
import { ConfigInvalidError, joined } from "../../core/config/problems.ts";
import { isInRing, webOf } from "../../core/config/web.ts";
import { conflictStates, type Side } from "../../core/store/rows.ts";
import type { WriteCount } from "../../core/store/store.ts";
import { matchFirst } from "../../core/sync/match/first-match.ts";
import { runSync } from "../../core/sync/run.ts";
import type { EngineContext, SyncRuntime } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { Progress } from "../progress.ts";
import { showCount } from "../times.ts";
import { waitForDaemon } from "./daemon-wait.ts";
import { holdEngine } from "./hold-engine.ts";
import { type Unsettled, unsettledOf } from "./unsettled.ts";

export interface Written {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
}

export interface SyncRun extends Unsettled {
  readonly name: string;
  readonly durationMs: number;
  /** Writes confirmed while it ran. */
  readonly writes: Readonly<Record<"left-to-right" | "right-to-left", Written>>;
  /** Conflicts decided while it ran. */
  readonly conflicts: number;
  /** Why the sync stands still; null when it does not. */
  readonly paused: string | null;
  /** Why the daemon could not go on; null when it could. */
  readonly fault: string | null;
}

export interface SyncDocument {
  readonly schema: "integ.sync/1";
  readonly full: boolean;
  readonly by: "daemon" | "command";
  readonly syncs: readonly SyncRun[];
}

/** Reading both sides whole takes as long as the vendors need. */
const observeTimeoutMs = 30 * 60_000;

export async function runSyncs(
  app: App,
  progress: Progress,
  names: readonly string[],
  full: boolean,
): Promise<SyncDocument> {
  const byDaemon = (await callDaemon(app.ports.stateDir, "GET", "/health")) !== null;
  const engine = byDaemon ? null : await holdEngine(app, progress);
  if (engine) progress.phase("Checking the mapping");
  const prepared = engine ? await prepareAll(app, names) : new Map<string, Prepared>();
  if (engine) await matchRings(engine, [...prepared.values()]);
  const syncs: SyncRun[] = [];
  for (const name of names) {
    progress.phase(`Syncing ${name}`);
    const report = (...count: Parameters<typeof showCount>) => progress.update(showCount(...count));
    const work = engine
      ? () => runHere(engine, prepared.get(name), full, (handled) => report(handled, "record"))
      : () => runThere(app, name, full, (pending) => report(pending, "change to go", "changes to go"));
    syncs.push(await measure(app, name, work));
  }
  progress.done();
  return { schema: "integ.sync/1", full, by: byDaemon ? "daemon" : "command", syncs };
}

/** A sync made ready, or why it could not be. */
type Prepared = { readonly runtime: SyncRuntime } | { readonly error: unknown };

/**
 * Makes all of them ready before the first one runs, so that everything the configuration has wrong is told at once.
 * What else keeps one from being made ready is thrown when its turn has come.
 * @throws ConfigInvalidError with the problems of all of them.
 */
async function prepareAll(app: App, names: readonly string[]): Promise<ReadonlyMap<string, Prepared>> {
  const prepared = new Map<string, Prepared>();
  for (const name of names) {
    app.ports.signal.throwIfAborted();
    prepared.set(name, await app.prepare(name, "fresh").then(asReady, asFailed));
  }
  const refusals = [...prepared.values()].flatMap((one) =>
    "error" in one && one.error instanceof ConfigInvalidError ? [one.error] : [],
  );
  if (refusals.length > 0) throw joined(refusals);
  return prepared;
}

const asReady = (runtime: SyncRuntime): Prepared => ({ runtime });
const asFailed = (error: unknown): Prepared => ({ error });

/** None of a ring makes anything before all of it is matched. What keeps one from that is thrown when its turn has come. */
async function matchRings(engine: EngineContext, prepared: readonly Prepared[]): Promise<void> {
  for (const one of prepared) {
    if ("error" in one || !isInRing(one.runtime.name, webOf(one.runtime.name, engine.configured))) continue;
    await matchFirst(engine, one.runtime).catch(() => undefined);
  }
}

async function runHere(
  engine: EngineContext,
  prepared: Prepared | undefined,
  full: boolean,
  onProgress: (handled: number) => void,
): Promise<null> {
  if (prepared === undefined || "error" in prepared) throw prepared?.error;
  await runSync(engine, prepared.runtime, { full, onProgress: ({ handled }) => onProgress(handled) });
  return null;
}

async function runThere(
  app: App,
  name: string,
  full: boolean,
  onProgress: (pending: number) => void,
): Promise<string | null> {
  const path = `/syncs/${encodeURIComponent(name)}/run?full=${full}`;
  const { stateDir, signal } = app.ports;
  await callDaemon(stateDir, "POST", path, { timeoutMs: observeTimeoutMs, signal });
  return waitForDaemon(app, name, onProgress);
}

/** What changed in the store while `work` ran: the same for both ways of running. */
async function measure(app: App, name: string, work: () => Promise<string | null>): Promise<SyncRun> {
  const { store, ports } = app;
  const startedAt = ports.clock.now();
  const conflictsBefore = await store.conflictCount(name, conflictStates);
  // Where the clock was set back, earlier writes seem to come later.
  const before = await store.writeCounts(name, startedAt);
  const fault = await work();
  const [counts, conflicts, unsettled, pauses] = await Promise.all([
    store.writeCounts(name, startedAt),
    store.conflictCount(name, conflictStates),
    unsettledOf(store, name),
    store.pauses(name),
  ]);
  const pause = pauses.find(({ kind }) => kind === "sync");
  return {
    name,
    durationMs: ports.clock.now() - startedAt,
    writes: {
      "left-to-right": writtenTo("right", counts, before),
      "right-to-left": writtenTo("left", counts, before),
    },
    conflicts: conflicts - conflictsBefore,
    ...unsettled,
    paused: pause ? `by ${pause.who}: ${pause.message} (${pause.code})` : null,
    fault: pause ? null : fault,
  };
}

type Counts = readonly WriteCount[];

function writtenTo(side: Side, after: Counts, before: Counts): Written {
  const of = (counts: Counts, operation: WriteCount["operation"]): number =>
    counts.find((row) => row.side === side && row.operation === operation)?.count ?? 0;
  const since = (operation: WriteCount["operation"]): number => of(after, operation) - of(before, operation);
  return { creates: since("create"), updates: since("update"), deletes: since("delete") };
}
