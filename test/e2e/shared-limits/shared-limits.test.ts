// A vendor's limit that a daemon and three commands share, by the vendor's own count.
import { describe, expect, it } from "vitest";
import { onlyInFull } from "../../skips.ts";
import { type Limit, play } from "./troupe.ts";

const mostRounds = 3;

/** A round in which the processor had no time for what was allowed is played again; the limit holds in every one. */
async function expectHeldAndUsed(limit: Limit & { readonly windows?: number }): Promise<void> {
  let best = 0;
  for (let round = 0; round < mostRounds && best < 0.95; round += 1) {
    const { most, usedShare, killed, ended } = await play(limit, limit.windows ?? 5);
    expect(most).toBeLessThanOrEqual(limit.capacity);
    expect(killed).toBeGreaterThan(0);
    expect(ended).toBeGreaterThan(0);
    best = Math.max(best, usedShare);
  }
  expect(best).toBeGreaterThanOrEqual(0.95);
}

const isHeldAndUsed = "BAS-6 is never exceeded and used to at least 95 %, whoever is killed or frozen: $name";

describe("a limit that four processes share", () => {
  it.each([
    { name: "10 in 3 s", capacity: 10, perMs: 3_000 },
    { name: "100 in 10 s, told by headers", capacity: 100, perMs: 10_000, windows: 3, observes: true },
    { name: "15 in 3 s over three classes", capacity: 15, perMs: 3_000, classes: 3 },
  ])(isHeldAndUsed, expectHeldAndUsed, 300_000);

  it("BAS-6 would be exceeded if each kept books of its own, which this count would show", async () => {
    const { most } = await play({ capacity: 20, perMs: 3_000, books: "own" }, 2);
    expect(most).toBeGreaterThan(20);
  });
});

onlyInFull("90 s", "larger and longer limits shared by four processes")(
  "larger limits that four processes share",
  () => {
    it.each([
      { name: "1,000 in 10 s", capacity: 1_000, perMs: 10_000, windows: 3 },
      // The rules of long windows, fifty times as fast: calls are handed out in tens and kept for later.
      { name: "1,000 in 10 min", capacity: 1_000, perMs: 600_000, speed: 50, windows: 3 },
      {
        name: "100 in an hour over three classes",
        capacity: 100,
        perMs: 3_600_000,
        classes: 3,
        speed: 300,
        windows: 3,
      },
    ])(isHeldAndUsed, expectHeldAndUsed, 300_000);
  },
);
