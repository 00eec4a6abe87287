// That no seed is passed over in silence.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { removeDirectories, temporaryDirectory } from "../core/secrets/fixture.ts";
import { runJobs } from "./jobs.ts";
import type { Outcome } from "./simulation.ts";

afterEach(removeDirectories);

/** Stands for the simulation: ends its process at seed 4. */
const mortal = `
const { from, count, stride } = JSON.parse(process.argv[2]);
for (let n = 0; n < count; n += 1) {
  const seed = from + n * stride;
  console.log(JSON.stringify({ starts: seed }));
  if (seed === 4) process.exit(1);
  console.log(JSON.stringify({ seed, violations: [], figures: {} }));
}`;

it("SYN-10 a seed that ends its process is told, and the seeds after it are run all the same", async () => {
  const bundle = join(await temporaryDirectory(), "mortal.mjs");
  writeFileSync(bundle, mortal);
  const outcomes: Outcome[] = [];
  await runJobs({ bundle, from: 1, count: 9, jobs: 2, stopAtFirst: false }, (one) => outcomes.push(one));
  expect(outcomes.map(({ seed }) => seed).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(outcomes.filter(({ violations }) => violations.length > 0)).toMatchObject([
    { seed: 4, violations: [{ detail: "the process ended" }] },
  ]);
});
