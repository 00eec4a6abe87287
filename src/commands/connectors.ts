// `integ connectors`: the kinds of systems integ speaks to.
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import type { Outcome } from "../cli/output.ts";
import { connectorListText } from "../cli/views/connection-views.ts";
import { openRegistry } from "../daemon/app.ts";

export default class Connectors extends BaseCommand<typeof Connectors> {
  static override summary = "List the kinds of systems integ speaks to.";
  static override group = "Look";
  static override examples = ["<%= config.bin %> connectors"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const registry = openRegistry(context.directories.configFile);
    const loaded = await Promise.all(registry.ids().map((id) => registry.load(id)));
    const connectors = loaded.map((connector) => connector.manifest);
    return {
      document: { schema: "integ.connectors/1", connectors },
      render: (page) => connectorListText(page, connectors),
    };
  }
}
