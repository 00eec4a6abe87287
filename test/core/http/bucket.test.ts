import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LimitRule } from "../../../src/core/contract/http.ts";
import { Bucket, type BucketRecord, type Seen, type Visit } from "../../../src/core/http/bucket.ts";

const start = 1_778_054_400_000;
const rules = fc.record({
  capacity: fc.integer({ min: 1, max: 60 }),
  perMs: fc.integer({ min: 50, max: 120_000 }),
});

function mostInAnyWindow(times: readonly number[], perMs: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + perMs).length),
  );
}

/** The books as they pass from visitor to visitor: as text. */
class Books {
  now = start;
  readonly #rule: LimitRule;
  readonly #bounds: { ceiling: number; reserveShare: number };
  #text: string | null = null;

  constructor(rule: LimitRule, bounds: { ceiling?: number; reserveShare?: number } = {}) {
    this.#rule = rule;
    this.#bounds = { ceiling: Number.POSITIVE_INFINITY, reserveShare: 0, ...bounds };
  }

  open(): Bucket {
    const record: BucketRecord | null = this.#text === null ? null : JSON.parse(this.#text);
    return new Bucket(this.#rule, this.#bounds, this.now, record);
  }

  visit(visit: Partial<Visit> = {}) {
    const bucket = this.open();
    const idle = { holder: "a", urgency: "live", held: 0, endedAt: [], wanted: 0, seen: null } as const;
    const visited = bucket.visit(this.now, { ...idle, blockedUntil: 0, ...visit });
    this.#text = JSON.stringify(bucket.record());
    return visited;
  }

  /** Takes calls that end at once; gives how many there were. */
  use(wanted: number, visit: Partial<Visit> = {}): number {
    const { granted } = this.visit({ wanted, ...visit });
    this.visit({ ...visit, wanted: 0, endedAt: Array.from({ length: granted }, () => this.now) });
    return granted;
  }

  get remaining(): number {
    return this.open().status(this.now).remaining;
  }
}

const told = (seen: Partial<Seen>): Seen => ({ endedBefore: null, isOwn: true, ...seen });

/** A process with calls on their way; `chance` says when the vendor counts each: at once, at its end, or between. */
class Process {
  readonly #books: Books;
  readonly #name: string;
  #lives = 1;
  readonly #takenAt: number[] = [];

  constructor(books: Books, name: string) {
    this.#books = books;
    this.#name = name;
  }

