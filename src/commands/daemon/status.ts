// `integ daemon status`: whether a daemon runs, which one, on which configuration.
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { askStatus } from "../../cli/daemon/daemon-documents.ts";
import type { Outcome } from "../../cli/output.ts";

export default class DaemonStatus extends BaseCommand<typeof DaemonStatus> {
  static override summary = "Say whether the daemon runs, and since when on which configuration.";
  static override description =
    "Asks the daemon of this state directory. Exit 0 it runs, 2 it does not. Whether everything moves: `integ health`.";
  static override group = "Run";
  static override examples = ["<%= config.bin %> daemon status"];

  protected override async perform({ directories }: CommandContext): Promise<Outcome> {
    const document = await askStatus(directories.stateDir);
    const { daemonStatusText } = await import("../../cli/views/daemon-view.ts");
    return {
      document,
      render: (page) => daemonStatusText(page, document),
      verdict: document.running ? 0 : 2,
    };
  }
}
