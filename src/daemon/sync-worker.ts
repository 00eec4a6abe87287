// Keeps one sync going: prepares it, has its feeds polled and its cycles run, survives every failure.
import type { SyncConfig } from "../core/config/types.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";
import { sides } from "../core/store/rows.ts";
import { matchFirst } from "../core/sync/match/first-match.ts";
import { pollFeed } from "../core/sync/observe/poll.ts";
import { sweepSide } from "../core/sync/observe/sweep.ts";
import type { ApplyResult } from "../core/sync/plan/apply-plan.ts";
import type { PlanFile } from "../core/sync/plan/plan-file.ts";
import type { EngineContext, SyncRuntime } from "../core/sync/types.ts";
import { Cycles } from "./cycles.ts";
import { type Fault, Persistence } from "./persistence.ts";
import { startSchedule } from "./schedule.ts";
import { followFeed, type Loop, nap, probeDoubts, sweepDaily, watchSchema } from "./sync-loops.ts";

export interface SyncWorker {
  readonly name: string;
  /** Null until the sync could be prepared: both objects described, the mapping compiled. */
  readonly runtime: SyncRuntime | null;
  /** What keeps it from moving now; null while it moves. */
  readonly fault: Fault | null;
  /** When one of its loops last began something, milliseconds since the Unix epoch; now while it is being prepared. */
  readonly turnedAt: number;
  /** Polls every feed now, once prepared. With `full` both sides are read whole. Resolves once the changes are stored. */
  pollNow(full: boolean): Promise<void>;
  /** Something became due. */
  wake(): void;
  /** What it was prepared with has changed: it is prepared anew, and what was asked for is done first. */
  prepareAgain(): void;
  /** Carries out a plan between two cycles of its own. @throws as applyPlan. */
  apply(file: PlanFile, who: string): Promise<ApplyResult>;
  /** Resolves once the loops have ended after the signal. */
  readonly stopped: Promise<void>;
}

export type Prepare = (name: string, schema: "fresh" | "remembered") => Promise<SyncRuntime>;

/** Between two preparations because a field turned out to be unknown. */
const driftPauseMs = 10_000;
const preparedLookMs = 50;

/** `onMoved`: called when records were handled; other syncs may have waited for them. */
export function startSyncWorker(
  engine: EngineContext,
  config: SyncConfig,
  prepare: Prepare,
  releasers: Releaser[],
  onMoved: () => void = () => undefined,
): SyncWorker {
  const worker = new Worker(engine, config, prepare, onMoved);
  startSchedule(engine, config, () => worker.pollOnSchedule(), releasers);
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
  readonly #cycles: Cycles;
  readonly #persistence: Persistence;
  #leave: () => void = () => undefined;
  #isStale = false;
  #isLooping = false;

  constructor(engine: EngineContext, config: SyncConfig, prepare: Prepare, onMoved: () => void) {
    this.#engine = engine;
    this.#config = config;
    this.#prepare = prepare;
    this.#cycles = new Cycles(engine, onMoved);
    this.#persistence = new Persistence(engine.clock, engine.log.child({ sync: config.name }));
    this.name = config.name;
  }

  get fault(): Fault | null {
    return this.#persistence.fault;
  }

  get turnedAt(): number {
    return this.#isLooping ? this.#persistence.turnedAt : this.#engine.clock.now();
  }

  start(): void {
    const ended = this.#run().catch((error: unknown) => this.#persistence.note("run", error));
    this.stopped = ended.then(() => this.#cycles.idle());
  }

  wake(): void {
    this.#cycles.wake();
  }

  prepareAgain(): void {
    this.#isStale = true;
    this.#leave();
  }

  async apply(file: PlanFile, who: string): Promise<ApplyResult> {
    return this.#cycles.apply(await this.#prepared(), file, who);
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
    let schema: "remembered" | "fresh" = "remembered";
    while (!signal.aborted) {
      this.#persistence.clear();
      this.#isStale = false;
      const runtime = await this.#persistence.untilDone("prepare", signal, async () => {
        const asked = schema;
        // What is remembered may be what keeps it from working.
        schema = "fresh";
        const prepared = await this.#prepare(this.name, asked);
        await matchFirst(this.#engine, prepared);
        return prepared;
      });
      if (runtime === null) return;
      this.runtime = runtime;
      schema = "remembered";
      if (this.#isStale) continue;
      if ((await this.#runLoops(runtime)) === "drifted") {
        schema = "fresh";
        await nap(this.#engine.clock, driftPauseMs, signal);
      }
    }
  }

  /** Until the engine stops, or a vendor's schema turns out to be another than the one prepared for. */
  async #runLoops(runtime: SyncRuntime): Promise<"stopped" | "described" | "drifted"> {
    const scope = new AbortController();
    let end: "stopped" | "described" | "drifted" = "stopped";
    const leave = (why: "described" | "drifted"): void => {
      end = why;
      scope.abort();
    };
    this.#leave = () => leave("described");
    const signal = AbortSignal.any([this.#engine.signal, scope.signal]);
    const feeds = sides.flatMap((side) => runtime.sides[side].object.feeds.map((feed) => ({ side, feed })));
    const followed = this.#config.realtime ? feeds : [];
    const loop: Loop = {
      engine: this.#engine,
      runtime,
      signal,
      persistence: this.#persistence,
      onFound: () => this.wake(),
      onDrift: () => leave("drifted"),
    };
    this.#isLooping = true;
    await Promise.all([
      watchSchema(loop, () => leave("described")),
      this.#cycles.run(loop),
      probeDoubts(loop, this.#cycles.doubt),
      sweepDaily(loop),
      ...followed.map(({ side, feed }) => followFeed(loop, side, feed)),
    ]);
    this.#isLooping = false;
    return end;
  }
}
