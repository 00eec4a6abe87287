// `integ demo`, the whole of it: its books balance, and whenever it is told to stop nothing of it is left.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compiledCode } from "../compiled-code.ts";
import { isInFull } from "../skips.ts";
import { collect } from "./commands/workshop.ts";
import { until } from "./pair.ts";

let dir: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "integ-demo-test-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) signalGroup(child, "SIGKILL");
  await rm(dir, { recursive: true, force: true });
});

/** Starts the demo as the leader of a process group of its own, which all its children belong to. */
function startDemo(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [join(process.cwd(), "bin/run.js"), "demo", ...args], {
    cwd: dir,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      ...compiledCode,
      TMPDIR: dir,
      CI: "1",
      INTEG_CONFIG: join(dir, "not-this-one.yaml"),
    },
  });
  started.push(child);
  return child;
}

/** False when no process of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-(child.pid ?? 0), signal);
  } catch {
    return false;
  }
}

const worlds = async (): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.startsWith("integ-demo-"));

async function expectNothingLeft(child: ChildProcess): Promise<void> {
  await until(async () => (signalGroup(child, 0) ? ["a process of the demo is still there"] : []), 5_000);
  expect(await worlds()).toEqual([]);
}

const rows = Array.from({ length: 25 }, (_, index) =>
  [`Case ${index + 1}, with "quotes"`, `Line one\nLine ${index + 1}`, index % 2 === 0 ? "High" : "Low"]
    .map((text) => `"${text.replaceAll('"', '""')}"`)
    .join(","),
);

describe("integ demo", () => {
  it("OPS-3 SYN-9 SYN-10 balances its books over two kills: nothing lost, nothing doubled, in step", async () => {
    const data = join(dir, "cases.csv");
    await writeFile(data, `subject,description,priority\n${rows.join("\n")}\n`);
    const child = startDemo(["--check", "--json", "--seconds", "6", "--latency", "10ms", "--data", data]);
    const { code, stdout, stderr } = await collect(child);
    expect([code, JSON.parse(stdout)], stderr).toMatchObject([
      0,
      {
        schema: "integ.demo/1",
        ok: true,
        lost: 0,
        duplicated: 0,
        deadLetters: 0,
        differing: 0,
        furtherWrites: 0,
        restarts: 2,
        findings: [],
      },
    ]);
    const { records, edits, lagMs } = JSON.parse(stdout);
    expect(records).toBeGreaterThanOrEqual(rows.length);
    expect(edits).toBeGreaterThan(10);
    expect(lagMs).toEqual({ p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) });
    await expectNothingLeft(child);
  });

  const stateFile = async (name: string): Promise<boolean> =>
    (await worlds()).some((world) => existsSync(join(dir, world, "state", name)));
  /** Each signal and each moment. */
  const moments = [
    ["SIGTERM", "while the sandbox starts", async () => (await worlds()).length > 0],
    ["SIGHUP", "while it connects", async () => stateFile("vault.json")],
    ["SIGINT", "while the daemon starts", async () => stateFile("control.sock")],
    ["SIGTERM", "while it edits", async (stderr: string) => stderr.includes("Editing on both sides")],
  ] as const;
  const more = [
    ["SIGTERM", "while it connects", async () => stateFile("vault.json")],
    ["SIGHUP", "while it edits", async (stderr: string) => stderr.includes("Editing on both sides")],
    ["SIGINT", "while it edits", async (stderr: string) => stderr.includes("Editing on both sides")],
  ] as const;

  it.each(isInFull ? [...moments, ...more] : moments)(
    "OPS-3 leaves no process and no directory behind after %s %s",
    async (signal, _when, isNow) => {
      const child = startDemo(["--check", "--json", "--seconds", "60", "--latency", "5ms"]);
      const ended = collect(child);
      let stderr = "";
      child.stderr?.on("data", (chunk) => {
        stderr += chunk;
      });
      await until(async () => ((await isNow(stderr)) ? [] : [`the demo has not come so far: ${stderr}`]));
      // Ctrl-C and the end of a terminal reach the whole group, a service manager's SIGTERM the leader alone.
      if (signal !== "SIGTERM") signalGroup(child, signal);
      else child.kill(signal);
      const { code, stdout } = await ended;
      expect([code, JSON.parse(stdout).error.code]).toEqual([130, "E_CANCELLED"]);
      await expectNothingLeft(child);
    },
  );

  it("OPS-3 refuses a file of cases it can't read with one sentence, and leaves nothing behind", async () => {
    const child = startDemo(["--check", "--json", "--data", "nowhere.csv"]);
    const { code, stdout } = await collect(child);
    expect([code, JSON.parse(stdout).error]).toMatchObject([65, { code: "E_INPUT" }]);
    expect(JSON.parse(stdout).error.message).toContain("nowhere.csv");
    await expectNothingLeft(child);
  });
});
