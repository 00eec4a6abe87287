// `integ conflicts show`: one conflict in full.
import { Args } from "@oclif/core";
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { conflictDocument, findConflict } from "../../cli/engine/find-conflict.ts";
import type { Outcome } from "../../cli/output.ts";
import { conflictText } from "../../cli/views/conflicts-view.ts";

export default class ConflictsShow extends BaseCommand<typeof ConflictsShow> {
  static override summary = "Show one conflict: both values, the one before, and how to decide.";
  static override group = "Mend";
  static override args = {
    id: Args.string({
      required: true,
      description: "Its id, or as much of the beginning or end as is unique.",
    }),
  };
  static override examples = ["<%= config.bin %> conflicts show 3F9A21"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { store } = await openSiteFor(context, { onlyReads: true });
    const conflict = await findConflict(store, this.args.id);
    const link = (await store.linksById([conflict.linkId])).get(conflict.linkId);
    return {
      document: { schema: "integ.conflict/1", item: conflictDocument(conflict, link) },
      render: (page) => conflictText(page, conflict, link ?? null),
    };
  }
}
