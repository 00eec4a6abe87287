// A measured figure, its baseline, and how they are printed.
import { cpus, totalmem } from "node:os";

export interface BenchOptions {
  /** Fewer and smaller rounds: a look, not a measurement. */
  readonly quick: boolean;
}

export interface Bench {
  readonly name: string;
  run(options: BenchOptions): Promise<readonly Figure[]>;
}

/** Median, least and most of repeated rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly value: Spread;
  /** What the value is compared with, measured in turn with it. */
  readonly baseline: { readonly name: string; readonly value: Spread } | null;
  /** Value divided by baseline, round by round; null without a baseline. */
  readonly ratio: Spread | null;
  readonly budget: string | null;
  /** Null where no budget is set. */
  readonly isWithinBudget: boolean | null;
  readonly note: string | null;
}

/** Median, least and most of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}

/** The value below or at which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export interface Rounds {
  readonly value: Spread;
  readonly baseline: Spread;
  readonly ratio: Spread;
}

/**
 * Measures subject and baseline in turn, so that a machine whose speed drifts slows both. Each gives a figure of its
 * round; one round of each is not counted.
 */
export async function inTurns(
  rounds: number,
  subject: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Rounds> {
  await subject();
  await baseline();
  const values: number[] = [];
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    values.push(await subject());
    baselines.push(await baseline());
  }
  const ratios = values.map((value, index) => value / (baselines[index] ?? Number.NaN));
  return { value: spreadOf(values), baseline: spreadOf(baselines), ratio: spreadOf(ratios) };
}

/** Operations per second of `count` operations. */
export async function perSecond(count: number, work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1000) / (performance.now() - start);
}

/** Operations per second of processor time: what others take of the machine meanwhile does not count. */
export async function perProcessorSecond(count: number, work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (count * 1_000_000) / (user + system);
}

/** What the figures were measured on. */
export function describeMachine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

/** Prints one block per figure. */
export function printFigures(figures: readonly Figure[]): void {
  console.log(`${describeMachine()}\nmedian (least to most of the rounds)\n`);
  for (const { what, unit, value, baseline, ratio, budget, isWithinBudget, note } of figures) {
    console.log(what);
    console.log(`  ${show(value)} ${unit}`);
    if (baseline) console.log(`  baseline: ${show(baseline.value)} ${unit}, ${baseline.name}`);
    if (ratio) console.log(`  ratio: ${show(ratio)}`);
    if (budget) console.log(`  budget: ${budget}: ${isWithinBudget ? "held" : "MISSED"}`);
    if (note) console.log(`  ${note}`);
    console.log("");
  }
}

const show = ({ median, min, max }: Spread): string =>
  min === max ? number(median) : `${number(median)} (${number(min)} to ${number(max)})`;

const number = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-US") : String(Math.round(value * 100) / 100);
