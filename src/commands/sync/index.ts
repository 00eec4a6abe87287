// `integ sync`: brings syncs in step once.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { chooseSyncs } from "../../cli/engine/choose-syncs.ts";
import { runSyncs } from "../../cli/engine/run-syncs.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { isUnfinished, syncText } from "../../cli/views/sync-view.ts";

export default class Sync extends BaseCommand<typeof Sync> {
  static override summary = "Bring syncs in step once.";
  static override description =
    "Looks for changes on both sides, writes what they call for, and ends when nothing is due any more. A running " +
    "daemon does the work itself. Exit 1: something is left that needs a person or a later try.";
  static override group = "Run";
  static override handlesSignals = true;
  // What a log would warn of is in the answer.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    name: Args.string({ multiple: true, description: "Syncs to run; all of them when none is named." }),
  };
  static override flags = {
    full: Flags.boolean({ default: false, description: "Read both sides whole, not only what changed." }),
  };
  static override examples = ["<%= config.bin %> sync", "<%= config.bin %> sync cases --full"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const names = chooseSyncs(app.config, this.args.name ?? []);
    const document = await runSyncs(app, context.progress, names, this.flags.full);
    return {
      document,
      render: (page) => syncText(page, document),
      verdict: document.syncs.some(isUnfinished) ? 1 : 0,
    };
  }
}
