// `integ history`: why a record is as it is.
import { Args } from "@oclif/core";
import { openAppFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { recordHistory } from "../cli/engine/record-history.ts";
import type { Outcome } from "../cli/output.ts";
import { historyText } from "../cli/views/history-view.ts";

export default class History extends BaseCommand<typeof History> {
  static override summary = "Show what was decided and written about a record, and why.";
  static override description =
    "Every decision, write, conflict and failure of one record, oldest first. Of a conflict it shows both values: the " +
    "one that won, and the one that lost and is kept here.";
  static override group = "Look";
  static override args = {
    record: Args.string({ required: true, description: "Id of the record, on either side." }),
  };
  static override examples = ["<%= config.bin %> history 500Hs00000000CFIAY"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { config, store } = await openAppFor(context);
    const { record } = this.args;
    const links = await recordHistory(store, [...config.syncs.keys()], record);
    return {
      document: { schema: "integ.history/1", record, links },
      render: (page) => historyText(page, links),
    };
  }
}
