// `integ status`: everything at a glance.
import { openSiteFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { describeStatus } from "../cli/engine/overview.ts";
import type { Outcome } from "../cli/output.ts";
import { statusText } from "../cli/views/status-view.ts";

export default class Status extends BaseCommand<typeof Status> {
  static override summary = "Show connections, syncs, lag and what happened last.";
  static override group = "Look";
  static override examples = ["<%= config.bin %> status", "<%= config.bin %> status --json"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await describeStatus(
      await openSiteFor(context, { onlyReads: true }),
      this.config.version,
    );
    return { document, render: (page) => statusText(page, document) };
  }
}
