import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bucket } from "../../../src/core/http/bucket.ts";

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

describe("token bucket", () => {
  it("BAS-6 never lets more than its capacity through in any window, crashes and restarts included", () => {
    const steps = fc.array(
      fc.record({
        waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
        wanted: fc.integer({ min: 1, max: 40 }),
        restart: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(rules, steps, (rule, all) => {
        let now = start;
        let bucket = new Bucket(rule, now);
        let reserved = { left: 0, until: 0, snapshot: bucket.snapshot(now, 0, now) };
        const taken: number[] = [];
        for (const step of all) {
          now += step.waitMs;
          for (let n = 0; n < step.wanted; n += 1) {
            if (reserved.left === 0 || now >= reserved.until) {
              const until = now + rule.perMs / 8;
              reserved = { left: 3, until, snapshot: bucket.snapshot(now, 3, until) };
            }
            if (!bucket.take(now)) continue;
            taken.push(now);
            reserved.left -= 1;
          }
          if (!step.restart) continue;
          // What a crash leaves behind: the record made before the last few takes.
          bucket = new Bucket(rule, now);
          bucket.restore(JSON.parse(JSON.stringify(reserved.snapshot)), now);
          reserved.left = 0;
        }
        expect(mostInAnyWindow(taken, rule.perMs)).toBeLessThanOrEqual(rule.capacity);
      }),
    );
  });

  it("BAS-6 uses at least 95 % of its capacity when there is always work", () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const bucket = new Bucket(rule, start);
        const windows = 20;
        let now = start;
        let taken = 0;
        while (now < start + windows * rule.perMs) {
          if (bucket.take(now)) taken += 1;
          else now = bucket.readyAt(now);
        }
        // Times are whole milliseconds: windows of a few of them can't be cut finer.
        const grain = rule.perMs < 2_000 ? 0.85 : 0.95;
        expect(taken).toBeGreaterThanOrEqual(Math.floor(rule.capacity * (windows - 1) * grain));
      }),
    );
  });

  it("BAS-6 tells a time at which a take succeeds, after it waited for it", () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 200 }), (rule, count) => {
        const bucket = new Bucket(rule, start);
        let now = start;
        for (let n = 0; n < count; n += 1) {
          let asked = 0;
          while (bucket.readyAt(now) > now) {
            now = bucket.readyAt(now);
            asked += 1;
            expect(asked).toBeLessThanOrEqual(3);
          }
          expect(bucket.take(now)).toBe(true);
        }
      }),
    );
  });

  it("BAS-6 lets half of its capacity go in a burst and then an even stream", () => {
    const bucket = new Bucket({ capacity: 400, perMs: 60_000 }, start);
    let burst = 0;
    while (bucket.take(start)) burst += 1;
    expect(burst).toBe(200);
    expect(bucket.readyAt(start)).toBe(start + 150);
  });

  it("BAS-6 lets nothing through until a Retry-After has passed", () => {
    const bucket = new Bucket({ capacity: 100, perMs: 60_000 }, start);
    bucket.block(start + 30_000);
    expect(bucket.readyAt(start)).toBe(start + 30_000);
    expect(bucket.status(start)).toEqual({ capacity: 100, remaining: 0, resetsInMs: 30_000 });
    expect(bucket.take(start + 29_999)).toBe(false);
    expect(bucket.take(start + 30_000)).toBe(true);
  });

  it("BAS-6 counts what others used of a shared budget, until it resets", () => {
    const bucket = new Bucket({ capacity: 100, perMs: 60_000 }, start);
    bucket.take(start);
    bucket.finish();
    bucket.observe(start, { remaining: 10, resetsInMs: 20_000 });
    expect(bucket.status(start).remaining).toBe(10);
    bucket.observe(start, { remaining: 60, resetsInMs: 20_000 });
    expect(bucket.status(start).remaining).toBe(60);
    expect(bucket.status(start + 20_000).remaining).toBe(99);
  });

  it("BAS-6 leaves out of what remains the takes the vendor may not have counted yet", () => {
    const bucket = new Bucket({ capacity: 100, perMs: 60_000 }, start);
    for (let n = 0; n < 4; n += 1) bucket.take(start);
    bucket.finish(2);
    bucket.finish(3);
    // Take 2 was answered: 1 and 4 are on their way, and 3 may have been counted after it.
    bucket.observe(start, { remaining: 50 }, 2);
    expect(bucket.status(start).remaining).toBe(47);
  });

  it("BAS-6 adopts the capacity of the vendor's plan, but not beyond the operator's bound", () => {
    const free = new Bucket({ capacity: 200, perMs: 60_000 }, start);
    free.observe(start, { capacity: 700 });
    expect(free.status(start).capacity).toBe(700);
    const bound = new Bucket({ capacity: 200, perMs: 60_000 }, start, 150);
    bound.observe(start, { capacity: 700 });
    expect(bound.status(start).capacity).toBe(150);
  });

  it("BAS-6 takes a snapshot in which reserved takes are spent already", () => {
    const bucket = new Bucket({ capacity: 10, perMs: 60_000 }, start);
    const snapshot = bucket.snapshot(start, 4, start + 7_500);
    const restored = new Bucket({ capacity: 10, perMs: 60_000 }, start);
    restored.restore(snapshot, start);
    expect(restored.status(start + 60_000).remaining).toBe(6);
    expect(restored.status(start + 67_500).remaining).toBe(10);
  });
});
