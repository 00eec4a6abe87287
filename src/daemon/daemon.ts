// The daemon: takes the engine, starts a worker for each sync, listens, and on a signal lets in-flight writes end.
import type { Config, ConnectionSettings, SyncConfig } from "../core/config/types.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { LiveFacts } from "../core/health/report.ts";
import { reportHealth } from "../core/health/report.ts";
import { lockEngine } from "../core/store/engine-lock.ts";
import type { Op } from "../core/store/ops.ts";
import { sides } from "../core/store/rows.ts";
import type { EngineContext } from "../core/sync/types.ts";
import type { App } from "./app.ts";
import { carryOutPlan, type PlanOrder } from "./carry-out-plan.ts";
import { controlSocket } from "./control-socket.ts";
import { type SyncWorker, startSyncWorker } from "./sync-worker.ts";
import { webhookUrl } from "./webhook-url.ts";

export interface DaemonOptions {
  readonly pid: number;
  readonly version: string;
  /** Called once everything listens and the workers have started. */
  readonly onReady: (facts: {
    readonly syncs: readonly string[];
    readonly socket: string;
    readonly listen: string | null;
  }) => void;
}

const keepSettledMs = 3 * 24 * 3_600_000;
const keepWritesMs = 7 * 24 * 3_600_000;
const housekeepingMs = 3_600_000;

/**
 * Runs until `app.ports.signal` aborts, then waits for what is in flight.
 * @throws TransientError E_ENGINE_BUSY when another process runs the syncs; PermanentError E_PORT_IN_USE.
 */
export async function runDaemon(app: App, options: DaemonOptions): Promise<void> {
  const { ports, store } = app;
  lockEngine(ports.stateDir, ports.releasers);
  const fence = await store.takeEngine(`daemon ${options.pid}`, ports.clock.now());
  await store.commit([noteOp(app, "daemon.start", options)]);
  const failed = new AbortController();
  const engine = { ...app.engine(fence), signal: AbortSignal.any([ports.signal, failed.signal]) };
  const workers = startWorkers(app, engine);
  const ended = Promise.all([...workers.values()].map((worker) => worker.stopped));
  try {
    await openEars(app, engine, workers, options);
  } catch (error) {
    failed.abort(error);
    await ended;
    throw error;
  }
  await Promise.all([ended, ensureWebhooks(app), keepHouse(engine)]);
  await store.commit([noteOp(app, "daemon.stop", options)]);
  ports.log.info("daemon.stopped");
}

function noteOp({ ports }: App, action: string, { pid, version }: DaemonOptions): Op {
  const { actor, clock } = ports;
  const deed = {
    action,
    subject: String(pid),
    before: null,
    after: null,
    outcome: "done",
    detail: { version },
  } as const;
  return { op: "audit.add", event: { ...deed, at: clock.now(), who: actor } };
}

/** Syncs whose records this one's wait for, or the other way round. */
function relatedSyncs({ syncs }: Config, sync: SyncConfig): readonly string[] {
  const refersTo = (one: SyncConfig) => [one.parent, ...one.fields.map((field) => field.reference)];
  return [...syncs.values()].flatMap((other) =>
    refersTo(sync).includes(other.name) || refersTo(other).includes(sync.name) ? [other.name] : [],
  );
}

function startWorkers(app: App, engine: EngineContext): ReadonlyMap<string, SyncWorker> {
  const { config, ports, prepare } = app;
  const workers = new Map<string, SyncWorker>();
  for (const [name, sync] of config.syncs) {
    const related = relatedSyncs(config, sync);
    const wakeRelated = (): void => {
      for (const other of related) workers.get(other)?.wake();
    };
    workers.set(name, startSyncWorker(engine, sync, prepare, ports.releasers, wakeRelated));
  }
  return workers;
}

