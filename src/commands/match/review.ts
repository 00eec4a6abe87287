// `integ match review`: records that fit several, and creates that wait for approval.
import { Args } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { chooseSyncs } from "../../cli/engine/choose-syncs.ts";
import { reviewMatches } from "../../cli/engine/match-records.ts";
import type { Outcome } from "../../cli/output.ts";
import { reviewText } from "../../cli/views/match-view.ts";

export default class MatchReview extends BaseCommand<typeof MatchReview> {
  static override summary = "Show records of which it can't be told which belong together.";
  static override group = "Mend";
  static override args = { name: Args.string({ description: "Only of this sync." }) };
  static override examples = [
    "<%= config.bin %> match review",
    "<%= config.bin %> match review cases --json",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const { name } = this.args;
    const document = await reviewMatches(app, chooseSyncs(app.config, name === undefined ? [] : [name]));
    return { document, render: (page) => reviewText(page, document) };
  }
}
