// Random histories around the real engine, a fixed set of them; `npm run simulate` runs as many as one likes.
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSimulation } from "./bundle.ts";
import { runJobs } from "./jobs.ts";
import { mutants } from "./mutants.ts";
import { type Outcome, Simulation } from "./simulation.ts";

const root = resolve(import.meta.dirname, "../..");
const seedsInAll = 300;

const failures = ({ seed, violations }: Outcome): string[] =>
  violations.map(
    ({ invariant, detail }) => `${invariant}: ${detail}; npm run simulate -- --seed ${seed} --trace`,
  );

describe("any history of edits, kills, faults and troubles", () => {
  it(`SYN-9 SYN-10 SYN-11 SYN-12 SYN-13 loses, doubles and repeats nothing: seeds 1 to ${seedsInAll}`, async () => {
    const bundle = await writeSimulation(root, null);
    const failed: string[] = [];
    const seeds = new Set<number>();
    try {
      const work = { bundle, from: 1, count: seedsInAll, jobs: availableParallelism(), stopAtFirst: false };
      await runJobs(work, (outcome) => {
        seeds.add(outcome.seed);
        failed.push(...failures(outcome));
      });
    } finally {
      rmSync(bundle, { force: true });
    }
    expect(failed).toEqual([]);
    expect(seeds.size).toBe(seedsInAll);
  }, 300_000);

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
