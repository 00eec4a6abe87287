// `integ connections remove`: ends a connection here and at the vendor.
import { Args, Flags } from "@oclif/core";
import { noteDeed } from "../../cli/audit/note.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import { removeConnection } from "../../cli/connect/remove.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { removeText } from "../../cli/views/connection-views.ts";

export default class ConnectionsRemove extends BaseCommand<typeof ConnectionsRemove> {
  static override summary = "Remove a connection: its session, its secrets, its place in the configuration.";
  static override description =
    "Refused while a sync uses it. The session is revoked at the vendor where that can be done; where it can't, that " +
    "is said, and the rest is removed all the same. Records and what is known of them stay.";
  static override group = "Set up";
  static override defaultLogLevel: LogLevel = "error";
  static override args = { name: Args.string({ required: true, description: "The connection." }) };
  static override flags = { yes: Flags.boolean({ char: "y", description: "Do not ask." }) };
  static override examples = ["<%= config.bin %> connections remove zendesk --yes"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { name } = this.args;
    const document = await removeConnection(context, name, this.flags.yes);
    const { session, deletedSecrets } = document;
    const detail = { session, deletedSecrets: [...deletedSecrets] };
    await noteDeed(context, { action: "connection.remove", subject: name, detail });
    return { document, render: (page) => removeText(page, document) };
  }
}
