// Output bound to the process: its streams, its environment, its exit code.
import { readFileSync } from "node:fs";
import { IntegrationError } from "../core/contract/errors.ts";
import { readEarlyFlags } from "./early-flags.ts";
import { createOutput, type Output } from "./output.ts";

/** `hide` takes secrets out of all that is said. */
export function createProcessOutput(
  process: NodeJS.Process,
  argv: readonly string[],
  hide: (text: string) => string = (text) => text,
): Output {
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
    hide,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

interface ErrorSource {
  readonly isTTY?: boolean;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  removeAllListeners(event: "error"): unknown;
}

/**
 * A reader that has seen enough (`integ … | head`) is no failure, nor is a terminal that was closed (EIO): what is
 * under way ends in good order. Any other output that is lost, on a full disk say, is E_OUTPUT, thrown from the
 * listener. Takes the place of oclif's, which throws at the second.
 */
export function tolerateClosedReader(process: {
  readonly stdout: ErrorSource;
  readonly stderr: ErrorSource;
}): void {
  for (const [name, stream] of Object.entries({ stdout: process.stdout, stderr: process.stderr })) {
    // Asked now: a terminal that is gone is none any more.
    const isTerminal = stream.isTTY === true;
    stream.removeAllListeners("error");
    stream.on("error", (error) => {
      if (error.code === "EPIPE" || (error.code === "EIO" && isTerminal)) return;
      const message = `What goes to ${name} can't be written: ${error.message}`;
      throw new IntegrationError({ code: "E_OUTPUT", message, cause: error });
    });
  }
}

/** Reads lines of files for the snippet under a problem; null where nobody looks at a screen. */
export function snippetReader({ stdout }: NodeJS.Process): typeof readLine | null {
  return stdout.isTTY ? readLine : null;
}

function readLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[line - 1];
  } catch {
    return undefined;
  }
}
