import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/cli/ports.ts";
import type { Clock } from "../../../src/core/contract/runtime.ts";
import { memoryLimits } from "../../../src/core/http/limits.ts";
import {
  TooLate,
  type Transport,
  type WireRequest,
  type WireResponse,
} from "../../../src/core/http/transport.ts";
import { deadlineMs, json, read, setStage, startVendor, TestClock } from "./stage.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const limits = { main: { capacity: 10, perMs: 60_000 } };

/** Its first connection takes until it is told. */
class SlowToConnect implements Transport {
  readonly connecting = Promise.withResolvers<void>();
  readonly connected = Promise.withResolvers<void>();
  readonly leftAt: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async send(_request: WireRequest, _deadline: AbortSignal, mayLeave: () => boolean): Promise<WireResponse> {
    this.connecting.resolve();
    await this.connected.promise;
    if (!mayLeave()) throw new TooLate();
    this.leftAt.push(this.#now());
    return { status: 200, headers: {}, body: new TextEncoder().encode("{}") };
  }

  async close(): Promise<void> {}
}

describe("limits across restarts", () => {
  it("BAS-6 has told the books of a request before it is sent, so that a crash refills nothing", async () => {
    const clock = new TestClock();
    const texts = new Map<string, string>();
    const recorded: (string | undefined)[] = [];
    const vendor = await startVendor((response, seen) => {
      recorded.push(texts.get("zd/main"));
      json(200, {})(response, seen);
    });
    open.push(vendor);
    const store = memoryLimits(clock, texts);
    const setUp = () => setStage({ baseUrl: vendor.origin, limits }, { limits: store, clock });
    const crashed = setUp();
    for (let n = 0; n < 4; n += 1) await crashed.client.request(read);
    expect(recorded.map((text) => Object.values(JSON.parse(text ?? "").leases))).toEqual(
      [1, 1, 1, 1].map((count) => [{ count, until: expect.any(Number) }]),
    );
    const after = setUp();
    open.push(crashed, after);
    await after.client.request(read);
    expect(after.client.status().buckets[0]?.remaining).toBe(5);
  });

  it("BAS-6 gives back what was held and not used when it closes", async () => {
    const vendor = await startVendor(json(200, {}));
    open.push(vendor);
    const clock = new TestClock();
    const texts = new Map<string, string>();
    const store = memoryLimits(clock, texts);
    const daily = { main: { capacity: 1_000, perMs: 86_400_000 } };
    const first = setStage({ baseUrl: vendor.origin, limits: daily }, { limits: store, clock });
    await first.client.request(read);
    expect(Object.values(JSON.parse(texts.get("zd/main") ?? "").leases)).toMatchObject([{ count: 10 }]);
    await first.close();
    const second = setStage({ baseUrl: vendor.origin, limits: daily }, { limits: store, clock });
    open.push(second);
    expect(second.client.status().buckets[0]?.remaining).toBe(999);
  });

  it("BAS-6 a process that stood still before its request left waits its turn again: others had its call", async () => {
    const vendor = await startVendor(json(200, {}));
    const clock = new TestClock();
    const store = memoryLimits(clock);
    const one = { main: { capacity: 2, perMs: 30_000 } };
    const transport = new SlowToConnect(clock.now.bind(clock));
    const sleeper = setStage({ baseUrl: vendor.origin, limits: one }, { limits: store, clock, transport });
    const other = setStage({ baseUrl: vendor.origin, limits: one }, { limits: store, clock });
    open.push(vendor, sleeper, other);
    const asked = sleeper.client.request(read);
    await transport.connecting.promise;
    clock.time += 40_000;
    const startedAt = clock.now();
    for (let n = 0; n < 2; n += 1) await other.client.request(read);
    // Its next request says anew what it holds, which must not bring the lost call back.
    const askedNext = sleeper.client.request(read);
    await new Promise((resolve) => setImmediate(resolve));
    transport.connected.resolve();
    await Promise.all([asked, askedNext]);
    expect(transport.leftAt).toHaveLength(2);
    expect(Math.min(...transport.leftAt)).toBeGreaterThanOrEqual(startedAt + 30_000);
  });

  it("BAS-6 goes on with books of its own when the shared ones can't be used, and says so once", async () => {
    const vendor = await startVendor(json(200, {}));
    const broken = memoryLimits(new TestClock(), new Map([["zd/main", "{not json"]]));
    const stage = setStage({ baseUrl: vendor.origin, limits }, { limits: broken });
    open.push(vendor, stage);
    for (let n = 0; n < 12; n += 1) await stage.client.request(read);
    expect(stage.logged.filter((line) => line.includes("http.limits.not_shared"))).toHaveLength(1);
    expect(stage.clock.slept.length).toBeGreaterThanOrEqual(2);
  });

  it("HLT-5 a refusal names the time of the next request: it stays true however late it is shown", async () => {
    const vendor = await startVendor(json(200, {}));
    const clock = new TestClock();
    const one = { main: { capacity: 1, perMs: 3_600_000 } };
    const stage = setStage({ baseUrl: vendor.origin, limits: one }, { clock });
    open.push(vendor, stage);
    const startedAt = clock.now();
    await stage.client.request(read);
    const refusal: unknown = await stage.client.request(read).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "E_RATE_LIMITED", retryAfterMs: expect.any(Number) });
    const told = / at (\S+Z)$/.exec(String(refusal))?.[1] ?? "";
    expect(Date.parse(told)).toBeGreaterThan(startedAt);
    expect(Date.parse(told)).toBeLessThanOrEqual(startedAt + 3_700_000);
  });

