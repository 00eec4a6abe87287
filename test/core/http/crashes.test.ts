// What crashes cost of a connection's limits, and that the vendor's own figures set the books right.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LimitObservation } from "../../../src/core/contract/http.ts";
import { memoryLimits } from "../../../src/core/http/limits.ts";
import type { Transport } from "../../../src/core/http/transport.ts";
import { failure, read, type Stage, setStage, TestClock } from "./stage.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const daily = { main: { capacity: 15_000, perMs: dayMs } };

/** A vendor with its own rolling window, which counts what others send too, and refuses beyond its limit. */
class CountingVendor implements Transport {
  readonly accepted: number[] = [];
  refused = 0;
  tells = true;
  others = 0;
  readonly #clock: TestClock;
  readonly #max: number;
  readonly #perMs: number;

  constructor(clock: TestClock, max: number, perMs: number) {
    this.#clock = clock;
    this.#max = max;
    this.#perMs = perMs;
  }

  get used(): number {
    const since = this.#clock.now() - this.#perMs;
    return this.others + this.accepted.filter((time) => time > since).length;
  }

  async send() {
    const isFull = this.used >= this.#max;
    if (isFull) this.refused += 1;
    else this.accepted.push(this.#clock.now());
    const headers: Record<string, string> = this.tells ? { usage: `${this.used}/${this.#max}` } : {};
    return { status: isFull ? 403 : 200, headers, body: new TextEncoder().encode("{}") };
  }

  async close(): Promise<void> {}
}

/** Its time stands still: a sleep ends only when it is woken. */
class HeldClock extends TestClock {
  override sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }
}

function observeLimits(response: { readonly headers: Readonly<Record<string, string>> }): LimitObservation[] {
  const [used, max] = (response.headers.usage ?? "").split("/").map(Number);
  if (used === undefined || max === undefined) return [];
  return [{ endpointClass: "main", capacity: max, remaining: Math.max(0, max - used) }];
}

const crashes = fc.array(
  fc.record({ requests: fc.integer({ min: 1, max: 45 }), waitMs: fc.integer({ min: 0, max: 50_000 }) }),
  { minLength: 1, maxLength: 12 },
);

function setUp(max: number, limits: Readonly<Record<string, { capacity: number; perMs: number }>>) {
  const clock = new TestClock();
  const texts = new Map<string, string>();
  const shared = memoryLimits(clock, texts);
  const transport = new CountingVendor(clock, max, limits.main?.perMs ?? dayMs);
  const start = (): Stage => setStage({ limits, observeLimits }, { limits: shared, clock, transport });
  const send = async (stage: Stage, count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, () => stage.client.request(read)));
  };
  return { clock, texts, shared, transport, start, send };
}

/** What the books say after so many calls of a day. */
const spent = (clock: TestClock, told: number | null, count: number): [string, string] => [
  "zd/main",
  JSON.stringify({
    told,
    tellsRemaining: told !== null,
    tokens: 0,
    tokensAt: clock.now(),
    blockedUntil: 0,
    askedAt: 0,
    probePauseMs: minuteMs,
    used: [clock.now() + dayMs, count],
    leases: {},
    foreign: { until: 0, count: 0 },
    ended: count,
  }),
];

const remaining = (stage: Stage): number | undefined => stage.client.status().buckets[0]?.remaining;

