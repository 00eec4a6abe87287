// One seed, one history: people, vendors, weather and kills around the real engine; then calm, then the checks.
import { type Side, sides } from "../../src/core/store/rows.ts";
import { judgeDelete } from "./check-deletes.ts";
import { PauseWatch } from "./check-pauses.ts";
import { checkDisk } from "./check-positions.ts";
import { Dice } from "./dice.ts";
import { EngineLife, type EngineWorld } from "./engine-life.ts";
import { EngineState } from "./engine-state.ts";
import { checkEnd } from "./invariants.ts";
import { judgeConflicts } from "./judge.ts";
import { checkFence, checkPlan, type Drive, passOnceMore } from "./last-pass.ts";
import { operate } from "./operator.ts";
import { People } from "./people.ts";
import { throwWorld, type WorldProfile } from "./profile.ts";
import { push } from "./pushes.ts";
import { Reaper } from "./reaper.ts";
import { Troubles } from "./trouble.ts";
import type { Stored } from "./vendor.ts";
import type { Violation } from "./violation.ts";
import { Visits } from "./visits.ts";
import { buildWorld, startsAt } from "./world.ts";

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly figures: Readonly<Record<string, number>>;
}

const longestSettlingMs = 30 * 60_000;
const mostSteps = 60_000;
const mostRounds = 4;
const newsAtTheEnd = 3;

export class Simulation {
  readonly #seed: number;
  readonly #dice: Dice;
  readonly #profile: WorldProfile;
  readonly #world: EngineWorld;
  readonly #people: People;
  readonly #troubles: Troubles;
  readonly #reaper: Reaper;
  readonly #visits: Visits;
  readonly #pauses: PauseWatch;
  readonly #violations: Violation[] = [];
  #life: EngineLife | null = null;
  readonly #state: EngineState;
  #lastChangeAt = startsAt;
  /** A position of a feed is about to be stored. */
  #hasMoved = false;

