// Cycles that go on beside each other, each with its own records in hand: a slow vendor delays no other record. Never
// two at one record at a time.
import type { InboxRow, Link } from "../store/rows.ts";
import { type CycleResult, isPaused, startCycle, startLinkedCycle } from "./cycle.ts";
import { linksInStep, lookForDue } from "./due.ts";
import { recoverPlanned } from "./recover/recover.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

export interface Pipeline {
  /** Whether cycles are under way. */
  readonly isBusy: boolean;
  /**
   * Starts on up to 100 due records that no cycle has in hand. Edits of records in step are read and decided beside
   * everything else; anything else is decided before the step resolves, while no other cycle reads.
   * @throws IntegrationError when a side can't be read, or with what ended an earlier step's cycle.
   */
  step(): Promise<Step>;
  /** Resolves once no cycle is under way. */
  drain(): Promise<void>;
}

export type Step = Pick<CycleResult, "handled" | "paused">;

/** More would only make the batches smaller; a connection has no more requests under way at once either. */
const mostCycles = 8;
/** So many to a cycle while none is under way, twice as many beside one, and so on: quick at first, thrifty under load. */
const fewRows = 40;
/** For each cycle that reads, the next one waits so long for more records to share its requests. */
const companyMs = 5;

/** The pipeline of one sync. `onSettled` is called when a cycle has ended: what waited for its records is due. */
export function createPipeline(engine: EngineContext, sync: SyncRuntime, onSettled: () => void): Pipeline {
  return new CyclesSideBySide(engine, sync, onSettled);
}

class CyclesSideBySide implements Pipeline {
  readonly #engine: EngineContext;
  readonly #sync: SyncRuntime;
  readonly #onSettled: () => void;
  /** Ids of links some cycle reads, decides or writes. */
  readonly #inHand = new Set<string>();
  readonly #cycles = new Set<Promise<void>>();
  /** Those of the cycles that have not stored their decisions yet. */
  readonly #reading = new Set<Promise<void>>();
  /** Ids of links for a cycle that has the sync to itself. */
  readonly #outOfStep = new Set<string>();
  /** The last step has left due records to the next one. */
  #hasLeft = false;
  #failure: { readonly error: unknown } | null = null;
  /** The last cycle failed: the next one is seen to its decisions, so that whoever waits learns whether it works. */
  #isWary = false;

  constructor(engine: EngineContext, sync: SyncRuntime, onSettled: () => void) {
    this.#engine = engine;
    this.#sync = sync;
    this.#onSettled = onSettled;
  }

  get isBusy(): boolean {
    return this.#cycles.size > 0;
  }

  async drain(): Promise<void> {
    while (this.#cycles.size > 0) await Promise.all(this.#cycles);
  }

  async step(): Promise<Step> {
    const { clock, signal } = this.#engine;
    if (!this.#hasLeft && this.#reading.size > 0) await clock.sleep(companyMs * this.#reading.size, signal);
    while (this.#cycles.size >= mostCycles) await Promise.race(this.#cycles);
    await this.#throwFailure();
    if (await isPaused(this.#engine, this.#sync)) return { handled: 0, paused: true };
    // With a cycle under way, planned is what is just about to be sent.
    if (!this.isBusy) await recoverPlanned(this.#engine, this.#sync);
    const due = await lookForDue(this.#engine, this.#sync, this.#inHand);
    if (due.rows.length === 0) return { handled: 0, paused: false };
    const links = this.#isWary ? null : linksInStep(due);
    if (links === null || links.some((link) => this.#outOfStep.has(link.id))) return this.#stepAlone();
    const rows = due.rows.slice(0, fewRows * (1 + this.#cycles.size));
    this.#hasLeft = rows.length < due.rows.length;
    this.#startBeside(rows, linksInStep({ ...due, rows }) ?? []);
    return { handled: rows.length, paused: false };
  }

  /** What was planned and not sent is decided anew by the next step, once nothing is under way. */
  async #throwFailure(): Promise<void> {
    if (this.#failure === null) return;
    await this.drain();
    const { error } = this.#failure;
    this.#failure = null;
    this.#isWary = true;
    throw error;
  }

  /** Writes of other cycles go on meanwhile; nothing else reads or decides. */
  async #stepAlone(): Promise<Step> {
    await Promise.all(this.#reading);
    const cycle = await startCycle(this.#engine, this.#sync, "run", undefined, this.#inHand);
    this.#isWary = false;
    this.#outOfStep.clear();
    const writing = cycle.planned.filter(({ intents }) => intents.length > 0);
    const ids = writing.map(({ decision }) => decision.link.id);
    if (ids.length > 0) this.#follow(cycle.writing, ids);
    return cycle;
  }

  #startBeside(rows: readonly InboxRow[], links: readonly Link[]): void {
    const ids = links.map((link) => link.id);
    const start = startLinkedCycle(this.#engine, this.#sync, rows, links);
    const reading: Promise<void> = start.then(
      () => void this.#reading.delete(reading),
      () => void this.#reading.delete(reading),
    );
    this.#reading.add(reading);
    const work = start.then(({ writing, outOfStep }) => {
      for (const id of outOfStep) this.#outOfStep.add(id);
      return writing;
    });
    this.#follow(work, ids);
  }

  /** Keeps the records in hand until the work has ended, and what ended it early. */
  #follow(work: Promise<void>, linkIds: readonly string[]): void {
    for (const id of linkIds) this.#inHand.add(id);
    const fail = (error: unknown): void => {
      this.#failure ??= { error };
    };
    const cycle: Promise<void> = work.catch(fail).then(() => {
      for (const id of linkIds) this.#inHand.delete(id);
      this.#cycles.delete(cycle);
      this.#onSettled();
    });
    this.#cycles.add(cycle);
  }
}