describe("limits after crashes", () => {
  it("BAS-6 k crashes cost at most 20 requests each of a day's budget, wherever they strike", async () => {
    await fc.assert(
      fc.asyncProperty(crashes, async (all) => {
        const { clock, transport, start, send } = setUp(15_000, daily);
        transport.tells = false;
        for (const { requests, waitMs } of all) {
          await send(start(), requests);
          clock.time += waitMs;
        }
        const last = start();
        await send(last, 1);
        const lost = 15_000 - (remaining(last) ?? 0) - transport.accepted.length;
        expect(lost).toBeGreaterThanOrEqual(0);
        expect(lost).toBeLessThanOrEqual(20 * all.length + 20);
      }),
      { numRuns: 40 },
    );
  });

  it("BAS-6 a hundred crashes on start never lock a day's budget of which the vendor reports room", async () => {
    const { clock, transport, start, send } = setUp(100_000, daily);
    for (let n = 0; n < 100; n += 1) await send(start(), 2);
    expect(clock.slept).toEqual([]);
    expect(transport.accepted).toHaveLength(200);
  });

  it("BAS-6 what the vendor reports replaces a damaged record, whatever it says", async () => {
    const record = fc.record({
      capacity: fc.constantFrom(15_000, 100_000),
      count: fc.integer({ min: 0, max: 200_000 }),
      others: fc.integer({ min: 0, max: 49_000 }),
    });
    await fc.assert(
      fc.asyncProperty(record, async ({ capacity, count, others }) => {
        const { clock, texts, transport, start, send } = setUp(100_000, daily);
        transport.others = others;
        texts.set(...spent(clock, capacity, count));
        const stage = start();
        await send(stage, 1);
        expect(remaining(stage)).toBe(100_000 - others - 1);
        await send(stage, 100);
        // The answers of the last eight overlap: what may not be counted yet is left out of the remainder.
        expect(remaining(stage)).toBeGreaterThanOrEqual(100_000 - others - 109);
        expect(remaining(stage)).toBeLessThanOrEqual(100_000 - others - 101);
        expect(clock.slept).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("BAS-6 requests that come together wait for the answer to the one that asks, instead of failing", async () => {
    const clock = new HeldClock();
    const transport = new CountingVendor(clock, 100_000, dayMs);
    const limits = memoryLimits(clock, new Map([spent(clock, 15_000, 15_000)]));
    const { client } = setStage({ limits: daily, observeLimits }, { clock, transport, limits });
    await Promise.all(Array.from({ length: 20 }, () => client.request(read)));
    expect(transport.accepted).toHaveLength(20);
  });

  it("BAS-6 the vendor's figure counts downwards too", async () => {
    const { transport, start, send } = setUp(15_000, daily);
    transport.others = 14_990;
    const stage = start();
    await send(stage, 1);
    expect(remaining(stage)).toBe(9);
  });

  it("BAS-6 a day that is used up is asked about now and then, not each minute", async () => {
    const { clock, transport, start } = setUp(15_000, daily);
    transport.others = 15_000;
    const stage = start();
    await failure(stage.client.request(read));
    const until = clock.now() + dayMs / 2;
    while (clock.now() < until) {
      const error = await failure(stage.client.request(read));
      if (error.code === "E_RATE_LIMITED") expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000);
      clock.time += 20_000;
    }
    expect(transport.refused).toBeGreaterThanOrEqual(12);
    expect(transport.refused).toBeLessThanOrEqual(20);
    transport.others = 5_000;
    clock.time += 3_600_000;
    await stage.client.request(read);
    expect(remaining(stage)).toBe(9_999);
  });

  it("BAS-6 a budget the vendor never reports on is held by the books alone", async () => {
    const { clock, texts, transport, start } = setUp(15_000, daily);
    transport.tells = false;
    texts.set(...spent(clock, null, 15_000));
    expect((await failure(start().client.request(read))).code).toBe("E_RATE_LIMITED");
    expect(transport.accepted).toEqual([]);
  });

  it("BAS-6 the capacity the vendor told outlives a restart", async () => {
    const { transport, start, send } = setUp(100_000, daily);
    const first = start();
    for (let n = 0; n < 2; n += 1) await first.client.request(read);
    transport.tells = false;
    const stage = start();
    await send(stage, 1);
    expect(stage.client.status().buckets[0]?.capacity).toBe(100_000);
  });

  it("BAS-6 an operator's bound holds against whatever room the vendor reports", async () => {
    const { clock, transport, shared } = setUp(100_000, daily);
    const stage = setStage(
      { limits: daily, observeLimits },
      { clock, transport, limits: shared, settings: { ceilings: { main: 40 } } },
    );
    for (const until = clock.now() + dayMs / 2; clock.now() < until; clock.time += 60_000)
      await stage.client.request(read).catch(() => undefined);
    expect(transport.accepted).toHaveLength(40);
  });

  it("BAS-6 a minute's budget is never exceeded in any window, whatever crashes and reports come", async () => {
    await fc.assert(
      fc.asyncProperty(crashes, fc.integer({ min: 1, max: 60 }), fc.boolean(), async (all, max, tells) => {
        const { clock, transport, start } = setUp(max, { main: { capacity: max, perMs: minuteMs } });
        transport.tells = tells;
        for (const { requests, waitMs } of all) {
          const stage = start();
          // One after the other: the test's clock jumps, and must not between a take and its arrival.
          for (let n = 0; n < requests; n += 1) {
            await stage.client.request(read).catch((error: { retryAfterMs?: number }) => {
              expect(error.retryAfterMs).toBeGreaterThan(0);
            });
          }
          clock.time += waitMs;
        }
        expect(transport.refused).toBe(0);
        const { accepted } = transport;
        for (const from of accepted) {
          const within = accepted.filter((time) => time >= from && time < from + minuteMs);
          expect(within.length).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 40 },
    );
  });
});
