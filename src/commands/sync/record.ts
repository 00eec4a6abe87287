// `integ sync record`: has one record looked at now, and shows what was decided.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { chooseSync } from "../../cli/engine/choose-syncs.ts";
import { lookAtRecord } from "../../cli/engine/look-at-record.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { recordText } from "../../cli/views/record-view.ts";
import { sides } from "../../core/store/rows.ts";

const good = new Set(["written", "unchanged", "outside"]);

export default class SyncRecord extends BaseCommand<typeof SyncRecord> {
  static override summary = "Bring one record in step now, and show what was decided.";
  static override description =
    "Reads the record on both sides, decides and writes, whether or not a change of it was seen. Exit 1: something " +
    "keeps it from being in step.";
  static override group = "Mend";
  static override handlesSignals = true;
  // What a log would warn of is in the answer.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    name: Args.string({ required: true, description: "The sync." }),
    id: Args.string({ required: true, description: "Id of the record, on either side." }),
  };
  static override flags = {
    side: Flags.option({
      description: "The side it is on, where both have one of this id.",
      options: sides,
    })(),
  };
  static override examples = ["<%= config.bin %> sync record cases 500Hs00000000CFIAY"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const name = chooseSync(app.config, this.args.name);
    const document = await lookAtRecord(app, context.progress, name, this.args.id, this.flags.side);
    return {
      document,
      render: (page) => recordText(page, document),
      verdict: good.has(document.outcome) ? 0 : 1,
    };
  }
}
