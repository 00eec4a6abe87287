// `integ daemon reload`: the running daemon takes the configuration over as it is now.
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { askReload } from "../../cli/daemon/daemon-documents.ts";
import { userName } from "../../cli/engine/actor.ts";
import type { Outcome } from "../../cli/output.ts";

export default class DaemonReload extends BaseCommand<typeof DaemonReload> {
  static override summary = "Have the running daemon take the configuration over as it is now.";
  static override description =
    "The daemon reads the layers it was started with, signs in to connections that are new or have changed, and checks " +
    "each changed sync against its vendors before anything is replaced. On any error it goes on as before, and this " +
    "ends with 78. Returns once the new configuration runs. Exit 1: no daemon runs.";
  static override group = "Run";
  static override handlesSignals = true;
  static override examples = ["<%= config.bin %> daemon reload"];

  protected override async perform({ directories, progress, signal }: CommandContext): Promise<Outcome> {
    progress.phase("Taking the configuration over");
    const document = await askReload(directories.stateDir, userName(process.getuid?.() ?? null), signal);
    progress.done();
    const { daemonReloadText } = await import("../../cli/views/daemon-view.ts");
    return {
      document,
      render: (page) => daemonReloadText(page, document),
      verdict: document.outcome === "not_running" ? 1 : 0,
    };
  }
}
