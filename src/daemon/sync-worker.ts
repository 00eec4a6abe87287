// Keeps one sync going: polls each feed at its pace, runs cycles when something is due, survives every failure.
import { schedule as scheduleCron } from "node-cron";
import type { SyncConfig } from "../core/config/types.ts";
import type { Feed } from "../core/contract/connector.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";
import { type Side, sides } from "../core/store/rows.ts";
import { runCycle } from "../core/sync/cycle.ts";
import { matchFirst } from "../core/sync/first-match.ts";
import { pollFeed, sweepSide } from "../core/sync/observe.ts";
import { recoverUnknown } from "../core/sync/recover.ts";
import { hasSchemaChanged } from "../core/sync/schema-memory.ts";
import type { EngineContext, SyncRuntime } from "../core/sync/types.ts";
import { type Fault, Persistence } from "./persistence.ts";
import { createWaker, type Waker } from "./waker.ts";

export interface SyncWorker {
  readonly name: string;
  /** Null until the sync could be prepared: both objects described, the mapping compiled. */
  readonly runtime: SyncRuntime | null;
  /** What keeps it from moving now; null while it moves. */
  readonly fault: Fault | null;
  /** Polls every feed now, once prepared. With `full` both sides are read whole. Resolves once the changes are stored. */
  pollNow(full: boolean): Promise<void>;
  /** Something became due. */
  wake(): void;
  /** Resolves once the loops have ended after the signal. */
  readonly stopped: Promise<void>;
}

export type Prepare = (name: string, schema: "fresh" | "remembered") => Promise<SyncRuntime>;

const longestNapMs = 5_000;
const inDoubtNapMs = 250;
const preparedLookMs = 50;

export function startSyncWorker(
  engine: EngineContext,
  config: SyncConfig,
  prepare: Prepare,
  releasers: Releaser[],
): SyncWorker {
  const worker = new Worker(engine, config, prepare);
  if (config.schedule !== null) {
    const task = scheduleCron(config.schedule, () => worker.pollOnSchedule());
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
  readonly #prepare: Prepare;
  readonly #due: Waker;
  readonly #doubt: Waker;
  readonly #persistence: Persistence;

  constructor(engine: EngineContext, config: SyncConfig, prepare: Prepare) {
    this.#engine = engine;
    this.#config = config;
    this.#prepare = prepare;
    this.#due = createWaker(engine.clock);
    this.#doubt = createWaker(engine.clock);
    this.#persistence = new Persistence(engine.clock, engine.log.child({ sync: config.name }));
    this.name = config.name;
  }

  get fault(): Fault | null {
    return this.#persistence.fault;
  }

  start(): void {
    this.stopped = this.#run().catch((error: unknown) => this.#persistence.note("run", error));
  }

  wake(): void {
    this.#due.wake();
  }

  pollOnSchedule(): Promise<void> {
    return this.#persistence.attempt("scheduled poll", () => this.pollNow(false));
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

  /** Prepares the sync and runs its loops; again from the start when a vendor's schema turns out to have changed. */
  async #run(): Promise<void> {
    const { signal } = this.#engine;
    while (!signal.aborted) {
      this.#persistence.clear();
      const runtime = await this.#persistence.untilDone("prepare", signal, async () => {
        const prepared = await this.#prepare(this.name, "remembered");
        await matchFirst(this.#engine, prepared);
        return prepared;
      });
      if (runtime === null) return;
      this.runtime = runtime;
      await this.#runLoops(runtime);
    }
  }

  async #runLoops(runtime: SyncRuntime): Promise<void> {
    const scope = new AbortController();
    const signal = AbortSignal.any([this.#engine.signal, scope.signal]);
    const feeds = sides.flatMap((side) => runtime.sides[side].object.feeds.map((feed) => ({ side, feed })));
    const followed = this.#config.realtime ? feeds : [];
    const checking = this.#persistence
      .untilDone("describe", signal, () =>
        hasSchemaChanged(this.#engine.store, runtime, this.#engine.clock.now),
      )
      .then((changed) => {
        if (changed) scope.abort();
      });
    await Promise.all([
      checking,
      this.#pump(runtime, signal),
      this.#probe(runtime, signal),
      ...followed.map(({ side, feed }) => this.#follow(runtime, side, feed, signal)),
    ]);
  }

  /** Polls at the feed's pace, counted from the beginning of one poll to the beginning of the next. */
  async #follow(runtime: SyncRuntime, side: Side, feed: Feed, signal: AbortSignal): Promise<void> {
    const { clock } = this.#engine;
    while (!signal.aborted) {
      const startedAt = clock.now();
      const found = await this.#persistence.untilDone(`poll ${side} ${feed.name}`, signal, () =>
        pollFeed(this.#engine, runtime, side, feed.name),
      );
      if (found !== null && found > 0) this.wake();
      await this.#nap(startedAt + feed.everyMs() - clock.now(), signal);
    }
  }

  /** Cycles while there is work; then sleeps until something is due or somebody wakes it. */
  async #pump(runtime: SyncRuntime, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#engine;
    while (!signal.aborted) {
      const cycle = await this.#persistence.untilDone("cycle", signal, () =>
        runCycle(this.#engine, runtime, "run"),
      );
      this.#doubt.wake();
      if (cycle === null || cycle.handled > 0) continue;
      const next = await store.nextDueAt(this.name);
      const untilDue = next === null ? longestNapMs : Math.max(5, next - clock.now());
      await this.#due.wait(Math.min(untilDue, longestNapMs), signal);
    }
  }

  /** Finds out what became of writes in doubt, beside the cycles: a slow answer delays no other record. */
  async #probe(runtime: SyncRuntime, signal: AbortSignal): Promise<void> {
    const recover = () => recoverUnknown(this.#engine, runtime);
    while (!signal.aborted) {
      const inDoubt = await this.#persistence.untilDone("probe", signal, recover);
      if (inDoubt === null) return;
      if (inDoubt > 0) this.wake();
      if (inDoubt > 0) await this.#nap(inDoubtNapMs, signal);
      else await this.#doubt.wait(longestNapMs, signal);
    }
  }

  async #nap(ms: number, signal: AbortSignal): Promise<void> {
    await this.#engine.clock.sleep(Math.max(0, ms), signal).catch(() => undefined);
  }
}
