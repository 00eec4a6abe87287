// `integ replay-dlq`: puts items back to work once their cause is mended.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { chooseSyncs } from "../cli/engine/choose-syncs.ts";
import { forecastReplay } from "../cli/engine/forecast-replay.ts";
import { refuseDiscarded, replayLetters } from "../cli/engine/replay-letters.ts";
import { filterLetters, isFiltering, namedLetters } from "../cli/engine/select-letters.ts";
import type { LogLevel } from "../cli/log.ts";
import type { Outcome } from "../cli/output.ts";
import { showCount } from "../cli/times.ts";
import { forecastText, replayText } from "../cli/views/letters-view.ts";
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
    sync: Flags.string({ description: "Open items of this sync.", helpValue: "NAME" }),
    code: Flags.string({
      description: "Open items with this code; may be given more than once.",
      helpValue: "E_…",
      multiple: true,
    }),
    since: Flags.string({ description: "That failed last after: 2h ago, or a time.", helpValue: "WHEN" }),
    until: Flags.string({ description: "That failed last before: 2h ago, or a time.", helpValue: "WHEN" }),
    record: Flags.string({ description: "Of the record with this id, on either side.", helpValue: "ID" }),
    "dry-run": Flags.boolean({ description: "Only show what a replay would write now." }),
    yes: Flags.boolean({ char: "y", description: "Don't ask." }),
  };
  static override examples = [
    "<%= config.bin %> replay-dlq 7KQ2MZ",
    "<%= config.bin %> replay-dlq --sync cases --code E_RECORD_INVALID --since 2h --dry-run",
    "<%= config.bin %> replay-dlq --all --yes",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const letters = await this.chooseLetters(app);
    if (this.flags["dry-run"]) {
      const forecast = await forecastReplay(app, context.progress, letters);
      return { document: forecast, render: (page) => forecastText(page, forecast) };
    }
    if (this.isToBeAsked(context) && letters.length > 0) await this.confirm(context, app, letters);
    const document = await replayLetters(app, context.progress, letters);
    const isDone = document.items.every(({ outcome }) => outcome === "resolved" || outcome === "discarded");
    return { document, render: (page) => replayText(page, document), verdict: isDone ? 0 : 1 };
  }

  /** Who names items has looked at them; a filter may hit more than was thought. */
  private isToBeAsked({ prompts }: CommandContext): boolean {
    return prompts.available && !this.flags.yes && (this.args.id ?? []).length === 0;
  }

  private async confirm(context: CommandContext, app: App, letters: readonly DeadLetter[]): Promise<void> {
    const forecast = await forecastReplay(app, context.progress, letters);
    const page = { width: 80, paint: (_: string, text: string) => text, nowMs: context.clock.now() };
    context.output.note(`${forecastText(page, forecast)}\n`);
    const message = `Replay ${showCount(letters.length, "item")}?`;
    if (await context.prompts.confirm({ message, default: true, instead: "--yes" })) return;
    throw new IntegrationError({
      code: "E_CANCELLED",
      message: "Nothing was replayed",
      hint: "Run it again and say yes.",
    });
  }

  private async chooseLetters(app: App): Promise<readonly DeadLetter[]> {
    const { all, sync, code, since, until, record } = this.flags;
    const { id: ids = [] } = this.args;
    const filter = { sync, code, since, until, record };
    if (ids.length > 0 && (all || isFiltering(filter)))
      throw new IntegrationError({
        code: "E_USAGE",
        message: "Items are named and filtered for at once",
        hint: "Name items, or give filters.",
      });
    if (ids.length > 0) return refuseDiscarded(await namedLetters(app.store, ids));
    if (!all && !isFiltering(filter)) {
      const hint = "Name items, or give --all or a filter such as --sync NAME. `integ dlq list` shows them.";
      throw new IntegrationError({ code: "E_USAGE", message: "It is not said what to replay", hint });
    }
    if (sync !== undefined) chooseSyncs(app.config, [sync]);
    const syncs = sync === undefined ? [...app.config.syncs.keys()] : [sync];
    return filterLetters(app.store, filter, app.ports.clock.now(), syncs);
  }
}
