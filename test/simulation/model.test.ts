// The same histories under fast-check: a failing one is shrunk to the least of people, kills and troubles that fails.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInFull } from "../skips.ts";
import { Simulation } from "./simulation.ts";

const silent = (): void => undefined;

const history = fc.record({
  seed: fc.nat(1_000_000),
  workMs: fc.integer({ min: 1_000, max: 15_000 }),
  actions: fc.nat(15),
  firstRecords: fc.nat(3),
  kills: fc.nat(3),
  troubles: fc.nat(1),
  interference: fc.nat(1),
  slowReads: fc.constantFrom(0, 0.2),
  deletes: fc.boolean(),
  poison: fc.boolean(),
  onFile: fc.constant(false),
});

describe("any small history", () => {
  it("SYN-9 SYN-10 SYN-11 loses, doubles and repeats nothing", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ seed, ...fixed }) => {
        const { violations } = await new Simulation(seed, silent, fixed).run();
        expect(violations).toEqual([]);
      }),
      { numRuns: isInFull ? 40 : 12, seed: 20260301 },
    );
  }, 120_000);
});
