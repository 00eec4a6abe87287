// How long commands take to start, each as a multiple of a bare Node.js that does nothing, in turns with it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { openPair, type Pair, sampleCases } from "../../test/e2e/pair.ts";
import { type Bench, type BenchOptions, type Figure, inTurns } from "../figures.ts";

const records = 50;

interface Start {
  readonly line: string;
  /** Until when it is measured: until the process has ended, or until the first byte of its answer is there. */
  readonly until: "end" | "first byte";
  /** How many times a bare Node.js it may take; null: no budget. */
  readonly most: number | null;
  /** With a compile cache that has nothing in it, as after an update. */
  readonly isCold?: boolean;
}

const starts: readonly Start[] = [
  { line: "--version", until: "end", most: 2.5 },
  { line: "health --json", until: "end", most: 2.5 },
  { line: "status", until: "first byte", most: 10 },
  { line: "sync list", until: "first byte", most: 10 },
  { line: "--help", until: "end", most: null },
  { line: "--version", until: "end", most: null, isCold: true },
  { line: "health --json", until: "end", most: null, isCold: true },
  { line: "status", until: "first byte", most: null, isCold: true },
];

export const startupBenches: readonly Bench[] = [{ name: "startup", run: measureStarts }];

/** With both systems connected, a sync of some records in step, and the daemon running. */
async function measureStarts({ quick }: BenchOptions): Promise<readonly Figure[]> {
  if (!existsSync("dist/cli/main.js")) throw new Error("dist/ is missing: run `npm run build` first.");
  const pair = await openPair(sampleCases(records));
  try {
    await pair.run(["sync"]);
    const daemon = await pair.daemon();
    const figures: Figure[] = [];
    for (const start of starts) figures.push(await measure(pair, start, quick ? 5 : 40));
    await daemon.end("SIGTERM");
    return figures;
  } finally {
    await pair.stop();
  }
}

async function measure(pair: Pair, start: Start, rounds: number): Promise<Figure> {
  const { line, until, most, isCold = false } = start;
  const script = [resolve("bin/run.js"), ...line.split(" ")];
  const subject = () => timeStart(pair, script, until, isCold);
  const bare = () => timeStart(pair, ["-e", "0"], "end", isCold);
  const { value, baseline, ratio } = await inTurns(rounds, subject, bare);
  return {
    what: `integ ${line}, until ${until === "end" ? "it has ended" : "its first byte"}${isCold ? ", cold cache" : ""}`,
    unit: "ms",
    value,
    baseline: { name: "`node -e 0`, until it has ended", value: baseline },
    ratio,
    budget: most === null ? null : `${most} × bare Node.js, median`,
    isWithinBudget: most === null ? null : ratio.median <= most,
    note: null,
  };
}

/** Milliseconds. @throws Error when the command fails: a failure is no start. */
async function timeStart(
  { dir }: Pair,
  args: readonly string[],
  until: Start["until"],
  isCold: boolean,
): Promise<number> {
  const cacheDir = isCold ? mkdtempSync(join(dir, "cache-")) : join(dir, ".cache");
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: dir,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, HOME: dir, XDG_CACHE_HOME: cacheDir, INTEG_STATE_DIR: join(dir, "state") },
  });
  let firstByteAt = 0;
  child.stdout.on("data", () => {
    firstByteAt ||= performance.now();
  });
  const code = await new Promise((done) => child.once("close", done));
  const endedAt = performance.now();
  if (isCold) rmSync(cacheDir, { recursive: true });
  // 1 is a verdict: something is late, perhaps.
  if (code !== 0 && code !== 1) throw new Error(`${args.join(" ")} ended with ${code}`);
  return (until === "end" ? endedAt : firstByteAt) - startedAt;
}