  it("BAS-6 serves requests of a class in order and each class by itself", async () => {
    const vendor = await startVendor(json(200, {}));
    const clock = systemClock();
    const slept: number[] = [];
    const realClock: Clock = {
      now: clock.now,
      sleep: (ms, signal) => {
        slept.push(ms);
        return clock.sleep(ms, signal);
      },
    };
    const perMs = 300;
    const stage = setStage(
      { baseUrl: vendor.origin, limits: { main: { capacity: 1, perMs }, other: { capacity: 5, perMs } } },
      { realClock },
    );
    open.push(vendor, stage);
    const wanted = ["/1", "/2", "/3"].map((path) => stage.client.request({ ...read, path }));
    await Promise.all([...wanted, stage.client.request({ ...read, path: "/other", endpointClass: "other" })]);
    const paths = vendor.seen.map((one) => one.url);
    expect(paths.filter((path) => path !== "/other")).toEqual(["/1", "/2", "/3"]);
    expect(paths.indexOf("/other")).toBeLessThan(paths.indexOf("/3"));
    // Waits for a limit have whole milliseconds.
    expect(slept.filter((ms) => ms < deadlineMs && Number.isInteger(ms)).length).toBeGreaterThanOrEqual(2);
  });
});

describe("waits for a limit", () => {
  it("BAS-6 are told with the time that is left, and no more once the request has gone", async () => {
    const vendor = await startVendor(json(200, {}));
    const clock = new TestClock();
    const stage = setStage({ baseUrl: vendor.origin, limits }, { clock });
    open.push(vendor, stage);
    const told: (number | undefined)[] = [];
    const waitsMs = () => stage.client.status().buckets[0]?.waitsMs;
    const { sleep } = clock;
    clock.sleep = (ms, signal) => {
      told.push(waitsMs());
      return sleep.call(clock, ms, signal);
    };
    for (let n = 0; n < 7; n += 1) await stage.client.request(read);
    expect(told.filter((ms) => ms !== 0)).toEqual([6_000, 6_000]);
    expect(waitsMs()).toBe(0);
  });

  it("BAS-6 that the vendor asks for after a refusal are told too", async () => {
    const vendor = await startVendor(json(429, {}, { "retry-after": "16" }), json(200, {}));
    const clock = new TestClock();
    const stage = setStage({ baseUrl: vendor.origin, limits }, { clock });
    open.push(vendor, stage);
    let told = 0;
    const { sleep } = clock;
    clock.sleep = (ms, signal) => {
      told = Math.max(told, stage.client.status().buckets[0]?.waitsMs ?? 0);
      return sleep.call(clock, ms, signal);
    };
    await stage.client.request(read);
    expect(told).toBeGreaterThanOrEqual(16_000);
  });
});
