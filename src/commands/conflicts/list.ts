// `integ conflicts list`: what both sides changed differently, and a person has to decide.
import { Flags } from "@oclif/core";
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { conflictDocument } from "../../cli/engine/find-conflict.ts";
import { needSync } from "../../cli/engine/site.ts";
import type { Outcome } from "../../cli/output.ts";
import { conflictListText } from "../../cli/views/conflicts-view.ts";
import { conflictStates } from "../../core/store/rows.ts";

const mostListed = 1_000;

export default class ConflictsList extends BaseCommand<typeof ConflictsList> {
  static override summary = "List the conflicts that wait for a person.";
  static override description =
    "A field with `conflicts: manual` that both sides have changed to different values stays as it is on both until " +
    "somebody decides. Settled ones, whoever decided them, are shown with --state settled.";
  static override group = "Mend";
  static override flags = {
    sync: Flags.string({ description: "Only of this sync.", helpValue: "NAME" }),
    state: Flags.option({
      description: "Only in this state; may be given more than once. Default: open and decided.",
      options: conflictStates,
      multiple: true,
    })(),
  };
  static override examples = [
    "<%= config.bin %> conflicts list",
    "<%= config.bin %> conflicts list --sync cases --state settled",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const site = await openSiteFor(context, { onlyReads: true });
    const { store } = site;
    const { sync, state } = this.flags;
    if (sync !== undefined) needSync(site, sync);
    const found = await store.conflicts(sync ?? null, state ?? ["open", "decided"], mostListed + 1);
    const conflicts = found.slice(0, mostListed);
    const links = await store.linksById(conflicts.map(({ linkId }) => linkId));
    const items = conflicts.map((conflict) => conflictDocument(conflict, links.get(conflict.linkId)));
    const isCut = found.length > mostListed;
    return {
      document: { schema: "integ.conflicts/1", items, more: isCut },
      render: (page) => conflictListText(page, items, isCut),
    };
  }
}
