// `integ connections list`: the connections of the configuration.
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
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

function rowsOf({ connections, syncs }: Config): ConnectionRow[] {
  const ends = [...syncs.values()].flatMap((sync) => [sync.left, sync.right]);
  return [...connections.values()].map(({ name, connectorId, config, connector }) => ({
    name,
    connector: connectorId,
    auth: typeof config.auth === "string" ? config.auth : (connector.manifest.auth[0]?.id ?? ""),
    objects: [...new Set(ends.filter((end) => end.connection === name).map((end) => end.object))],
  }));
}