/** The servers are loaded while the workers' first requests are under way. */
async function openEars(
  app: App,
  engine: EngineContext,
  workers: ReadonlyMap<string, SyncWorker>,
  options: DaemonOptions,
): Promise<void> {
  const { ports, config } = app;
  const { startWebhookServer } = await import("./webhook-server.ts");
  const { startControlServer } = await import("./control-server.ts");
  if (config.server) await startWebhookServer(app, config.server, engine, workers);
  const live = liveFacts(app, workers, options.pid);
  const socket = controlSocket(ports.stateDir);
  await startControlServer(socket, controlHandlers(app, workers, live, options.version), ports.releasers);
  const listen = config.server ? `${config.server.host}:${config.server.port}` : null;
  options.onReady({ syncs: [...workers.keys()], socket, listen });
  ports.log.info("daemon.ready", { syncs: workers.size, socket, listen });
}

function liveFacts(app: App, workers: ReadonlyMap<string, SyncWorker>, pid: number): LiveFacts {
  const startedAt = app.ports.clock.now();
  return {
    pid,
    startedAt,
    pacesOf: (name) => {
      const runtime = workers.get(name)?.runtime;
      // Without realtime the schedule alone says when; no pace is promised.
      if (!runtime || !app.config.syncs.get(name)?.realtime) return [];
      return sides.flatMap((side) =>
        runtime.sides[side].object.feeds.map((feed) => ({ side, feed: feed.name, everyMs: feed.everyMs() })),
      );
    },
    faultOf: (name) => workers.get(name)?.fault ?? null,
    httpOf: (name) => app.httpOf(name)?.status(),
  };
}

function controlHandlers(
  app: App,
  workers: ReadonlyMap<string, SyncWorker>,
  live: LiveFacts,
  version: string,
) {
  const { config, store, ports } = app;
  const workerOf = (name: string): SyncWorker => {
    const worker = workers.get(name);
    if (worker) return worker;
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `The running daemon has no sync ${name}`,
      hint: "It reads the configuration when it starts: start it again.",
    });
  };
  return {
    health: () => reportHealth({ config, store, now: ports.clock.now(), version, live }),
    wake: () => {
      for (const worker of workers.values()) worker.wake();
    },
    applyPlan: (name: string, order: PlanOrder) => carryOutPlan(store, workerOf(name), order),
    prepareSync: (name: string) => workerOf(name).prepareAgain(),
    runSync: async (name: string, full: boolean) => {
      const worker = workerOf(name);
      if (worker.fault) throw new IntegrationError(worker.fault);
      await worker.pollNow(full);
    },
  };
}

/** Vendors that push are asked to call us; until they do, the fast feeds carry the load alone. */
async function ensureWebhooks(app: App): Promise<void> {
  const { config, ports } = app;
  const used = new Set(
    [...config.syncs.values()]
      .filter((sync) => sync.realtime)
      .flatMap((sync) => sides.map((side) => sync[side].connection)),
  );
  await Promise.all([...used].map((name) => ensureWebhook(app, name, config.connections.get(name)))).catch(
    (error: unknown) => {
      ports.log.warn("webhook.ensure.failed", {
        message: error instanceof Error ? error.message : String(error),
      });
    },
  );
}

async function ensureWebhook(
  app: App,
  name: string,
  settings: ConnectionSettings | undefined,
): Promise<void> {
  const url = webhookUrl(app.config, name);
  if (url === null || !settings?.connector.manifest.capabilities.pushes) return;
  const { signal, clock, log } = app.ports;
  while (!signal.aborted) {
    try {
      await (await app.connectionOf(name)).webhooks?.ensure(url);
      log.info("webhook.ensured", { connection: name, url });
      return;
    } catch (error) {
      const code = error instanceof IntegrationError ? error.code : "E_INTERNAL";
      log.warn("webhook.ensure.failed", { connection: name, code });
      await clock.sleep(30_000, signal).catch(() => undefined);
    }
  }
}

/** Settled inbox rows are forgotten after three days, their number is kept; settled writes after seven. */
async function keepHouse({ store, clock, signal, log, fence }: EngineContext): Promise<void> {
  while (!signal.aborted) {
    await store
      .commit(
        [
          { op: "inbox.prune", before: clock.now() - keepSettledMs },
          { op: "intent.prune", before: clock.now() - keepWritesMs },
        ],
        fence,
      )
      .catch((error: unknown) => {
        log.warn("store.prune.failed", { message: error instanceof Error ? error.message : String(error) });
      });
    await clock.sleep(housekeepingMs, signal).catch(() => undefined);
  }
}
