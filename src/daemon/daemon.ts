// The daemon: takes the engine, starts a worker for each sync, listens, takes new configurations over, and on a signal
// lets in-flight writes end.

import { IntegrationError } from "../core/contract/errors.ts";
import type { Value } from "../core/contract/records.ts";
import type { HealthReport } from "../core/health/types.ts";
import { lockEngine } from "../core/store/engine-lock.ts";
import type { Op } from "../core/store/ops.ts";
import type { EngineContext } from "../core/sync/types.ts";
import { type App, loadPortsConfig } from "./app.ts";
import { controlHandlers } from "./control-handlers.ts";
import type { Reloaded } from "./control-protocol.ts";
import { controlSocket } from "./control-socket.ts";
import { keepHouse } from "./housekeeping.ts";
import { reloadRefused } from "./reload.ts";
import { Running } from "./running.ts";

export interface DaemonOptions {
  readonly pid: number;
  readonly version: string;
  /** Called once everything listens and the workers have started. */
  readonly onReady: (daemon: ReadyDaemon) => void;
  /** Aborts `app.ports.signal`; absent: it can't be asked to. */
  readonly requestStop?: () => void;
  /** Aborts when what is under way is not waited for any longer. */
  readonly abandon?: AbortSignal;
  /** How long what is under way may take to end. */
  readonly drainMs?: number;
  readonly watch?: DaemonWatch;
}

/** Whoever wants to know what the daemon does. */
export interface DaemonWatch {
  reloading(): Promise<void>;
  reloaded(status: string): Promise<void>;
}

export interface ReadyDaemon {
  readonly syncs: readonly string[];
  readonly socket: string;
  readonly listen: string | null;
  readonly running: Running;
  readonly engine: EngineContext;
  /** @throws IntegrationError E_RELOAD_REFUSED; what ran goes on then. */
  reload(who: string | null): Promise<Reloaded>;
  health(): Promise<HealthReport>;
}

const defaultDrainMs = 60_000;

/**
 * Runs until `app.ports.signal` aborts, then waits for what is in flight.
 * @throws TransientError E_ENGINE_BUSY when another process runs the syncs; PermanentError E_PORT_IN_USE;
 * IntegrationError E_STOPPED when what was in flight did not end in time.
 */
export async function runDaemon(app: App, options: DaemonOptions): Promise<void> {
  const { ports, store } = app;
  lockEngine(ports.stateDir, ports.releasers);
  const fence = await store.takeEngine(`daemon ${options.pid}`, ports.clock.now());
  await store.commit([noteOp(app, "daemon.start", options)]);
  const failed = new AbortController();
  const engine = { ...app.engine(fence), signal: AbortSignal.any([ports.signal, failed.signal]) };
  const running = new Running(app, engine);
  ports.releasers.push(() => running.release());
  running.startWorkers();
  const stop: { who: string | null } = { who: null };
  const requestStop = (who: string | null): void => {
    if (!ports.signal.aborted) stop.who = who;
    options.requestStop?.();
  };
  try {
    await openEars(app, engine, running, options, requestStop);
  } catch (error) {
    failed.abort(error);
    await running.ended();
    throw error;
  }
  const house = keepHouse(engine);
  await untilAborted(ports.signal);
  const isDrained = await isDoneInTime(Promise.all([running.ended(), house]), app, options);
  if (!isDrained) running.abandon();
  const inDoubt = isDrained ? 0 : await countInDoubt(running.app);
  await store.commit([
    noteOp(app, "daemon.stop", options, { who: stop.who, detail: { drained: isDrained, inDoubt } }),
  ]);
  ports.log.info("daemon.stopped", { drained: isDrained, inDoubt });
  if (!isDrained) throw cutOff(inDoubt);
}

interface Note {
  /** The account that asked for it; null: the daemon by itself, or a signal. */
  readonly who?: string | null;
  readonly outcome?: "done" | "refused";
  readonly detail?: Readonly<Record<string, Value>>;
}

