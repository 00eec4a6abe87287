import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isZone } from "../../src/core/config/time-zones.ts";
import type { Releaser } from "../../src/core/contract/runtime.ts";
import { startSchedule } from "../../src/daemon/schedule.ts";

/** A clock whose sleepers wake only when the test says so. */
function handClock() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    async until(time: number) {
      now = time;
      for (let turn = 0; turn < 10; turn++) {
        await Promise.resolve();
        for (const one of sleepers.splice(0)) {
          if (one.at <= time) one.wake();
          else sleepers.push(one);
        }
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("a sync with an interval", () => {
  it("CFG-5 polls each time it has passed, counted from the beginning of a poll, until the signal", async () => {
    const clock = handClock();
    const stop = new AbortController();
    const polls: number[] = [];
    let finish: () => void = () => undefined;
    const poll = () => {
      polls.push(clock.now());
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    startSchedule({ clock, signal: stop.signal }, { schedule: null, everyMs: 1000 }, poll, []);
    await clock.until(999);
    expect(polls).toEqual([]);
    await clock.until(1000);
    expect(polls).toEqual([1000]);
    // It takes longer than the interval: the next one waits for its end and then begins at once.
    await clock.until(2500);
    expect(polls).toEqual([1000]);
    finish();
    await clock.until(2500);
    expect(polls).toEqual([1000, 2500]);
    finish();
    await clock.until(3499);
    expect(polls).toEqual([1000, 2500]);
    await clock.until(3500);
    expect(polls).toEqual([1000, 2500, 3500]);
    stop.abort();
    finish();
    await clock.until(9000);
    expect(polls).toEqual([1000, 2500, 3500]);
  });
});

describe("a sync with a schedule", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["Europe/Berlin", "2026-07-01T06:00:00Z"],
    ["Asia/Kolkata", "2026-07-01T02:30:00Z"],
    ["America/New_York", "2026-07-01T12:00:00Z"],
  ])("CFG-5 polls at 8 o'clock of its time zone: %s", async (timezone, expected) => {
    vi.setSystemTime(new Date("2026-07-01T00:00:30Z"));
    const polls: string[] = [];
    const releasers: Releaser[] = [];
    const poll = async () => void polls.push(new Date(Date.now()).toISOString().slice(0, 16));
    const clock = handClock();
    const context = { clock, signal: new AbortController().signal };
    startSchedule(context, { schedule: "0 8 * * *", timezone }, poll, releasers);
    await vi.advanceTimersByTimeAsync(20 * 3_600_000);
    expect(polls).toEqual([expected.slice(0, 16)]);
    for (const release of releasers) await release();
    await vi.advanceTimersByTimeAsync(48 * 3_600_000);
    expect(polls).toHaveLength(1);
  });

  it("CFG-5 every zone the platform knows can be named", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    expect(zones.length).toBeGreaterThan(300);
    expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
    expect(["Europe/Atlantis", "", "8", "Berlin"].filter(isZone)).toEqual([]);
  });
});
