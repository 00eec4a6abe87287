// `integ sync resume`: what stood still goes on.
import { Args, Flags } from "@oclif/core";
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { resumeSync } from "../../cli/engine/pause-sync.ts";
import { needSync } from "../../cli/engine/site.ts";
import { daemonTeller } from "../../cli/engine/tell-daemon.ts";
import type { Outcome } from "../../cli/output.ts";
import { resumeText } from "../../cli/views/standstill-view.ts";

export default class SyncResume extends BaseCommand<typeof SyncResume> {
  static override summary = "Let a paused sync, record or field go on.";
  static override description =
    "Everything that has waited is due at once. For a sync that integ paused itself this is the answer to its question: " +
    "the first creates are approved, the deletes are looked at again (or allowed, with --allow-deletes).";
  static override group = "Run";
  static override args = { name: Args.string({ required: true, description: "The sync." }) };
  static override flags = {
    record: Flags.string({
      description: "Only the record with this id, on either side.",
      helpValue: "ID",
      exclusive: ["field", "allow-deletes"],
    }),
    field: Flags.string({
      description: "Only this field, which has changed at its vendor and is taken as it is now.",
      helpValue: "NAME",
      exclusive: ["record", "allow-deletes"],
    }),
    "allow-deletes": Flags.boolean({
      description: "The deletes that wait are meant; so many are allowed for an hour.",
    }),
  };
  static override examples = [
    "<%= config.bin %> sync resume cases",
    "<%= config.bin %> sync resume cases --record 500Hs00000000CFIAY",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const site = await openSiteFor(context);
    const { record, field, "allow-deletes": allowDeletes } = this.flags;
    const name = needSync(site, this.args.name);
    const wish = { recordId: record, field, allowDeletes };
    const document = await resumeSync(site, daemonTeller(context), name, wish);
    return { document, render: (page) => resumeText(page, document) };
  }
}