  /** `fixed` takes the place of what the dice would make of the world. */
  constructor(seed: number, trace: (line: string) => void, fixed: Partial<WorldProfile> = {}) {
    this.#seed = seed;
    this.#dice = new Dice(seed);
    this.#profile = { ...throwWorld(this.#dice.fork()), ...fixed };
    this.#world = buildWorld(this.#dice, this.#profile, trace, {
      onSend: (side, ids, fields) => this.#onSend(side, ids, fields),
      onAsk: (side, ids) => this.#pauses.ask(side, ids, this.#world.agenda.now),
      onRead: (side, id) => this.#meddle(side, id, 60, []),
      onFault: (invariant, detail) => void this.#violations.push({ invariant, detail }),
    });
    const { agenda, vendors, disk } = this.#world;
    this.#state = new EngineState(disk);
    this.#people = new People(vendors, this.#dice.fork(), this.#profile.deletes, this.#profile.poison);
    this.#visits = new Visits(this.#world, this.#dice.fork(), this.#people, () => this.#alive());
    this.#troubles = new Troubles(this.#world, this.#dice.fork());
    this.#reaper = new Reaper(this.#world, this.#dice.fork(), () => this.#start());
    this.#reaper.onDeath = () => void this.#violations.push(...checkDisk(this.#world));
    this.#pauses = new PauseWatch(disk);
    disk.onCommit = (ops) => {
      this.#hasMoved ||= ops.some(({ op }) => op === "cursor.put");
      this.#violations.push(...judgeConflicts(this.#world, ops), ...this.#pauses.judge(ops));
      // A field that comes back is news: the time of quiet begins anew.
      if (ops.some((op) => op.op === "pause.drop" && op.kind === "field")) this.#lastChangeAt = agenda.now;
    };
    disk.onFlushed = () => this.#onFlushed();
    for (const side of sides) {
      vendors[side].onChange = (record) => this.#onChange(side, record);
      vendors[side].onEngineDelete = (record) =>
        void this.#violations.push(...judgeDelete(this.#world, side, record));
    }
  }

  async run(): Promise<Outcome> {
    try {
      await this.#history();
    } catch (error) {
      const detail = String(error instanceof Error ? error.stack : error);
      this.#violations.push({ invariant: "the engine survives", detail });
    }
    const { ledger, agenda, disk } = this.#world;
    const figures = { ...ledger.writes, edits: ledger.edits, kills: this.#reaper.kills, steps: agenda.steps };
    disk.close();
    return { seed: this.#seed, violations: this.#violations, figures };
  }

  async #history(): Promise<void> {
    this.#planHistory();
    this.#start();
    const { agenda } = this.#world;
    await agenda.runUntil(() => agenda.now - startsAt > this.#profile.workMs || this.#isTooLong());
    this.#calmDown();
    await this.#settle("after the storm", true);
    this.#violations.push(...checkDisk(this.#world));
    // Without troubles nobody has to mend anything, nor to have everything read again.
    if (this.#profile.troubles === 0 && !this.#state.needsPerson())
      this.#violations.push(...checkEnd(this.#world, false));
    await this.#mend();
    await this.#stop();
    this.#violations.push(...checkEnd(this.#world, true), ...checkDisk(this.#world, true));
    await this.#judgeRest();
  }

  async #judgeRest(): Promise<void> {
    const drive: Drive = (promise) => this.#drive(promise);
    this.#violations.push(...(await checkFence(this.#world, drive)));
    this.#violations.push(...(await passOnceMore(this.#world, drive)));
    for (let n = 0; n < newsAtTheEnd; n++) this.#people.enter();
    this.#violations.push(...(await checkPlan(this.#world, drive)));
  }

  #isTooLong = (): boolean => this.#world.agenda.steps > mostSteps;

  #planHistory(): void {
    const { agenda } = this.#world;
    const { workMs, actions, firstRecords, kills, troubles } = this.#profile;
    const dice = this.#dice;
    for (let n = 0; n < firstRecords; n++) {
      if (dice.chance(0.4)) this.#people.createTwins();
      else this.#people.create(dice.pick(sides) ?? "left");
    }
    for (let n = 0; n < actions; n++)
      agenda.after(dice.below(workMs), "a person acts", () => this.#people.act());
    this.#reaper.plan(kills, workMs);
    this.#troubles.plan(troubles, workMs);
    this.#visits.plan(this.#profile);
  }

  #alive(): EngineLife | null {
    return this.#life?.life.isAlive ? this.#life : null;
  }

  #start(): void {
    this.#life = new EngineLife(this.#world);
    this.#reaper.watch(this.#life);
    this.#life.start();
  }

  #calmDown(): void {
    const { skies, trace } = this.#world;
    trace("CALM");
    this.#reaper.rest();
    this.#troubles.endAll();
    for (const side of sides) skies[side].isCalm = true;
  }

  /** Lets the engine work until nothing is due and everything has been looked at; or until it waits for a person. */
  async #settle(when: string, mayWait: boolean): Promise<void> {
    const { agenda, vendors } = this.#world;
    const from = agenda.now;
    const quietMs = Math.max(
      ...sides.map((side) => vendors[side].profile.pollMs * 3.5 + vendors[side].profile.overlapMs),
    );
    const isQuiet = (): boolean =>
      agenda.now - Math.max(from, this.#lastChangeAt) > quietMs &&
      (this.#isIdle() || (mayWait && this.#state.isPaused()));
    const isOver = (): boolean => agenda.now - from > longestSettlingMs || this.#isTooLong();
    let hasRest = false;
    await agenda.runUntil(() => {
      hasRest = isQuiet();
      return hasRest || isOver();
    });
    if (!hasRest) this.#violations.push({ invariant: "the engine comes to rest", detail: when });
  }

  #isIdle(): boolean {
    if (!this.#alive() || this.#world.inTheAir.pushes > 0) return false;
    return !this.#state.isDrifted() && this.#state.isIdle();
  }

  /** A person mends what the storm has left, and has everything read again, until there is nothing left to mend. */
  async #mend(): Promise<void> {
    for (let round = 1; round <= mostRounds; round++) {
      const life = this.#alive();
      if (!life) return;
      const hadWork = await this.#drive(operate(life, this.#dice));
      life.worker?.wake();
      if (!hadWork && round > 1) return;
      await this.#pollAllNow(life);
      await this.#settle(`after the operator's round ${round}`, round < mostRounds);
    }
  }

  async #pollAllNow({ worker }: EngineLife): Promise<void> {
    await this.#drive(worker?.pollNow(true).catch(() => undefined) ?? Promise.resolve());
  }

  async #stop(): Promise<void> {
    const life = this.#alive();
    if (!life?.worker) return;
    life.life.abort.abort(new Error("stopped"));
    await this.#drive(life.worker.stopped);
    life.life.end();
  }

  /** Lets things happen until the promise is settled. */
  async #drive<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    promise.then(end, end);
    await this.#world.agenda.runUntil(() => isOver || this.#isTooLong());
    if (!isOver) throw new Error("the engine hangs");
    return promise;
  }

  #onChange(side: Side, record: Stored): void {
    this.#lastChangeAt = this.#world.agenda.now;
    push(this.#world, this.#dice, side, record, () => this.#life);
  }

  /** A position was stored: now and then what holds at any moment is checked at this one. */
  #onFlushed(): void {
    const { left, right, interference } = this.#profile;
    // A new position is stored before everything is read that it may have passed.
    const isPlain = left.expiry === 0 && right.expiry === 0 && interference === 0;
    const isLookedAt = this.#hasMoved && isPlain && this.#dice.chance(0.25);
    this.#hasMoved = false;
    if (isLookedAt) this.#violations.push(...checkDisk(this.#world));
  }

  /** A write leaves: somebody may edit the same record meanwhile, or the process may die. */
  #onSend(side: Side, ids: readonly string[], fields: readonly string[]): void {
    const id = this.#dice.pick(ids);
    const { latencyMs } = this.#world.vendors[side].profile;
    if (id !== undefined) this.#meddle(side, id, latencyMs[1], fields);
    this.#reaper.onSend(latencyMs[1]);
  }

  /** Somebody edits the record within a moment, one of the fields if any are given. */
  #meddle(side: Side, id: string, withinMs: number, fields: readonly string[]): void {
    const { agenda, vendors, skies } = this.#world;
    const record = vendors[side].records.get(id);
    if (!record || skies[side].isCalm || !this.#dice.chance(0.06)) return;
    agenda.after(this.#dice.below(withinMs), "a person meddles", () =>
      this.#people.meddle(side, record, fields),
    );
  }
}
