// Random histories around the real engine, a fixed set of them; `npm run simulate` runs as many as one likes.
import { describe, expect, it } from "vitest";
import { mutants } from "./mutants.ts";
import { type Outcome, Simulation } from "./simulation.ts";

const silent = (): void => undefined;
const seedsInAll = 300;
const parts = 6;

const failures = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ seed, violations }) =>
    violations.map(
      ({ invariant, detail }) => `${invariant}: ${detail}; npm run simulate -- --seed ${seed} --trace`,
    ),
  );

async function runSeeds(from: number, count: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = from; seed < from + count; seed++) outcomes.push(await new Simulation(seed, silent).run());
  return outcomes;
}

describe("any history of edits, kills, faults and troubles", () => {
  const size = seedsInAll / parts;
  for (let part = 0; part < parts; part++) {
    const from = 1 + part * size;
    it(`SYN-9 SYN-10 SYN-11 SYN-12 SYN-13 loses, doubles and repeats nothing: seeds ${from} to ${from + size - 1}`, async () => {
      expect(failures(await runSeeds(from, size))).toEqual([]);
    }, 120_000);
  }

  it("SYN-9 is the same history whenever its seed is run", async () => {
    const tell = async (seed: number): Promise<string[]> => {
      const lines: string[] = [];
      await new Simulation(seed, (line) => void lines.push(line)).run();
      return lines;
    };
    for (const seed of [3, 17, 42]) expect(await tell(seed)).toEqual(await tell(seed));
  });

  it("SYN-9 has a fault to plant for every mutant, each under a name of its own", () => {
    expect(mutants.length).toBeGreaterThanOrEqual(25);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  });
});
