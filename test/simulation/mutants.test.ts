// The simulation must be able to fail: faults planted in the engine are caught.
import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { plant, writeSimulation } from "./bundle.ts";
import { runJobs } from "./jobs.ts";
import { mutants } from "./mutants.ts";
import type { Outcome } from "./simulation.ts";

const root = resolve(import.meta.dirname, "../..");

/** A few that are caught within seconds; `npm run simulate -- --mutants` plants them all. */
const quick = ["loser-dropped", "no-correlation-key", "shadow-from-read-back"];

describe("the simulation with a fault planted in the engine", () => {
  it("SYN-9 finds the text of every mutant in the engine exactly once", () => {
    for (const mutant of mutants) {
      for (const change of [mutant, ...(mutant.also ? [mutant.also] : [])])
        plant(readFileSync(resolve(root, change.file), "utf8"), mutant.id, change);
    }
  });

  it("SYN-9 refuses a mutant whose text the engine has no more", () => {
    const stale = { file: "x.ts", find: "gone", replace: "" };
    expect(() => plant("nothing here", "stale", stale)).toThrow("occurs 0 times in x.ts");
    expect(() => plant("gone and gone", "stale", stale)).toThrow("occurs 2 times in x.ts");
  });

  for (const id of quick) {
    it(`SYN-9 catches ${id}`, async () => {
      const mutant = mutants.find((one) => one.id === id);
      if (!mutant) throw new Error(`no mutant ${id}`);
      const bundle = await writeSimulation(root, mutant);
      const outcomes: Outcome[] = [];
      try {
        const work = { bundle, from: 1, count: 60, jobs: 1, stopAtFirst: true };
        await runJobs(work, (outcome) => void outcomes.push(outcome));
      } finally {
        rmSync(bundle, { force: true });
      }
      expect(outcomes.at(-1)?.violations).not.toEqual([]);
    }, 60_000);
  }
});
