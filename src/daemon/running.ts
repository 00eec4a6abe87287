// What the daemon runs now: one configuration, a worker for each of its syncs, a listener for its vendors' calls. All of
// it can be replaced while it runs: what has changed ends its work and begins anew, the rest never notices.
import type { Config, ServerConfig, SyncConfig } from "../core/config/types.ts";
import { TransientError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";
import type { EngineContext } from "../core/sync/types.ts";
import type { App } from "./app.ts";
import type { GenerationFacts, RefusedReload, Reloaded } from "./control-protocol.ts";
import { keepWebhook, webhookConnections } from "./housekeeping.ts";
import { buildNext, type Next, refusedReload } from "./reload.ts";
import { type SyncWorker, startSyncWorker } from "./sync-worker.ts";
import { createTurn } from "./turn.ts";
import type { WebhookServer } from "./webhook-server.ts";

/** A worker and how it is ended alone. */
interface Seat {
  readonly worker: SyncWorker;
  readonly stop: AbortController;
  readonly releasers: Releaser[];
}

/** A vendor that is kept calling us. */
interface Asking {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

type Listen = (server: ServerConfig) => Promise<WebhookServer>;

export class Running {
  readonly #engine: EngineContext;
  readonly #configured: Map<string, SyncConfig>;
  readonly #seats = new Map<string, Seat>();
  /** By connection. */
  readonly #asking = new Map<string, Asking>();
  readonly #turn = createTurn();
  #app: App;
  #facts: GenerationFacts;
  #refused: RefusedReload | null = null;
  #listen: Listen | null = null;
  #ears: WebhookServer | null = null;

  /** `engine`: without a fence of its own the workers could not be told from another process's. */
  constructor(app: App, engine: EngineContext) {
    this.#configured = new Map(app.config.syncs);
    this.#engine = { ...engine, configured: this.#configured };
    this.#app = app;
    this.#facts = { number: 1, since: engine.clock.now() };
  }

  get app(): App {
    return this.#app;
  }

  get generation(): GenerationFacts {
    return this.#facts;
  }

  /** Null: the last reload worked, or there was none. */
  get refused(): RefusedReload | null {
    return this.#refused;
  }

  get workers(): readonly SyncWorker[] {
    return [...this.#seats.values()].map(({ worker }) => worker);
  }

  workerOf(name: string): SyncWorker | undefined {
    return this.#seats.get(name)?.worker;
  }

  startWorkers(): void {
    for (const name of this.#app.config.syncs.keys()) this.#begin(name);
  }

  /** Listens where the configuration says, now and after each change of it. @throws PermanentError E_PORT_IN_USE. */
  async openEars(listen: Listen): Promise<void> {
    this.#listen = listen;
    const { server } = this.#app.config;
    if (server) this.#ears = await listen(server);
    for (const name of webhookConnections(this.#app)) this.#askForCalls(name);
  }

  /** Resolves once every worker and everything else under way has ended, after the engine's signal. */
  async ended(): Promise<void> {
    await this.#turn.take(async () => undefined);
    await Promise.all(this.workers.map((worker) => worker.stopped));
    await Promise.all([...this.#asking.values()].map(({ done }) => done));
  }

  /**
   * Runs another configuration from now on. What begins is tried out beside what runs; writes under way are confirmed
   * before their sync begins anew.
   * @throws whatever keeps it from being run; the old one goes on then.
   */
  replace(load: () => Promise<Config>): Promise<Reloaded> {
    return this.#turn.take(async () => {
      try {
        const reloaded = await this.#takeOver(await load());
        this.#refused = null;
        return reloaded;
      } catch (error) {
        this.#refused = refusedReload(error, this.#refused?.since ?? this.#engine.clock.now());
        throw error;
      }
    });
  }

  async #takeOver(config: Config): Promise<Reloaded> {
    const before = this.#facts;
    const next = await buildNext(this.#app, config);
    if (next === null) return alreadyCurrent(before);
    this.#engine.signal.throwIfAborted();
    const ears = await this.#earsFor(next);
    await this.#swap(next, ears);
    return {
      outcome: "reloaded",
      before,
      after: this.#facts,
      connections: next.plan.connections,
      syncs: next.plan.syncs,
      restarted: next.plan.restart,
      server: next.plan.server,
    };
  }

  /** The new port is open before the old one closes. */
  async #earsFor({ app, plan }: Next): Promise<WebhookServer | null> {
    if (plan.server === "same" || !this.#listen) return this.#ears;
    try {
      return app.config.server ? await this.#listen(app.config.server) : null;
    } catch (error) {
      await app.connections.close(plan.connections.map(({ name }) => name));
      throw error;
    }
  }

  async #swap(next: Next, ears: WebhookServer | null): Promise<void> {
    const { app, plan, ending, beginning, retiring } = next;
    const old = this.#app;
    const seats = ending.flatMap((name) => this.#seats.get(name) ?? []);
    for (const seat of seats) seat.stop.abort(beginsAnew(seat.worker.name));
    old.connections.retire(retiring);
    // Asked twice at once, a vendor would call us twice.
    const asked = [...retiring, ...plan.webhooks].flatMap((name) => this.#asking.get(name) ?? []);
    for (const { stop } of asked) stop.abort();
    await Promise.all([...seats.map(({ worker }) => worker.stopped), ...asked.map(({ done }) => done)]);
    for (const name of ending) this.#seats.delete(name);
    for (const { releasers } of seats) for (const release of releasers) await release();
    this.#app = app;
    this.#facts = { number: this.#facts.number + 1, since: this.#engine.clock.now() };
    for (const name of ending) this.#configured.delete(name);
    for (const [name, sync] of app.config.syncs) this.#configured.set(name, sync);
    for (const name of beginning) this.#begin(name);
    for (const name of plan.webhooks) this.#askForCalls(name);
    const left = ears === this.#ears ? null : this.#ears;
    this.#ears = ears;
    this.#letGo(async () => {
      await left?.close();
      await old.connections.close(retiring);
    });
  }

  /** Nobody waits until the last answer to a retired connection has come. */
  #letGo(close: () => Promise<void>): void {
    close().catch((error: unknown) => {
      this.#engine.log.warn("daemon.reload.close_failed", {
        message: error instanceof Error ? error.message : String(error),
      });
    });
  }

  #begin(name: string): void {
    const sync = this.#app.config.syncs.get(name);
    if (!sync) return;
    const stop = new AbortController();
    const releasers: Releaser[] = [];
    const engine = { ...this.#engine, signal: AbortSignal.any([this.#engine.signal, stop.signal]) };
    const prepare: App["prepare"] = (...asked) => this.#app.prepare(...asked);
    const wakeRelated = (): void => {
      for (const other of relatedSyncs(this.#app.config, name)) this.workerOf(other)?.wake();
    };
    const worker = startSyncWorker(engine, sync, prepare, releasers, wakeRelated);
    this.#seats.set(name, { worker, stop, releasers });
  }

  #askForCalls(name: string): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#engine.signal, stop.signal]);
    const done = keepWebhook(() => this.#app, name, signal).finally(() => {
      if (this.#asking.get(name)?.stop === stop) this.#asking.delete(name);
    });
    this.#asking.set(name, { stop, done });
  }

  /** What is under way is not waited for when the process closes. */
  abandon(): void {
    this.#app.connections.abandon();
  }

  /** Schedules are the machine's: they end with the process, not with the engine's signal. */
  async release(): Promise<void> {
    for (const { releasers } of this.#seats.values()) for (const release of releasers) await release();
    await this.#ears?.close();
  }
}

const beginsAnew = (sync: string): TransientError =>
  new TransientError({
    code: "E_STOPPED",
    message: `${sync} was given another configuration meanwhile`,
    hint: "Run the command again.",
  });

const alreadyCurrent = (facts: GenerationFacts): Reloaded => ({
  outcome: "already_current",
  before: facts,
  after: facts,
  connections: [],
  syncs: [],
  restarted: [],
  server: "same",
});

/** Syncs whose records this one's wait for, or the other way round. */
function relatedSyncs({ syncs }: Config, name: string): readonly string[] {
  const sync = syncs.get(name);
  if (!sync) return [];
  const refersTo = (one: SyncConfig) => [one.parent, ...one.fields.map((field) => field.reference)];
  return [...syncs.values()].flatMap((other) =>
    refersTo(sync).includes(other.name) || refersTo(other).includes(name) ? [other.name] : [],
  );
}
