// `integ sync pause`: a sync, or one record of it, stands still until it is resumed.
import { Args, Flags } from "@oclif/core";
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { pauseSync } from "../../cli/engine/pause-sync.ts";
import { needSync } from "../../cli/engine/site.ts";
import { daemonTeller } from "../../cli/engine/tell-daemon.ts";
import type { Outcome } from "../../cli/output.ts";
import { pauseText } from "../../cli/views/standstill-view.ts";

export default class SyncPause extends BaseCommand<typeof SyncPause> {
  static override summary = "Let a sync, or one record of it, stand still.";
  static override description =
    "Nothing is written any more; changes go on being collected and are carried over once it is resumed. The comments " +
    "and files of a sync pause with it. It lasts until `integ sync resume`, restarts included.";
  static override group = "Run";
  static override args = { name: Args.string({ required: true, description: "The sync." }) };
  static override flags = {
    record: Flags.string({ description: "Only the record with this id, on either side.", helpValue: "ID" }),
    reason: Flags.string({ description: "Why, for those who look at it later.", helpValue: "TEXT" }),
  };
  static override examples = [
    '<%= config.bin %> sync pause cases --reason "Migration at Zendesk until Monday"',
    "<%= config.bin %> sync pause cases --record 500Hs00000000CFIAY",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const site = await openSiteFor(context);
    const { record, reason } = this.flags;
    const name = needSync(site, this.args.name);
    const document = await pauseSync(site, daemonTeller(context), name, { recordId: record, reason });
    return { document, render: (page) => pauseText(page, document) };
  }
}
