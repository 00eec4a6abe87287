// `integ connections show`: what is known of a connection, without a call to the vendor.
import { Args } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import { showConnection } from "../../cli/connect/show.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { showText } from "../../cli/views/connection-views.ts";

export default class ConnectionsShow extends BaseCommand<typeof ConnectionsShow> {
  static override summary = "Show a connection: settings, sign-in and its end, stored secrets, limits.";
  static override description =
    "From what is stored alone; `integ connections test` asks the vendor. Secrets are named, never shown.";
  static override group = "Look";
  static override args = { name: Args.string({ required: true, description: "The connection." }) };
  static override examples = ["<%= config.bin %> connections show salesforce"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await showConnection(context, await openAppFor(context), this.args.name);
    return { document, render: (page) => showText(page, document) };
  }
}