  renew(): void {
    if (this.#takenAt.length === 0) return;
    this.#visit({});
  }

  /** Ends so many calls, then takes so many. Gives when the vendor counted those that ended. */
  work(ends: number, wanted: number, chance: number): number[] {
    const ended = this.#takenAt.splice(0, ends);
    this.#visit({ endedAt: ended.map(() => this.#books.now), wanted });
    return ended.map((takenAt) => this.#countedAt(takenAt, chance));
  }

  /** Gives back what it has not used: nothing of it ever arrives. */
  giveBack(): void {
    this.#takenAt.length = 0;
    this.#visit({});
  }

  /** What was on its way arrives, but not later than this. The next life has another name. */
  die(chance: number): number[] {
    this.#lives += 1;
    return this.#takenAt.splice(0).map((takenAt) => this.#countedAt(takenAt, chance));
  }

  #visit(visit: Partial<Visit>): void {
    const holder = `${this.#name}.${this.#lives}`;
    const { granted } = this.#books.visit({ holder, held: this.#takenAt.length, ...visit });
    for (let n = 0; n < granted; n += 1) this.#takenAt.push(this.#books.now);
  }

  #countedAt(takenAt: number, chance: number): number {
    return takenAt + Math.floor(chance * (this.#books.now - takenAt));
  }
}

describe("a bucket that several processes share", () => {
  const shortRules = fc.record({
    capacity: fc.integer({ min: 1, max: 40 }),
    perMs: fc.integer({ min: 50, max: 8_000 }),
  });
  /** Exactly as long as the books say. */
  const untilReady = -1;
  const steps = fc.array(
    fc.record({
      who: fc.integer({ min: 0, max: 3 }),
      waitMs: fc.oneof(
        fc.constant(untilReady),
        fc.constant(0),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 5_000 }),
      ),
      ends: fc.integer({ min: 0, max: 12 }),
      wanted: fc.integer({ min: 0, max: 20 }),
      chance: fc.constantFrom(0, 0.5, 1),
      fate: fc.constantFrom("goes on", "goes on", "goes on", "gives back", "dies"),
    }),
    { maxLength: 60 },
  );
  const renewEveryMs = 500;

  it("BAS-6 never lets more than its capacity arrive in any window, however late, whoever dies", () => {
    fc.assert(
      fc.property(shortRules, steps, (rule, all) => {
        const books = new Books(rule);
        const processes = [0, 1, 2, 3].map((index) => new Process(books, `process-${index}`));
        const arrivals: number[] = [];
        for (const { who, waitMs, ends, wanted, chance, fate } of all) {
          const forMs = waitMs === untilReady ? books.visit().readyAt - books.now : waitMs;
          for (let leftMs = forMs; leftMs > 0; leftMs -= renewEveryMs) {
            books.now += Math.min(leftMs, renewEveryMs);
            for (const one of processes) one.renew();
          }
          const one = processes[who];
          if (fate === "gives back") one?.giveBack();
          arrivals.push(...(one?.work(ends, wanted, chance) ?? []));
          if (fate === "dies") arrivals.push(...(one?.die(chance) ?? []));
        }
        for (const one of processes) arrivals.push(...one.die(1));
        expect(mostInAnyWindow(arrivals, rule.perMs)).toBeLessThanOrEqual(rule.capacity);
      }),
      { numRuns: 500 },
    );
  });

  it("BAS-6 uses at least 95 % of its capacity when there is always work", () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const books = new Books(rule);
        const windows = 20;
        let taken = 0;
        while (books.now < start + windows * rule.perMs) {
          const used = books.use(1);
          taken += used;
          if (used === 0) books.now = books.visit().readyAt;
        }
        // Times are whole milliseconds: windows of a few of them can't be cut finer.
        const grain = rule.perMs < 2_000 ? 0.85 : 0.95;
        expect(taken).toBeGreaterThanOrEqual(Math.floor(rule.capacity * (windows - 1) * grain));
      }),
    );
  });

  it("BAS-6 tells a time at which a call can be had, after it waited for it", () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 200 }), (rule, count) => {
        const books = new Books(rule);
        for (let n = 0; n < count; n += 1) {
          for (let asked = 0; books.visit().readyAt > books.now; asked += 1) {
            expect(asked).toBeLessThanOrEqual(3);
            books.now = books.visit().readyAt;
          }
          expect(books.use(1)).toBe(1);
        }
      }),
    );
  });

  it("BAS-6 lets half of its capacity go in a burst and then an even stream", () => {
    const books = new Books({ capacity: 400, perMs: 60_000 });
    expect(books.use(400)).toBe(200);
    expect(books.visit().readyAt).toBe(start + 150);
  });

  it("BAS-6 counts what a process held that died until a window after its last word, and no longer", () => {
    const books = new Books({ capacity: 10, perMs: 60_000 });
    const { leasedUntil } = books.visit({ holder: "dead", wanted: 5 });
    books.now = leasedUntil + 59_999;
    expect(books.remaining).toBe(5);
    books.now += 1;
    expect(books.remaining).toBe(10);
  });

  it("BAS-6 gives calls that come back unused to the next who asks, tokens and all", () => {
    const books = new Books({ capacity: 10, perMs: 60_000 });
    expect(books.visit({ holder: "a", wanted: 5 }).granted).toBe(5);
    expect(books.visit({ holder: "b", wanted: 5 }).granted).toBe(0);
    books.visit({ holder: "a", held: 1 });
    expect(books.visit({ holder: "b", wanted: 5 }).granted).toBe(4);
  });

  it("BAS-6 says when somebody else may give calls back sooner than the books tell", () => {
    const books = new Books({ capacity: 10, perMs: 60_000 });
    expect(books.visit({ holder: "a", wanted: 1 }).isSharedNow).toBe(false);
    expect(books.visit({ holder: "b" }).isSharedNow).toBe(true);
  });

  it("BAS-6 lets nothing through until a Retry-After has passed, in no process", () => {
    const books = new Books({ capacity: 100, perMs: 60_000 });
    books.visit({ holder: "a", blockedUntil: start + 30_000 });
    expect(books.visit({ holder: "b" }).readyAt).toBe(start + 30_000);
    expect(books.open().status(start)).toEqual({
      capacity: 100,
      remaining: 0,
      resetsInMs: 30_000,
      nextInMs: 30_000,
    });
    books.now = start + 29_999;
    expect(books.use(1, { holder: "b" })).toBe(0);
    books.now += 1;
    expect(books.use(1, { holder: "b" })).toBe(1);
  });

  it("BAS-6 is not held back by what was noted before the clock was set back", () => {
    const books = new Books({ capacity: 4, perMs: 60_000 });
    books.use(2);
    books.visit({ holder: "dead", wanted: 1, blockedUntil: start + 10 });
    books.now = start - 100 * 86_400_000;
    books.visit();
    books.now += 86_400_000 + 120_000;
    expect(books.remaining).toBe(4);
  });
});

