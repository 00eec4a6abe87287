// `integ match link`: a person says that two records are the same.
import { Args } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { chooseSync } from "../../cli/engine/choose-syncs.ts";
import { linkRecords } from "../../cli/engine/match-records.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { matchText } from "../../cli/views/match-view.ts";

export default class MatchLink extends BaseCommand<typeof MatchLink> {
  static override summary = "Say that two records belong together.";
  static override description =
    "From then on they are kept in step; where they differ, the rules for conflicts decide, and a blank never erases a " +
    "value. Exit 1: it is stored, and something keeps it from being carried out.";
  static override group = "Mend";
  static override handlesSignals = true;
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    name: Args.string({ required: true, description: "The sync." }),
    left: Args.string({ required: true, description: "Id of the left record." }),
    right: Args.string({ required: true, description: "Id of the right record." }),
  };
  static override examples = ["<%= config.bin %> match link cases 500Hs00000000CFIAY 35184372088832"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const { name, left, right } = this.args;
    const document = await linkRecords(app, context.progress, chooseSync(app.config, name), left, right);
    return {
      document,
      render: (page) => matchText(page, document),
      verdict: document.outcome === "done" ? 0 : 1,
    };
  }
}
