// Everything that is going to happen, in simulated time. Two events due at the same moment happen in an order that
// the dice decide.
import type { Dice } from "./dice.ts";

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly what: string;
  run(): void;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Lets every promise that can go on do so. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export class Agenda {
  /** Milliseconds since the Unix epoch. */
  now: number;
  /** Events that have happened. */
  steps = 0;
  /** Called before each event. */
  beforeStep: (what: string) => void = () => undefined;
  readonly #heap: Entry[] = [];
  readonly #dice: Dice;

  constructor(startsAt: number, dice: Dice) {
    this.now = startsAt;
    this.#dice = dice;
  }

  after(delayMs: number, what: string, run: () => void): void {
    this.#push({ at: this.now + Math.max(0, Math.ceil(delayMs)), order: this.#dice.next(), what, run });
  }

  /** Lets things happen until `isOver` or until nothing is left; the time of the last event is then `now`. */
  async runUntil(isOver: () => boolean): Promise<void> {
    await settle();
    while (!isOver()) {
      const entry = this.#pop();
      if (!entry) return;
      this.now = Math.max(this.now, entry.at);
      this.steps += 1;
      this.beforeStep(entry.what);
      entry.run();
      await settle();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !before(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (!left) break;
      if (right && before(right, left)) child += 1;
      const least = heap[child];
      if (!least || before(last, least)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
