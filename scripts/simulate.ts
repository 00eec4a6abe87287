// Random histories around the real engine, and the proof that they would catch a fault. See docs/simulation.md.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeSimulation } from "../test/simulation/bundle.ts";
import { runJobs } from "../test/simulation/jobs.ts";
import { type Mutant, mutants } from "../test/simulation/mutants.ts";
import type { Outcome } from "../test/simulation/simulation.ts";

const usage = `npm run simulate -- [--seeds N] [--from S] [--jobs 2]   runs N seeds (1000), from S (1)
npm run simulate -- --seed S [--trace]                  runs one seed, and tells what happens in it
npm run simulate -- --mutants [--only ID] [--seeds N]   plants each fault alone until a seed catches it
`;

const root = resolve(import.meta.dirname, "..");
const replay = (seed: number): string => `npm run simulate -- --seed ${seed} --trace`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1000" },
      from: { type: "string", default: "1" },
      jobs: { type: "string", default: "2" },
      seed: { type: "string" },
      only: { type: "string" },
      trace: { type: "boolean", default: false },
      mutants: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [count, from, jobs] = [Number(values.seeds), Number(values.from), Number(values.jobs)];
  if (values.mutants) {
    const chosen = mutants.filter((mutant) => values.only === undefined || mutant.id === values.only);
    return hunt(chosen, { from, count, jobs });
  }
  if (values.seed !== undefined) return runOne(Number(values.seed), values.trace);
  return runMany({ from, count, jobs });
}

interface Range {
  readonly from: number;
  readonly count: number;
  readonly jobs: number;
}

async function withSimulation<T>(mutant: Mutant | null, use: (bundle: string) => Promise<T>): Promise<T> {
  const bundle = await writeSimulation(root, mutant);
  try {
    return await use(bundle);
  } finally {
    rmSync(bundle, { force: true });
  }
}

function runOne(seed: number, trace: boolean): Promise<number> {
  return withSimulation(null, async (bundle) => {
    const order = { from: seed, count: 1, stride: 1, stopAtFirst: false, trace };
    const { stdout } = spawnSync(process.execPath, [bundle, JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "inherit"],
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    const lines = stdout.trimEnd().split("\n");
    const outcome = JSON.parse(lines.pop() ?? "{}") as Outcome;
    process.stdout.write(
      `${lines
        .slice(1)
        .map((line) => `${line}\n`)
        .join("")}`,
    );
    report(outcome);
    process.stdout.write(`seed ${seed}: ${JSON.stringify(outcome.figures)}\n`);
    return outcome.violations.length > 0 ? 1 : 0;
  });
}

function report({ seed, violations }: Outcome): void {
  for (const { invariant, detail } of violations)
    process.stdout.write(`  ${seed}: ${invariant}: ${detail}\n`);
}

function runMany({ from, count, jobs }: Range): Promise<number> {
  return withSimulation(null, async (bundle) => {
    const startedAt = performance.now();
    const totals = new Map<string, number>();
    let failed = 0;
    let done = 0;
    await runJobs({ bundle, from, count, jobs, stopAtFirst: false }, (outcome) => {
      done += 1;
      if (outcome.violations.length > 0) {
        failed += 1;
        report(outcome);
        process.stdout.write(`${replay(outcome.seed)}\n`);
      }
      for (const [name, n] of Object.entries(outcome.figures)) totals.set(name, (totals.get(name) ?? 0) + n);
      if (done % 100 === 0) process.stderr.write(`${done} of ${count} seeds, ${failed} failed\n`);
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const perSeedMs = ((seconds * 1000) / count).toFixed(1);
    const rows = [["seeds", count], ["failed", failed], ["ms a seed", perSeedMs], ...totals] as const;
    for (const [name, value] of rows)
      process.stdout.write(`${name.padEnd(16)} ${String(value).padStart(10)}\n`);
    return failed > 0 ? 1 : 0;
  });
}

interface Caught {
  readonly mutant: Mutant;
  readonly by: Outcome | null;
  readonly seeds: number;
}

async function hunt(chosen: readonly Mutant[], { from, count, jobs }: Range): Promise<number> {
  const open = [...chosen];
  const caught: Caught[] = [];
  const lane = async (): Promise<void> => {
    for (let mutant = open.shift(); mutant; mutant = open.shift()) {
      const result = await huntOne(mutant, from, count);
      caught.push(result);
      const { seed, violations: [first] = [] } = result.by ?? {};
      process.stderr.write(`${mutant.id}: ${first ? `seed ${seed}, ${first.invariant}` : "NOT CAUGHT"}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  const width = Math.max(...chosen.map(({ id }) => id.length));
  process.stdout.write(`${"mutant".padEnd(width)}   seed  seeds  invariant broken\n`);
  for (const mutant of chosen) {
    const { by = null, seeds = 0 } = caught.find((one) => one.mutant === mutant) ?? {};
    const invariant = by?.violations[0]?.invariant ?? "NOT CAUGHT";
    const [seed, used] = [String(by?.seed ?? "-").padStart(6), String(seeds).padStart(6)];
    process.stdout.write(`${mutant.id.padEnd(width)} ${seed} ${used}  ${invariant}\n`);
  }
  const missed = caught.filter(({ by }) => by === null).length;
  process.stdout.write(`${caught.length - missed} of ${caught.length} caught\n`);
  return missed > 0 ? 1 : 0;
}

function huntOne(mutant: Mutant, from: number, count: number): Promise<Caught> {
  return withSimulation(mutant, async (bundle) => {
    let by: Outcome | null = null;
    let seeds = 0;
    await runJobs({ bundle, from, count, jobs: 1, stopAtFirst: true }, (outcome) => {
      seeds += 1;
      if (outcome.violations.length > 0) by ??= outcome;
    });
    return { mutant, by, seeds };
  });
}

process.exitCode = await main();
