// `integ replay-dlq`: puts items back to work once their cause is mended.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { chooseSyncs } from "../cli/engine/choose-syncs.ts";
import { findLetter } from "../cli/engine/find-letters.ts";
import { replayLetters } from "../cli/engine/replay-letters.ts";
import type { LogLevel } from "../cli/log.ts";
import type { Outcome } from "../cli/output.ts";
import { replayText } from "../cli/views/letters-view.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { DeadLetter } from "../core/store/rows.ts";
import type { App } from "../daemon/app.ts";

export default class ReplayDlq extends BaseCommand<typeof ReplayDlq> {
  static override summary = "Put items back to work once their cause is mended.";
  static override description =
    "Each item is decided anew from what both sides hold now, so a replay has the effect of once. Exit 1: some are " +
    "still dead, with their cause of now.";
  static override group = "Mend";
  static override handlesSignals = true;
  // What a log would warn of is in the answer.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    id: Args.string({ multiple: true, description: "Items to replay; enough of each id to be unique." }),
  };
  static override flags = {
    all: Flags.boolean({ description: "Every open item." }),
    sync: Flags.string({ description: "Every open item of this sync.", helpValue: "NAME" }),
  };
  static override examples = ["<%= config.bin %> replay-dlq 7KQ2MZ", "<%= config.bin %> replay-dlq --all"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const document = await replayLetters(app, context.progress, await this.chooseLetters(app));
    const isDone = document.items.every((item) => item.outcome === "resolved");
    return { document, render: (page) => replayText(page, document), verdict: isDone ? 0 : 1 };
  }

  private async chooseLetters(app: App): Promise<readonly DeadLetter[]> {
    const { all, sync } = this.flags;
    const { id: ids = [] } = this.args;
    if (ids.length > 0) {
      const found = await Promise.all(ids.map((typed) => findLetter(app.store, typed)));
      return [...new Map(found.map((letter) => [letter.id, letter])).values()];
    }
    if (!all && sync === undefined) {
      const hint = "Name items, or give --all or --sync NAME. `integ dlq list` shows them.";
      throw new IntegrationError({ code: "E_USAGE", message: "It is not said what to replay", hint });
    }
    if (sync !== undefined) chooseSyncs(app.config, [sync]);
    return app.store.deadLetters(["open"], sync ?? null);
  }
}
