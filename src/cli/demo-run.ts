// Runs the demo for the command: builds its world, then the check or the live view.
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { parseDuration } from "../core/config/durations.ts";
import { ConfigError } from "../core/contract/errors.ts";
import { checkWorld, type DemoReport } from "../demo/check.ts";
import { showLive } from "../demo/live.ts";
import { buildWorld } from "../demo/world.ts";
import type { CommandContext } from "./context.ts";
import type { Outcome, Page } from "./output.ts";
import { createPaint } from "./paint.ts";
import { sparkline } from "./sparkline.ts";

export interface DemoFlags {
  readonly check: boolean;
  readonly json: boolean;
  readonly data: string | undefined;
  readonly map: readonly string[];
  readonly seconds: number;
  readonly rate: number;
  readonly latency: string;
}

export async function runDemo(
  context: CommandContext,
  flags: DemoFlags,
  process: NodeJS.Process,
): Promise<Outcome | undefined> {
  const latencyMs = parseDuration(flags.latency);
  if (latencyMs === null) {
    throw new ConfigError({
      code: "E_USAGE",
      message: `--latency ${flags.latency} is no duration`,
      hint: "Write it like 50ms.",
    });
  }
  const { progress, clock, random, signal, releasers, output } = context;
  const onPhase = (title: string): void => progress.phase(title);
  const world = await buildWorld(
    {
      nodePath: process.execPath,
      script: process.argv[1] ?? "",
      env: childEnvironment(process.env),
      randomKey: randomBytes(32).toString("base64"),
      data: flags.data === undefined ? null : resolve(process.cwd(), flags.data),
      map: flags.map,
      latencyMs,
      onPhase,
      signal,
    },
    releasers,
  );
  const isWatched = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (isWatched && !flags.check && !flags.json) {
    progress.done();
    const summary = await showLive({
      world,
      terminal: terminalOf(process),
      clock,
      random,
      signal,
      editsPerSecond: flags.rate,
    });
    output.note(summary);
    return undefined;
  }
  const report = await checkWorld({
    world,
    clock,
    random,
    signal,
    editForMs: flags.seconds * 1000,
    editsPerSecond: flags.rate,
    onPhase,
    onProgress: (detail) => progress.update(detail),
  });
  progress.done();
  return {
    document: { ...report },
    render: (page) => renderReport(report, page),
    verdict: report.ok ? 0 : 2,
  };
}

/** The operator's own configuration must not reach into the demo. */
function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("INTEG_") && name !== "JOURNAL_STREAM"),
  );
}

function terminalOf(process: NodeJS.Process) {
  const paint = createPaint({ isTty: true, env: process.env });
  const style = {
    bold: (text: string) => paint("bold", text),
    dim: (text: string) => paint("dim", text),
    sparkline,
  };
  return { input: process.stdin, output: process.stdout, style };
}

function renderReport(report: DemoReport, { paint }: Page): string {
  const verdict = report.ok
    ? paint("green", "Nothing lost, nothing doubled, both sides agree.")
    : paint("red", "The books do not balance.");
  const seconds = (ms: number | null): string => (ms === null ? "–" : `${(ms / 1000).toFixed(2)} s`);
  const rows: readonly (readonly [string, string])[] = [
    ["records", `${report.records} on each side`],
    ["edits", `${report.edits}, ${report.conflicts} of them collided and have a kept loser`],
    ["daemon killed", `${report.restarts} times with SIGKILL`],
    ["lag", `p50 ${seconds(report.lagMs.p50)}, p99 ${seconds(report.lagMs.p99)}, restarts included`],
    ["lost", String(report.lost)],
    ["duplicated", String(report.duplicated)],
    ["further writes", String(report.furtherWrites)],
  ];
  const table = rows.map(([name, value]) => `  ${name.padEnd(15)} ${value}`);
  return [verdict, "", ...table, ...report.findings.map((finding) => `  ${paint("red", finding)}`)].join(
    "\n",
  );
}
