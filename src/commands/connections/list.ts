// `integ connections list`: the connections of the configuration.
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import { authOf, usesOf } from "../../cli/connect/show.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { type ConnectionRow, connectionListText } from "../../cli/views/connection-views.ts";
import type { Config } from "../../core/config/types.ts";

export default class ConnectionsList extends BaseCommand<typeof ConnectionsList> {
  static override summary = "List the connections.";
  static override group = "Look";
  static override examples = ["<%= config.bin %> connections list"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { config } = await openAppFor(context);
    const connections = rowsOf(config);
    return {
      document: { schema: "integ.connections/1", connections },
      render: (page) => connectionListText(page, connections),
    };
  }
}

function rowsOf(config: Config): ConnectionRow[] {
  return [...config.connections.values()].map((settings) => ({
    name: settings.name,
    connector: settings.connectorId,
    auth: authOf(settings),
    objects: [...new Set(usesOf(config, settings.name).map(({ object }) => object))],
  }));
}
