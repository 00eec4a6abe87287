// The cycles of one sync: on while there is work, then asleep until something is due; plans are carried out between two.
import { createPipeline, type Pipeline } from "../core/sync/pipeline.ts";
import { type ApplyResult, applyPlan } from "../core/sync/plan/apply-plan.ts";
import type { PlanFile } from "../core/sync/plan/plan-file.ts";
import type { EngineContext, SyncRuntime } from "../core/sync/types.ts";
import { type Loop, noticeDrift } from "./sync-loops.ts";
import { createTurn } from "./turn.ts";
import { createWaker, type Waker } from "./waker.ts";

const shortestNapMs = 5;
const longestNapMs = 5_000;

export class Cycles {
  readonly #engine: EngineContext;
  readonly #onMoved: () => void;
  readonly #due: Waker;
  readonly #doubt: Waker;
  /** One cycle of the sync at a time, whoever asks for it. */
  readonly #turn = createTurn();
  #pipeline: Pipeline | null = null;

  /** `onMoved`: called when records were handled; other syncs may have waited for them. */
  constructor(engine: EngineContext, onMoved: () => void) {
    this.#engine = engine;
    this.#onMoved = onMoved;
    this.#due = createWaker(engine.clock);
    this.#doubt = createWaker(engine.clock);
  }

  /** Wakes when a cycle may have left a write in doubt. */
  get doubt(): Waker {
    return this.#doubt;
  }

  /** Something became due. */
  wake(): void {
    this.#due.wake();
  }

  /** Resolves once nothing runs: a plan that is being applied ends its cycle first. */
  async idle(): Promise<void> {
    await this.#turn.take(async () => undefined);
  }

  /** Carries out a plan between two cycles. @throws as applyPlan. */
  apply(runtime: SyncRuntime, file: PlanFile, who: string): Promise<ApplyResult> {
    const applied = this.#turn.take(async () => {
      await this.#pipeline?.drain();
      return applyPlan(this.#engine, runtime, file, { who, isProbed: true });
    });
    return applied.finally(() => this.wake());
  }

  /** Cycles until the loop's signal. */
  async run(loop: Loop): Promise<void> {
    const { runtime, signal, persistence } = loop;
    const pipeline = createPipeline(this.#engine, runtime, () => this.#onSettled());
    this.#pipeline = pipeline;
    try {
      while (!signal.aborted) {
        const lookedAt = this.#engine.clock.now();
        const step = await persistence.untilDone("cycle", signal, () =>
          noticeDrift(loop, () => this.#turn.take(() => pipeline.step())),
        );
        this.#doubt.wake();
        if (step !== null && step.handled > 0) this.#onMoved();
        if (step === null || step.handled > 0) continue;
        // What was due before is in the hands of a cycle, whose end wakes us.
        await this.#untilDue(runtime, step.paused, pipeline.isBusy ? lookedAt : -1, signal);
      }
    } finally {
      // A write under way is seen to its end, so that its outcome is known.
      await pipeline.drain();
    }
  }

  /** What waited for a cycle to end is due, here or in another sync; what it left in doubt is to be asked about. */
  #onSettled(): void {
    this.#due.wake();
    this.#doubt.wake();
    this.#onMoved();
  }

  async #untilDue(
    runtime: SyncRuntime,
    isPaused: boolean,
    after: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, clock } = this.#engine;
    const next = await store.nextDueAt(runtime.name, after);
    // A sync that stands still is woken when somebody resumes it.
    const untilDue = next === null || isPaused ? longestNapMs : Math.max(shortestNapMs, next - clock.now());
    await this.#due.wait(Math.min(untilDue, longestNapMs), signal);
  }
}
