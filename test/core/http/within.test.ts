// Limits over several endpoint classes: a call counts in its own and in those it is within.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LimitRule } from "../../../src/core/contract/http.ts";
import { TooLate, type Transport } from "../../../src/core/http/transport.ts";
import { json, read, setStage, startVendor, TestClock } from "./stage.ts";

const minuteMs = 60_000;

const open: { close(): Promise<void> }[] = [];
let clock: TestClock;
beforeEach(() => {
  clock = new TestClock();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const within = (capacity: number, outer = "all"): LimitRule => ({ capacity, perMs: minuteMs, within: outer });
const all = (capacity: number): LimitRule => ({ capacity, perMs: minuteMs });

type Rules = Readonly<Record<string, LimitRule>>;

/** Asks in turns for each of the classes; gives when the vendor was asked. */
async function ask(limits: Rules, classes: readonly string[], times: number, ceilings = {}) {
  const leftAt: number[] = [];
  const vendor = await startVendor((response, seen) => {
    leftAt.push(clock.now());
    json(200, {})(response, seen);
  });
  const stage = setStage({ baseUrl: vendor.origin, limits }, { clock, settings: { ceilings } });
  open.push(vendor, stage);
  for (let n = 0; n < times; n += 1) {
    const endpointClass = classes[n % classes.length] ?? "";
    await stage.client.request({ ...read, endpointClass });
  }
  const remaining = (name: string) =>
    stage.client.status().buckets.find(({ endpointClass }) => endpointClass === name)?.remaining;
  return { leftAt, remaining, client: stage.client, stage };
}

const mostInAMinute = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + minuteMs).length));

describe("a limit over several classes", () => {
  it("JRA-7 is held by all of them together, and used", async () => {
    const { leftAt } = await ask(
      { read: within(10), write: within(10), files: within(10), all: all(6) },
      ["read", "write", "files"],
      24,
    );
    expect(mostInAMinute(leftAt)).toBe(6);
    expect((leftAt.at(-1) ?? 0) - (leftAt[0] ?? 0)).toBeLessThanOrEqual(4 * minuteMs);
  });

  it("JRA-7 is another one for each of those it is within", async () => {
    const limits = { read: within(100, "api"), api: within(5), write: within(100), all: all(8) };
    const { leftAt, remaining } = await ask(limits, ["read", "write"], 4);
    expect([remaining("read"), remaining("api"), remaining("write"), remaining("all")]).toEqual([
      98, 3, 98, 4,
    ]);
    expect(leftAt).toHaveLength(4);
  });

  it("JRA-7 holds at the operator's ceiling of it", async () => {
    const { leftAt } = await ask(
      { read: within(10), write: within(10), all: all(1000) },
      ["read", "write"],
      12,
      {
        all: 4,
      },
    );
    expect(mostInAMinute(leftAt)).toBe(4);
  });

  it("JRA-7 is named when it is what a request would wait for, and costs its own class nothing", async () => {
    const limits = { read: within(50), all: { capacity: 2, perMs: 3_600_000 } };
    const { client, remaining, leftAt, stage } = await ask(limits, ["read"], 1);
    const refusal: unknown = await client.request({ ...read, endpointClass: "read" }).catch((error) => error);
    expect(refusal).toMatchObject({ code: "E_RATE_LIMITED", message: expect.stringContaining('"all"') });
    await stage.close();
    expect(leftAt).toHaveLength(1);
    expect(remaining("read")).toBe(49);
  });

  it("JRA-7 that the vendor calls used up stops each class", async () => {
    let remaining = 0;
    const vendor = await startVendor(json(200, {}));
    const stage = setStage(
      {
        baseUrl: vendor.origin,
        limits: { read: within(100), write: within(100), all: all(100) },
        observeLimits: () => [{ endpointClass: "all", remaining, resetsInMs: 40_000 }],
      },
      { clock },
    );
    open.push(vendor, stage);
    await stage.client.request({ ...read, endpointClass: "read" });
    const toldAt = clock.now();
    remaining = 99;
    await stage.client.request({ ...read, endpointClass: "write" });
    expect(clock.now() - toldAt).toBeGreaterThanOrEqual(40_000);
  });

  it("JRA-7 counts a call once that the vendor has counted in it", async () => {
    let left = 10;
    const vendor = await startVendor(json(200, {}));
    const stage = setStage(
      {
        baseUrl: vendor.origin,
        limits: { read: within(100), all: all(10) },
        observeLimits: () => {
          left -= 1;
          return [{ endpointClass: "all", capacity: 10, remaining: left, resetsInMs: minuteMs }];
        },
      },
      { clock },
    );
    open.push(vendor, stage);
    for (let n = 0; n < 3; n += 1) await stage.client.request({ ...read, endpointClass: "read" });
    const status = stage.client.status().buckets.find(({ endpointClass }) => endpointClass === "all");
    expect(status?.remaining).toBe(7);
  });

  it("JRA-7 counts no call that came too late to leave", async () => {
    let sends = 0;
    const transport: Transport = {
      send: async () => {
        sends += 1;
        if (sends === 1) throw new TooLate();
        return { status: 200, headers: {}, body: new TextEncoder().encode("{}") };
      },
      close: async () => undefined,
    };
    const stage = setStage({ limits: { read: within(10), all: all(10) } }, { clock, transport });
    await stage.client.request({ ...read, endpointClass: "read" });
    await stage.close();
    expect(sends).toBe(2);
    expect(stage.client.status().buckets.map(({ remaining }) => remaining)).toEqual([9, 9]);
  });

  it("JRA-7 lets no call leave that others have been given meanwhile", async () => {
    const mayLeave: boolean[] = [];
    const transport: Transport = {
      send: async (_request, _deadline, ask) => {
        // Longer than calls of a short window are held for, shorter than those of a long one.
        if (mayLeave.length === 0) clock.time += 5_000;
        mayLeave.push(ask());
        if (!mayLeave.at(-1)) throw new TooLate();
        return { status: 200, headers: {}, body: new TextEncoder().encode("{}") };
      },
      close: async () => undefined,
    };
    const daily = { capacity: 10, perMs: 86_400_000, within: "all" };
    const stage = setStage({ limits: { read: daily, all: all(10) } }, { clock, transport });
    open.push(stage);
    await stage.client.request({ ...read, endpointClass: "read" });
    expect(mayLeave).toEqual([false, true]);
  });

  it.each([
    ["is not declared", { read: within(1, "nothing") }],
    ["is the class itself", { read: within(1, "read") }],
    ["is within it again", { read: within(1, "write"), write: within(1, "read") }],
  ])("JRA-7 that %s is a mistake told at once", (_, limits: Rules) => {
    expect(() => setStage({ baseUrl: "http://127.0.0.1:1", limits }, { clock })).toThrow(
      expect.objectContaining({ code: "E_INTERNAL" }),
    );
  });
});
