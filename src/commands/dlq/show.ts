// `integ dlq show`: one item in full.
import { Args } from "@oclif/core";
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { findLetter } from "../../cli/engine/find-letters.ts";
import { letterDocument } from "../../cli/engine/letter-document.ts";
import type { Outcome } from "../../cli/output.ts";
import { letterText } from "../../cli/views/letters-view.ts";

export default class DlqShow extends BaseCommand<typeof DlqShow> {
  static override summary = "Show one item: cause, payload, and what to do.";
  static override group = "Mend";
  static override args = {
    id: Args.string({
      required: true,
      description: "Its id, or as much of the beginning or end as is unique.",
    }),
  };
  static override examples = ["<%= config.bin %> dlq show 7KQ2MZ"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { store } = await openSiteFor(context, { onlyReads: true });
    const letter = await findLetter(store, this.args.id);
    const link = (await store.linksById([letter.linkId])).get(letter.linkId) ?? null;
    const ids = { leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
    const next = letter.state === "open" ? `integ replay-dlq ${letter.id}` : null;
    return {
      document: { schema: "integ.dlq-item/1", item: { ...letterDocument(letter), ...ids }, next },
      render: (page) => letterText(page, { letter, link }),
    };
  }
}
