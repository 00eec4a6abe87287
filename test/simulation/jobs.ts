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

/** A process that ends at a seed has the rest done by another one. */
async function runLane(
  work: Work,
  from: number,
  count: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  for (let done = 0; done < count; ) {
    const run = await runChild(work, from + done * work.jobs, count - done, onOutcome);
    done += run.done;
    if (run.fate === null) return;
    const violation = { invariant: "the engine survives", detail: run.fate };
    onOutcome({ seed: from + done * work.jobs, violations: [violation], figures: {} });
    if (work.stopAtFirst) return;
    done += 1;
  }
}

interface ChildRun {
  /** Seeds that came to their end. */
  readonly done: number;
  /** What befell the process at the seed after these; null: it did all it was to do. */
  readonly fate: string | null;
}

async function runChild(
  { bundle, jobs, stopAtFirst }: Work,
  from: number,
  count: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<ChildRun> {
  const order = { from, count, stride: jobs, stopAtFirst, trace: false };
  const child = spawn(process.execPath, [bundle, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: uncounted(),
  });
  let done = 0;
  let isOver = false;
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
    if ("starts" in message) continue;
    done += 1;
    onOutcome(message);
    isOver ||= stopAtFirst && message.violations.length > 0;
  }
  clearTimeout(watch);
  if (isOver || done >= count) return { done, fate: null };
  const fate = hasHung ? "the engine turns in a circle without waiting for anything" : "the process ended";
  return { done, fate };
}
