// `integ dlq edit`: what a replay is to send instead.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { askEditor } from "../../cli/engine/ask-editor.ts";
import { editLetterWith, parseSettings } from "../../cli/engine/edit-letters.ts";
import { findLetter } from "../../cli/engine/find-letters.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { editText } from "../../cli/views/letter-changes-view.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { DeadLetter } from "../../core/store/rows.ts";
import type { LetterEdit } from "../../core/sync/write/edit-letter.ts";

export default class DlqEdit extends BaseCommand<typeof DlqEdit> {
  static override summary = "Change what an item sends when it is replayed.";
  static override description =
    "The values are those of the system written to, as JSON, and are checked against its fields. The record they come " +
    "from stays as it is. Nothing is sent before `integ replay-dlq`.";
  static override group = "Mend";
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    id: Args.string({
      required: true,
      description: "Its id, or as much of the beginning or end as is unique.",
    }),
  };
  static override flags = {
    set: Flags.string({
      description:
        "Send this value: subject='\"Printer\"', priority=null for a blank. May be given more than once.",
      helpValue: "FIELD=JSON",
      multiple: true,
    }),
    unset: Flags.string({
      description: "Take an earlier edit of the field back. May be given more than once.",
      helpValue: "FIELD",
      multiple: true,
    }),
    editor: Flags.boolean({
      description: "Edit the values in $VISUAL or $EDITOR.",
      exclusive: ["set", "unset"],
    }),
  };
  static override examples = [
    `<%= config.bin %> dlq edit 7KQ2MZ --set 'subject="Printer on fire"'`,
    "<%= config.bin %> dlq edit 7KQ2MZ --editor",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const letter = await findLetter(app.store, this.args.id);
    const document = await editLetterWith(app, letter, await this.readEdit(context, letter));
    return { document, render: (page) => editText(page, document) };
  }

  private async readEdit(context: CommandContext, letter: DeadLetter): Promise<LetterEdit> {
    const { set = [], unset = [], editor } = this.flags;
    if (editor) return askEditor(context, letter);
    if (set.length + unset.length > 0) return { set: parseSettings(set), unset };
    throw new IntegrationError({
      code: "E_USAGE",
      message: "It is not said what to change",
      hint: "Give --set FIELD=JSON, --unset FIELD or --editor.",
    });
  }
}
