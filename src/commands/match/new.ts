// `integ match new`: a person says that a record has no counterpart yet.
import { Args } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { chooseSync } from "../../cli/engine/choose-syncs.ts";
import { declareNew } from "../../cli/engine/match-records.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { matchText } from "../../cli/views/match-view.ts";
import { type Side, sides } from "../../core/store/rows.ts";

export default class MatchNew extends BaseCommand<typeof MatchNew> {
  static override summary = "Say that a record has no counterpart: one is made for it.";
  static override description =
    "It is not matched any more, whatever it fits. Exit 1: the counterpart is not there yet.";
  static override group = "Mend";
  static override handlesSignals = true;
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    name: Args.string({ required: true, description: "The sync." }),
    side: Args.custom<Side>({
      description: "The side it is on.",
      options: [...sides],
      parse: async (typed) => (typed === "left" ? "left" : "right"),
    })({ required: true }),
    id: Args.string({ required: true, description: "Its id." }),
  };
  static override examples = ["<%= config.bin %> match new cases left 500Hs00000000CFIAY"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const { name, side, id } = this.args;
    const document = await declareNew(app, context.progress, chooseSync(app.config, name), side, id);
    return {
      document,
      render: (page) => matchText(page, document),
      verdict: document.outcome === "done" ? 0 : 1,
    };
  }
}
