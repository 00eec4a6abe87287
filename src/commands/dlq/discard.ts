// `integ dlq discard`: gives items up.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { discardLetters, refuseSettled } from "../../cli/engine/discard-letters.ts";
import { namedLetters } from "../../cli/engine/select-letters.ts";
import type { Outcome } from "../../cli/output.ts";
import { showCount } from "../../cli/times.ts";
import { discardText } from "../../cli/views/letter-changes-view.ts";
import { letterListText } from "../../cli/views/letters-view.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { DeadLetter } from "../../core/store/rows.ts";

export default class DlqDiscard extends BaseCommand<typeof DlqDiscard> {
  static override summary = "Give items up: what failed is not carried over.";
  static override description =
    "The records stay as they are on both sides, and are counted as discarded by you. The next change of such a record " +
    "is handled as usual.";
  static override group = "Mend";
  static override args = {
    id: Args.string({
      required: true,
      multiple: true,
      description: "Items to discard; enough of each id to be unique.",
    }),
  };
  static override flags = {
    reason: Flags.string({ description: "Why, for those who look at it later.", helpValue: "TEXT" }),
    yes: Flags.boolean({ char: "y", description: "Don't ask." }),
  };
  static override examples = ['<%= config.bin %> dlq discard 7KQ2MZ --reason "Test data" --yes'];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const letters = await namedLetters(app.store, this.args.id);
    refuseSettled(letters);
    if (!this.flags.yes) await this.confirm(context, letters);
    const document = await discardLetters(app, letters, this.flags.reason ?? null);
    return { document, render: (page) => discardText(page, document) };
  }

  private async confirm(context: CommandContext, letters: readonly DeadLetter[]): Promise<void> {
    const { prompts, output, clock } = context;
    const page = { width: 80, paint: (_: string, text: string) => text, nowMs: clock.now() };
    if (prompts.available) output.note(`${letterListText(page, letters)}\n`);
    const message = `Give up ${showCount(letters.length, "item")}? What failed is not carried over`;
    if (await prompts.confirm({ message, default: false, instead: "--yes" })) return;
    throw new IntegrationError({
      code: "E_CANCELLED",
      message: "Nothing was discarded",
      hint: "Run it again and say yes, or mend the cause and run `integ replay-dlq`.",
    });
  }
}
