// `integ sync list`: how each sync stands.
import { openSiteFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { listSyncs } from "../../cli/engine/list-syncs.ts";
import type { Outcome } from "../../cli/output.ts";
import { syncListText } from "../../cli/views/sync-list-view.ts";

export default class SyncList extends BaseCommand<typeof SyncList> {
  static override summary = "List the syncs: state, links, what waits, lag and throughput.";
  static override group = "Look";
  static override examples = ["<%= config.bin %> sync list", "<%= config.bin %> sync list --json"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await listSyncs(await openSiteFor(context, { onlyReads: true }), this.config.version);
    return { document, render: (page) => syncListText(page, document) };
  }
}