function noteOp({ ports }: App, action: string, { pid, version }: DaemonOptions, note: Note = {}): Op {
  const { actor, clock } = ports;
  const { who, outcome = "done" } = note;
  const detail = { version, ...note.detail };
  const deed = { action, subject: String(pid), before: null, after: null, outcome, detail };
  const asked = who ? ({ kind: "user", name: who } as const) : actor;
  return { op: "audit.add", event: { ...deed, at: clock.now(), who: asked } };
}

/** The servers are loaded while the workers' first requests are under way. */
async function openEars(
  app: App,
  engine: EngineContext,
  running: Running,
  options: DaemonOptions,
  requestStop: (who: string | null) => void,
): Promise<void> {
  const { ports, config } = app;
  const { startWebhookServer } = await import("./webhook-server.ts");
  const { startControlServer } = await import("./control-server.ts");
  const wake = (sync: string): void => running.workerOf(sync)?.wake();
  await running.openEars((server) => startWebhookServer(server, { engine, app: () => running.app, wake }));
  const socket = controlSocket(ports.stateDir);
  const reload = (who: string | null) => reloadOnce(running, options, who);
  const handlers = controlHandlers(running, { ...options, requestStop }, reload);
  await startControlServer(socket, handlers, ports.releasers);
  const listen = config.server ? `${config.server.host}:${config.server.port}` : null;
  const syncs = [...config.syncs.keys()];
  options.onReady({ syncs, socket, listen, running, engine, reload, health: handlers.health });
  ports.log.info("daemon.ready", { syncs: syncs.length, socket, listen });
}

/** Takes the configuration over as it is on disk now; who watches hears of it, the audit too. */
async function reloadOnce(running: Running, options: DaemonOptions, who: string | null): Promise<Reloaded> {
  const { ports, store } = running.app;
  // What was done stays done where it can't be noted, on a full disk, say.
  const note = (told: Note): Promise<void> =>
    store.commit([noteOp(running.app, "daemon.reload", options, told)]).catch((error: unknown) => {
      ports.log.error("audit.failed", { message: error instanceof Error ? error.message : String(error) });
    });
  await options.watch?.reloading();
  try {
    const reloaded = await running.replace(() => loadPortsConfig(ports));
    const { outcome, before, after, restarted } = reloaded;
    const detail = { from: before.number, to: after.number };
    if (outcome === "reloaded") await note({ who, detail });
    ports.log.info("daemon.reload", { outcome, ...detail, restarted });
    await options.watch?.reloaded(
      outcome === "reloaded"
        ? `Generation ${after.number} runs`
        : `Generation ${after.number} is still current`,
    );
    return reloaded;
  } catch (error) {
    const { number } = running.generation;
    const refusal = reloadRefused(error, running.generation);
    const code = error instanceof IntegrationError ? error.code : "E_INTERNAL";
    await note({ who, outcome: "refused", detail: { from: number, code } });
    ports.log.error("daemon.reload.refused", { message: refusal.message, code });
    await options.watch?.reloaded(`Reload refused (${code}), generation ${number} goes on`);
    throw refusal;
  }
}

/** Whether it is done before it may not take any longer. */
async function isDoneInTime(
  done: Promise<unknown>,
  { ports }: App,
  { drainMs = defaultDrainMs, abandon }: DaemonOptions,
): Promise<boolean> {
  const over = new AbortController();
  const limit = abandon ? AbortSignal.any([abandon, over.signal]) : over.signal;
  const deadline = ports.clock.sleep(drainMs, limit).catch(() => undefined);
  const isDone = await Promise.race([done.then(() => true), deadline.then(() => false)]);
  over.abort();
  return isDone;
}

async function countInDoubt({ config, store }: App): Promise<number> {
  const sent = await Promise.all([...config.syncs.keys()].map((name) => store.intents(name, "sent")));
  return sent.flat().length;
}

const cutOff = (inDoubt: number): IntegrationError =>
  new IntegrationError({
    code: "E_STOPPED",
    message: `The daemon was ended before what was under way had ended; ${inDoubt} writes have no known outcome`,
    hint: "Nothing is lost: the next start finds out what became of them before it writes anything else.",
  });

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
