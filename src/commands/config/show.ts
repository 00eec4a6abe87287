// `integ config show`: every value in effect, and which layer set it.
import { Args } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { originsText } from "../../cli/views/config-view.ts";
import { loadLayers, overlayFile } from "../../core/config/layers.ts";
import type { OriginRow } from "../../core/config/origins.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { openRegistry } from "../../daemon/app.ts";

export default class ConfigShow extends BaseCommand<typeof ConfigShow> {
  static override summary = "Show every value of the configuration and where it comes from.";
  static override description =
    "Layers, the later wins: default, the file, the overlay integ.NAME.yaml of --env NAME, variables " +
    "(INTEG_SET__CONNECTIONS__SF_PROD__TIMEOUT=30s), --override. What may be a secret is masked.";
  static override group = "Look";
  static override args = {
    key: Args.string({ description: "Only what is below this key, such as connections.sf-prod." }),
  };
  static override examples = [
    "<%= config.bin %> config show",
    "<%= config.bin %> config show connections.salesforce --env staging",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { env, layers, directories } = context;
    const file = directories.configFile;
    const { origins } = await loadLayers({ ...layers, file, env, registry: openRegistry(file) });
    const values = below(origins.entries(), this.args.key);
    const root = process.cwd();
    return {
      document: {
        schema: "integ.config/1",
        file,
        environment: layers.environment,
        overlay: layers.environment === null ? null : overlayFile(file, layers.environment),
        values,
      },
      render: (page) => originsText(page, values, root),
    };
  }
}

function below(rows: readonly OriginRow[], key: string | undefined): readonly OriginRow[] {
  if (key === undefined) return rows;
  const found = rows.filter(
    ({ path }) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`),
  );
  if (found.length > 0) return found;
  throw new IntegrationError({
    code: "E_NOT_FOUND",
    message: `The configuration has nothing at ${key}`,
    hint: "Run `integ config show` to see all keys, `integ config schema` for those that could be there.",
  });
}
