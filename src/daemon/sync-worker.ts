// Keeps one sync going: polls each feed at its pace, runs cycles when something is due, survives every failure.
import { schedule as scheduleCron } from "node-cron";
import type { SyncConfig } from "../core/config/types.ts";
import type { ErrorCode } from "../core/contract/error-codes.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";
import { type Side, sides } from "../core/store/rows.ts";
import { runCycle } from "../core/sync/cycle.ts";
import { matchFirst } from "../core/sync/first-match.ts";
import { pollFeed, sweepSide } from "../core/sync/observe.ts";
import type { EngineContext, SyncRuntime } from "../core/sync/types.ts";
import { createWaker, type Waker } from "./waker.ts";

export interface WorkerFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly since: number;
}

export interface SyncWorker {
  readonly name: string;
  /** Null until the sync could be prepared: both objects described, the mapping compiled. */
  readonly runtime: SyncRuntime | null;
  /** What keeps it from moving now; null while it moves. */
  readonly fault: WorkerFault | null;
  /** Polls every feed now, once prepared. With `full` both sides are read whole. Resolves once the changes are stored. */
  pollNow(full: boolean): Promise<void>;
  /** Something became due. */
  wake(): void;
  /** Resolves once the loops have ended after the signal. */
  readonly stopped: Promise<void>;
}

const retryMs = 2_000;
const longestNapMs = 5_000;
const preparedLookMs = 50;

export function startSyncWorker(
  engine: EngineContext,
  config: SyncConfig,
  prepare: (name: string) => Promise<SyncRuntime>,
  releasers: Releaser[],
): SyncWorker {
  const worker = new Worker(engine, config, prepare);
  if (config.schedule !== null) {
    const task = scheduleCron(config.schedule, () => worker.pollNow(false).catch(() => undefined));
    releasers.push(() => void task.destroy());
  }
  worker.start();
  return worker;
}

class Worker implements SyncWorker {
  readonly name: string;
  runtime: SyncRuntime | null = null;
  stopped: Promise<void> = Promise.resolve();
  readonly #engine: EngineContext;
  readonly #config: SyncConfig;
  readonly #prepare: (name: string) => Promise<SyncRuntime>;
  readonly #due: Waker;
  readonly #faults = new Map<string, WorkerFault>();

  constructor(engine: EngineContext, config: SyncConfig, prepare: (name: string) => Promise<SyncRuntime>) {
    this.#engine = engine;
    this.#config = config;
    this.#prepare = prepare;
    this.#due = createWaker(engine.clock);
    this.name = config.name;
  }

  get fault(): WorkerFault | null {
    return this.#faults.values().next().value ?? null;
  }

  start(): void {
    this.stopped = this.#run().catch((error: unknown) => this.#note("run", error));
  }

  wake(): void {
    this.#due.wake();
  }

  async pollNow(full: boolean): Promise<void> {
    const runtime = await this.#prepared();
    const polls = sides.map(async (side) => {
      for (const feed of runtime.sides[side].object.feeds)
        await pollFeed(this.#engine, runtime, side, feed.name);
      if (full) await sweepSide(this.#engine, runtime, side);
    });
    await Promise.all(polls);
    this.wake();
  }

  /** The first match may still be running. @throws IntegrationError with what keeps it from ending. */
  async #prepared(): Promise<SyncRuntime> {
    const { signal, clock } = this.#engine;
    while (this.runtime === null) {
      if (this.fault) throw new IntegrationError(this.fault);
      await clock.sleep(preparedLookMs, signal);
    }
    return this.runtime;
  }

  async #run(): Promise<void> {
    const runtime = await this.#untilDone("prepare", async () => {
      const prepared = await this.#prepare(this.name);
      await matchFirst(this.#engine, prepared);
      return prepared;
    });
    if (runtime === null) return;
    this.runtime = runtime;
    const feeds = sides.flatMap((side) =>
      runtime.sides[side].object.feeds.map((feed) => this.#follow(runtime, side, feed)),
    );
    await Promise.all([this.#pump(runtime), ...(this.#config.realtime ? feeds : [])]);
  }

  /** Tries until it works or the daemon stops; null when it stops. */
  async #untilDone<T>(what: string, action: () => Promise<T>): Promise<T | null> {
    const { signal } = this.#engine;
    while (!signal.aborted) {
      try {
        const result = await action();
        this.#faults.delete(what);
        return result;
      } catch (error) {
        if (signal.aborted) return null;
        this.#note(what, error);
        await this.#nap(retryDelay(error));
      }
    }
    return null;
  }

  async #follow(
    runtime: SyncRuntime,
    side: Side,
    feed: { readonly name: string; everyMs(): number },
  ): Promise<void> {
    const { signal } = this.#engine;
    while (!signal.aborted) {
      const found = await this.#untilDone(`poll ${side} ${feed.name}`, () =>
        pollFeed(this.#engine, runtime, side, feed.name),
      );
      if (found !== null && found > 0) this.wake();
      await this.#nap(feed.everyMs());
    }
  }

  /** Cycles while there is work; then sleeps until something is due or somebody wakes it. */
  async #pump(runtime: SyncRuntime): Promise<void> {
    const { signal, store, clock } = this.#engine;
    while (!signal.aborted) {
      const cycle = await this.#untilDone("cycle", () => runCycle(this.#engine, runtime, "run"));
      if (cycle === null || cycle.handled > 0) continue;
      const next = await store.nextDueAt(this.name);
      const inDoubt = (await store.intents(this.name, "sent")).length > 0;
      const untilDue = next === null ? longestNapMs : Math.max(5, next - clock.now());
      await this.#due.wait(Math.min(untilDue, inDoubt ? 250 : longestNapMs), signal);
    }
  }

  #note(what: string, error: unknown): void {
    const known = error instanceof IntegrationError;
    const code = known ? error.code : "E_INTERNAL";
    const message = error instanceof Error ? error.message : String(error);
    const since = this.#faults.get(what)?.since ?? this.#engine.clock.now();
    this.#faults.set(what, { code, message, hint: known ? error.hint : "", since });
    this.#engine.log.warn("sync.fault", { sync: this.name, during: what, code, message });
  }

  async #nap(ms: number): Promise<void> {
    await this.#engine.clock.sleep(ms, this.#engine.signal).catch(() => undefined);
  }
}

const retryDelay = (error: unknown): number =>
  error instanceof IntegrationError ? Math.min(error.retryAfterMs ?? retryMs, 30_000) : retryMs;
