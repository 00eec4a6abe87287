// Tells the daemon of what was put into the store: that is so whether or not the daemon hears of it.
import { IntegrationError } from "../../core/contract/errors.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { CommandContext } from "../context.ts";

/** `not-told`: one runs, and takes it up once it goes on or is started again. `none`: no daemon runs. */
export type Hearing = "told" | "not-told" | "none";

/** Posts to a path of the daemon's; for what is stored already, so that nobody takes a daemon that hangs for a failure. */
export type TellDaemon = (path: string) => Promise<Hearing>;

export function daemonTeller({
  directories,
  output,
}: Pick<CommandContext, "directories" | "output">): TellDaemon {
  return async (path) => {
    try {
      return (await callDaemon(directories.stateDir, "POST", path)) === null ? "none" : "told";
    } catch (error) {
      if (!(error instanceof IntegrationError)) throw error;
      output.warn(
        `It is in the database, but the daemon could not be told. ${error.message} (${error.code}). The daemon takes it up once it goes on or is started again. ${error.hint}`,
      );
      return "not-told";
    }
  };
}
