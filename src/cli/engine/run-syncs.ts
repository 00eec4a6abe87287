// Runs syncs once: by the daemon when one runs, else in this process.
import { conflictStates, type Side } from "../../core/store/rows.ts";
import type { WriteCount } from "../../core/store/store.ts";
import { runSync } from "../../core/sync/run.ts";
import type { EngineContext } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import { unlessAborted } from "../interrupt.ts";
import type { Progress } from "../progress.ts";
import { showCount } from "../times.ts";
import { waitForDaemon } from "./daemon-wait.ts";
import { holdEngine } from "./hold-engine.ts";

export interface Written {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
}

export interface SyncRun {
  readonly name: string;
  readonly durationMs: number;
  /** Writes confirmed while it ran. */
  readonly writes: Readonly<Record<"left-to-right" | "right-to-left", Written>>;
  /** Conflicts decided while it ran. */
  readonly conflicts: number;
  /** Items that need a person now. */
  readonly deadLetters: number;
  /** Changes that wait for a later try. */
  readonly waiting: number;
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
  const syncs: SyncRun[] = [];
  for (const name of names) {
    progress.phase(`Syncing ${name}`);
    const report = (...count: Parameters<typeof showCount>) => progress.update(showCount(...count));
    const work = engine
      ? () => runHere(app, engine, name, full, (handled) => report(handled, "record"))
      : () => runThere(app, name, full, (pending) => report(pending, "change to go", "changes to go"));
    syncs.push(await measure(app, name, work));
  }
  progress.done();
  return { schema: "integ.sync/1", full, by: byDaemon ? "daemon" : "command", syncs };
}

async function runHere(
  app: App,
  engine: EngineContext,
  name: string,
  full: boolean,
  onProgress: (handled: number) => void,
): Promise<null> {
  const runtime = await app.prepare(name, "fresh");
  await runSync(engine, runtime, { full, onProgress: ({ handled }) => onProgress(handled) });
  return null;
}

async function runThere(
  app: App,
  name: string,
  full: boolean,
  onProgress: (pending: number) => void,
): Promise<string | null> {
  const path = `/syncs/${encodeURIComponent(name)}/run?full=${full}`;
  await unlessAborted(callDaemon(app.ports.stateDir, "POST", path, observeTimeoutMs), app.ports.signal);
  return waitForDaemon(app, name, onProgress);
}

/** What changed in the store while `work` ran: the same for both ways of running. */
async function measure(app: App, name: string, work: () => Promise<string | null>): Promise<SyncRun> {
  const { store, ports } = app;
  const startedAt = ports.clock.now();
  const conflictsBefore = await store.conflictCount(name, conflictStates);
  const fault = await work();
  const [counts, conflicts, letters, inbox, pauses] = await Promise.all([
    store.writeCounts(name, startedAt),
    store.conflictCount(name, conflictStates),
    store.deadLetters(["open", "replaying"], name),
    store.inboxCounts(name),
    store.pauses(name),
  ]);
  const pause = pauses.find(({ kind }) => kind === "sync");
  return {
    name,
    durationMs: ports.clock.now() - startedAt,
    writes: { "left-to-right": writtenTo(counts, "right"), "right-to-left": writtenTo(counts, "left") },
    conflicts: conflicts - conflictsBefore,
    deadLetters: letters.length,
    waiting: inbox.open + inbox.planned,
    paused: pause ? `by ${pause.who}: ${pause.message} (${pause.code})` : null,
    fault: pause ? null : fault,
  };
}

function writtenTo(counts: readonly WriteCount[], side: Side): Written {
  const of = (operation: WriteCount["operation"]): number =>
    counts.find((row) => row.side === side && row.operation === operation)?.count ?? 0;
  return { creates: of("create"), updates: of("update"), deletes: of("delete") };
}
