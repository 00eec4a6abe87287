// `integ daemon stop`: ends the running daemon in good order.
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { askStop } from "../../cli/daemon/daemon-documents.ts";
import { userName } from "../../cli/engine/actor.ts";
import type { Outcome } from "../../cli/output.ts";

export default class DaemonStop extends BaseCommand<typeof DaemonStop> {
  static override summary = "Stop the running daemon.";
  static override description =
    "Writes in flight are confirmed first; returns once the daemon has ended, with 75 when they were not. Where none runs, " +
    "that is all right too.";
  static override group = "Run";
  static override examples = ["<%= config.bin %> daemon stop"];

  protected override async perform({ directories, progress, clock }: CommandContext): Promise<Outcome> {
    progress.phase("Stopping: writes in flight are being confirmed");
    const { stateDir } = directories;
    const { isAlive } = await import("../../daemon/silent-daemon.ts");
    const document = await askStop(stateDir, userName(process.getuid?.() ?? null), {
      clock,
      isAlive,
      hasDrained: async (ended) => {
        const { hasDrained } = await import("../../cli/daemon/how-it-ended.ts");
        const { storeFile } = await import("../../daemon/app.ts");
        return hasDrained(storeFile(stateDir), ended);
      },
    });
    progress.done();
    const { daemonStopText } = await import("../../cli/views/daemon-view.ts");
    return {
      document,
      render: () => daemonStopText(document),
      verdict: document.drained === false ? 75 : 0,
    };
  }
}
