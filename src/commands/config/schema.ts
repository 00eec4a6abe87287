// `integ config schema`: the JSON Schema of the configuration, for editors and other tools.
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { jsonSchema } from "../../core/config/json-schema.ts";
import { openRegistry } from "../../daemon/app.ts";

export default class ConfigSchema extends BaseCommand<typeof ConfigSchema> {
  static override summary = "Print the JSON Schema of the configuration.";
  static override description =
    "`integ init` writes it beside the configuration, where editors find it; after an upgrade write it anew with " +
    "`integ config schema > integ.schema.json`.";
  static override group = "Look";
  static override examples = ["<%= config.bin %> config schema > integ.schema.json"];

  protected override async perform({ directories }: CommandContext): Promise<Outcome> {
    const schema = await jsonSchema(openRegistry(directories.configFile));
    return {
      document: { schema: "integ.config-schema/1", jsonSchema: schema },
      render: () => JSON.stringify(schema, null, 2),
      isVerbatim: true,
    };
  }
}
