// `integ history`: why a record is as it is.
import { Args, Flags } from "@oclif/core";
import { openSiteFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { recordHistory } from "../cli/engine/record-history.ts";
import type { Outcome } from "../cli/output.ts";
import { historyText } from "../cli/views/history-view.ts";

export default class History extends BaseCommand<typeof History> {
  static override summary = "Show what was decided and written about a record, and why.";
  static override description =
    "Every observation, decision, write, conflict, pause and failure of one record, oldest first, with the reason. Of a " +
    "conflict it shows both values: the one that won, and the one that lost and is kept here.";
  static override group = "Look";
  static override args = {
    record: Args.string({ required: true, description: "Id of the record, on either side." }),
  };
  static override flags = {
    field: Flags.string({
      description: "Only what concerns this field, and why it is as it is; its name on either side.",
      helpValue: "NAME",
    }),
  };
  static override examples = [
    "<%= config.bin %> history 500Hs00000000CFIAY",
    "<%= config.bin %> history 500Hs00000000CFIAY --field Priority",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const site = await openSiteFor(context, { onlyReads: true });
    const { record } = this.args;
    const { field } = this.flags;
    const links = await recordHistory(site, record, field);
    return {
      document: { schema: "integ.history/1", record, field: field ?? null, links },
      render: (page) => historyText(page, links),
    };
  }
}
