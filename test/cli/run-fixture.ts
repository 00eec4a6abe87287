// Runs the fixture's commands as a child process, as an operator's shell would.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { compiledScripts } from "../compiled-code.ts";

const script = fileURLToPath(new URL("./fixture/run.ts", import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

export function startFixture(
  args: readonly string[],
  env: Environment = {},
  options: SpawnOptions = {},
): ChildProcess {
  return spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: "/nonexistent", ...compiledScripts, ...env },
    ...options,
  });
}

export async function runFixture(args: readonly string[], env: Environment = {}): Promise<Run> {
  return collect(startFixture(args, env));
}

export async function collect(child: ChildProcess): Promise<Run> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = await once(child, "close");
  return { code, signal, stdout, stderr };
}