describe("the part kept for live work", () => {
  const background = { holder: "sweep", urgency: "background" } as const;

  it("BAS-6 stops background work at its share, and lets live work go on to nothing", () => {
    const books = new Books({ capacity: 100, perMs: 86_400_000 }, { reserveShare: 0.2 });
    let swept = 0;
    let live = 0;
    const until = start + 80_000_000;
    for (; books.now < until; books.now += 400_000) swept += books.use(1, background);
    for (; books.now < until + 6_000_000; books.now += 200_000) live += books.use(1);
    expect(swept).toBe(80);
    expect(live).toBe(20);
  });

  it("BAS-6 leaves live work a token too, whenever it comes", () => {
    const books = new Books({ capacity: 100, perMs: 60_000 }, { reserveShare: 0.1 });
    for (let n = 0; n < 600; n += 1) {
      books.now += 100;
      books.use(20, background);
      if (n % 60 === 0) expect(books.use(1)).toBe(1);
    }
  });

  it("BAS-6 is no riddle that background work would probe", () => {
    const books = new Books({ capacity: 10, perMs: 86_400_000 }, { reserveShare: 0.5 });
    books.visit({ seen: told({ capacity: 10, remaining: 5, endedBefore: 0, isOwn: false }) });
    books.now += 7_200_000;
    expect(books.use(1, background)).toBe(0);
    expect(books.use(1)).toBe(1);
  });
});

describe("a vendor that tells its limit and never what is left of it", () => {
  it("BAS-6 SNW-8 is asked nothing beyond that limit, for its answer would teach nothing", () => {
    const books = new Books({ capacity: 180_000, perMs: 3_600_000 });
    const times: number[] = [];
    for (; books.now < start + 4 * 3_600_000; books.now += 30_000) {
      times.push(...Array.from({ length: books.use(20) }, () => books.now));
      books.visit({ seen: told({ capacity: 60 }) });
    }
    expect(mostInAnyWindow(times, 3_600_000)).toBeLessThanOrEqual(60);
  });
});

describe("an operator's ceiling far below the vendor's daily limit", () => {
  const day = { capacity: 15_000, perMs: 86_400_000 };
  const tenADay = () => new Books(day, { ceiling: 10 });
  const seenOf = (used: number, ended: number) =>
    told({ capacity: 15_000, remaining: 15_000 - used, endedBefore: ended, isOwn: false });

  it("BAS-6 spreads what is left over the day, although the vendor would let far more through", () => {
    const books = tenADay();
    expect(books.use(10)).toBe(5);
    books.visit({ seen: seenOf(5, 5) });
    for (let n = 1; n <= 5; n += 1) {
      expect(books.visit().readyAt).toBe(start + n * 8_640_000);
      books.now = books.visit().readyAt;
      expect(books.use(10)).toBe(1);
    }
  });

  it("BAS-6 goes by our own count, however late the vendor's is", () => {
    const books = tenADay();
    let used = 0;
    for (; books.now < start + day.perMs; books.now += 600_000) {
      used += books.use(10);
      books.visit({ seen: seenOf(0, used) });
    }
    expect(used).toBe(10);
  });

  it("BAS-6 still asks the vendor when it is others who are said to have used it up", () => {
    const books = tenADay();
    books.visit({ seen: seenOf(15_000, 0) });
    expect(books.visit().readyAt).toBe(start + 60_000);
  });

  it("HLT-5 tells how long no call can be had, beside what is left", () => {
    const books = tenADay();
    expect(books.open().status(start)).toMatchObject({ remaining: 10, nextInMs: 0 });
    books.use(5);
    expect(books.open().status(start)).toMatchObject({ remaining: 5, nextInMs: 8_640_000 });
  });
});

describe("what the vendor tells of a bucket", () => {
  it("BAS-6 counts what others used of a shared budget, until it resets", () => {
    const books = new Books({ capacity: 100, perMs: 60_000 });
    books.use(1);
    books.visit({ seen: told({ remaining: 10, resetsInMs: 20_000, endedBefore: 0 }) });
    expect(books.remaining).toBe(10);
    books.visit({ seen: told({ remaining: 60, resetsInMs: 20_000, endedBefore: 0 }) });
    expect(books.remaining).toBe(60);
    books.now += 20_000;
    expect(books.remaining).toBe(99);
  });

  it("BAS-6 leaves out of what remains the calls the vendor may not have counted yet, of every process", () => {
    const books = new Books({ capacity: 100, perMs: 60_000 });
    books.visit({ holder: "b", wanted: 1 });
    books.visit({ wanted: 3 });
    // One of three was answered, another ended meanwhile and may have been counted after it; two are on their way.
    books.visit({ held: 1, endedAt: [start, start], seen: told({ remaining: 50, endedBefore: 0 }) });
    expect(books.remaining).toBe(47);
  });

  it("BAS-6 is not believed of what remains where nobody knows what had been counted", () => {
    const books = new Books({ capacity: 100, perMs: 60_000 });
    books.visit({ seen: told({ remaining: 10, capacity: 120 }) });
    expect(books.remaining).toBe(120);
  });

  it("BAS-6 sets the capacity of the plan, but not beyond the operator's bound", () => {
    const free = new Books({ capacity: 200, perMs: 60_000 });
    free.visit({ seen: told({ capacity: 700 }) });
    expect(free.visit().capacity).toBe(700);
    const bound = new Books({ capacity: 200, perMs: 60_000 }, { ceiling: 150 });
    bound.visit({ seen: told({ capacity: 700 }) });
    expect(bound.visit().capacity).toBe(150);
  });
});
