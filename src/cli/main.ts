// The life of an `integ` process: oclif finds the command, the command does its work, what escapes is reported here.
import { fileURLToPath } from "node:url";
import { Config, run, settings } from "@oclif/core";
import { createKnownSecrets } from "../core/secrets/known-secrets.ts";
import type { Outcome } from "./output.ts";
import { createProcessOutput, tolerateClosedReader } from "./process-output.ts";
import { startOptions } from "./process-secrets.ts";

/** How long a command that is done may take to let go of what it still holds. */
const LINGER_MS = 5_000;

/**
 * Runs one command line and sets the exit code. `root` is the directory of package.json; `leave` ends the process
 * once its output is read, and is only called when it does not end by itself. Never rejects.
 */
export async function main(argv: readonly string[], root: URL, leave: () => void): Promise<void> {
  tolerateClosedReader(process);
  // Otherwise oclif looks for a TypeScript runner when NODE_ENV is "test" or "development".
  settings.enableAutoTranspile = false;
  const known = createKnownSecrets();
  const output = createProcessOutput(process, argv, known.hide);
  // Node.js would exit with 1, which here says "warning".
  process.once("uncaughtException", (error) => {
    output.fail(error);
    leave();
  });
  try {
    if (argv[0] === "--version") output.answer(await describeVersion(fileURLToPath(root)));
    else await run([...argv], startOptions(fileURLToPath(root), known));
  } catch (error) {
    output.fail(error);
  }
  setTimeout(leave, LINGER_MS).unref();
}

async function describeVersion(root: string): Promise<Outcome> {
  const { version, platform, arch } = await Config.load(root);
  const node = process.versions.node;
  return {
    document: { schema: "integ.version/1", version, node, platform, arch },
    render: () => `integ ${version} (Node.js ${node}, ${platform}-${arch})`,
  };
}
