import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortableIds, systemClock, systemRandom } from "../../src/cli/ports.ts";

describe("ids", () => {
  it("SYN-10 never repeat and sort in the order they were made, whatever the clock does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }),
        (times) => {
          let turn = 0;
          const ids = sortableIds(() => times[turn++] ?? 0);
          const made = times.map(() => ids.next());
          expect([...made].sort()).toEqual(made);
          expect(new Set(made).size).toBe(made.length);
        },
      ),
    );
  });

  it("carry over from letter to letter within one millisecond", () => {
    const ids = sortableIds(
      () => 0,
      () => Uint8Array.from({ length: 16 }, (_, i) => (i < 14 ? 0 : 31)),
    );
    expect([ids.next(), ids.next()]).toEqual(["000000000000000000000000ZZ", "00000000000000000000000100"]);
  });

  it("begin with the time, so that ids of two processes sort by age", () => {
    expect(sortableIds(() => 1_700_000_000_000).next()).toMatch(/^01HF7YAT00[0-9A-HJKMNP-TV-Z]{16}$/);
  });
});

describe("sleep", () => {
  it("rejects with the reason when the signal aborts first, or has aborted already", async () => {
    const controller = new AbortController();
    const sleeping = systemClock().sleep(60_000, controller.signal);
    controller.abort(new Error("stop"));
    await expect(sleeping).rejects.toThrow("stop");
    await expect(systemClock().sleep(0, controller.signal)).rejects.toThrow("stop");
    await expect(systemClock().sleep(0, new AbortController().signal)).resolves.toBeUndefined();
  });
});

it("random numbers are at least 0 and below 1", () => {
  const random = systemRandom();
  const numbers = Array.from({ length: 1_000 }, random);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(numbers).size).toBe(1_000);
});
