// A child process of the demo: the same `integ` an operator runs.
import { type ChildProcess, spawn } from "node:child_process";
import type { ErrorCode } from "../core/contract/error-codes.ts";
import { IntegrationError } from "../core/contract/errors.ts";

export interface Launcher {
  readonly nodePath: string;
  /** Path of bin/run.js. */
  readonly script: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Ends what is being started or run. */
  readonly signal: AbortSignal;
}

export interface Child {
  readonly pid: number;
  /** Resolves with the exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

const keptStderrBytes = 8 * 1024;
const readyWithinMs = 60_000;

/** Starts a long-running `integ` and resolves once its first JSON document is on stdout. */
export async function startUntilReady(
  launcher: Launcher,
  args: readonly string[],
): Promise<{ readonly child: Child; readonly ready: Readonly<Record<string, unknown>> }> {
  const process = launch(launcher, args);
  const stderr = keepTail(process);
  const child = childOf(process);
  const first = firstDocument(process);
  const died = child.exited.then((code) => {
    throw failed(args, code, stderr());
  });
  const deadline = AbortSignal.any([launcher.signal, AbortSignal.timeout(readyWithinMs)]);
  try {
    const ready = await Promise.race([first, died, rejectedBy(deadline)]);
    if (ready.schema === "integ.error/1") throw refused(ready);
    return { child, ready };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** What the child could not do, in its own words: a file of cases it can't read, say. */
function refused({ error }: Readonly<Record<string, unknown>>): IntegrationError {
  const { code, message, hint } = error as { code: ErrorCode; message: string; hint: string };
  return new IntegrationError({ code, message, hint });
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Runs `integ` to its end. @returns its JSON document. @throws IntegrationError E_DEMO_FAILED when it fails. */
export async function runToEnd(
  launcher: Launcher,
  args: readonly string[],
  expected: readonly number[] = [0],
): Promise<Readonly<Record<string, unknown>>> {
  const process = launch(launcher, args);
  const stderr = keepTail(process);
  const chunks: Buffer[] = [];
  process.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  launcher.signal.addEventListener("abort", () => process.kill(), { once: true });
  const code = await childOf(process).exited;
  launcher.signal.throwIfAborted();
  if (code === null || !expected.includes(code)) {
    throw failed(args, code, `${stderr()}${Buffer.concat(chunks).toString().slice(-keptStderrBytes)}`);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}

function launch({ nodePath, script, env, cwd }: Launcher, args: readonly string[]): ChildProcess {
  return spawn(nodePath, [script, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

function childOf(process: ChildProcess): Child {
  const exited = new Promise<number | null>((resolve, reject) => {
    process.once("error", reject);
    process.once("close", (code) => resolve(code));
  });
  // Whoever awaits it hears of the failure; nobody has to.
  exited.catch(() => undefined);
  return { pid: process.pid ?? 0, exited, kill: (signal) => void process.kill(signal) };
}

function keepTail(process: ChildProcess): () => string {
  let text = "";
  process.stderr?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-keptStderrBytes);
  });
  return () => text;
}

function firstDocument(process: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    let text = "";
    process.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const document = parsed(text);
      if (document) resolve(document);
    });
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function failed(args: readonly string[], code: number | null, output: string): IntegrationError {
  return new IntegrationError({
    code: "E_DEMO_FAILED",
    message: `integ ${args[0] ?? ""} ended with ${code ?? "a signal"}: ${output.trim().split("\n").slice(-12).join("\n")}`,
  });
}
