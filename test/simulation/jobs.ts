// Spreads seeds over processes and gathers what they tell.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { uncounted } from "../uncounted.ts";
import type { Outcome } from "./simulation.ts";

export interface Work {
  readonly bundle: string;
  readonly from: number;
  readonly count: number;
  readonly jobs: number;
  readonly stopAtFirst: boolean;
}

/** A seed that takes longer than this hangs: most take a tenth of a second, and machines may be busy. */
const longestSeedMs = 90_000;

/** Runs the seeds; each outcome is told as it comes. A seed that hangs or ends its process is an outcome too. */
export async function runJobs(work: Work, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const { jobs, count } = work;
  const lanes = Array.from({ length: Math.min(jobs, count) }, (_, lane) => {
    const mine = Math.ceil((count - lane) / jobs);
    return runLane(work, work.from + lane, mine, onOutcome);
  });
  await Promise.all(lanes);
}

async function runLane(
  { bundle, jobs, stopAtFirst }: Work,
  from: number,
  count: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const order = { from, count, stride: jobs, stopAtFirst, trace: false };
  const child = spawn(process.execPath, [bundle, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: uncounted(),
  });
  let seed = from;
  let done = 0;
  let hasHung = false;
  const hang = (): void => {
    hasHung = true;
    child.kill("SIGKILL");
  };
  let watch = setTimeout(hang, longestSeedMs);
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(watch);
    watch = setTimeout(hang, longestSeedMs);
    const message = JSON.parse(line) as { starts: number } | Outcome;
    if ("starts" in message) {
      seed = message.starts;
      continue;
    }
    done += 1;
    onOutcome(message);
    if (stopAtFirst && message.violations.length > 0) done = count;
  }
  clearTimeout(watch);
  if (done >= count) return;
  const detail = hasHung ? "the engine turns in a circle without waiting for anything" : "the process ended";
  onOutcome({ seed, violations: [{ invariant: "the engine survives", detail }], figures: {} });
}
