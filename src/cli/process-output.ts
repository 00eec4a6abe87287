// Output bound to the process: its streams, its environment, its exit code.
import { readFileSync } from "node:fs";
import { readEarlyFlags } from "./early-flags.ts";
import { createOutput, type Output } from "./output.ts";

export function createProcessOutput(process: NodeJS.Process, argv: readonly string[]): Output {
  const { json, quiet, debug } = readEarlyFlags(argv, process.env);
  return createOutput({
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    json,
    quiet,
    stack: debug,
    now: () => Date.now(),
    readLine,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

/** A reader that has seen enough (`integ … | head`) is no failure. oclif listens the same way, once it is loaded. */
export function tolerateClosedReader(process: NodeJS.Process): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

function readLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[line - 1];
  } catch {
    return undefined;
  }
}
