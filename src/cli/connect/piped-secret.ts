// A secret from standard input.
import { unlessAborted } from "../interrupt.ts";
import { readPiped } from "../prompts.ts";

/** Lets go of standard input also when told to stop before it has ended. @throws IntegrationError E_USAGE */
export function readPipedSecret(signal: AbortSignal): Promise<string> {
  const { stdin } = process;
  return unlessAborted(readPiped(stdin), signal).finally(() => stdin.destroy());
}
