// `integ dlq list`: the items that need a person.
import { Flags } from "@oclif/core";
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { letterStates } from "../../cli/engine/find-letters.ts";
import { letterDocument } from "../../cli/engine/letter-document.ts";
import { needSync } from "../../cli/engine/site.ts";
import type { Outcome } from "../../cli/output.ts";
import { letterListText } from "../../cli/views/letters-view.ts";

export default class DlqList extends BaseCommand<typeof DlqList> {
  static override summary = "List the items that need a person.";
  static override group = "Mend";
  static override flags = {
    sync: Flags.string({ description: "Only of this sync.", helpValue: "NAME" }),
    state: Flags.option({
      description: "Only in this state; may be given more than once. Default: open and replaying.",
      options: letterStates,
      multiple: true,
    })(),
  };
  static override examples = [
    "<%= config.bin %> dlq list",
    "<%= config.bin %> dlq list --sync cases --state resolved",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const site = await openSiteFor(context, { onlyReads: true });
    const { sync, state } = this.flags;
    if (sync !== undefined) needSync(site, sync);
    const letters = await site.store.deadLetters(state ?? ["open", "replaying"], sync ?? null);
    return {
      document: { schema: "integ.dlq-list/1", items: letters.map(letterDocument) },
      render: (page) => letterListText(page, letters),
    };
  }
}
