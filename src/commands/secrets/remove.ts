// `integ secrets remove`: forgets one credential that nothing needs any more.
import { Args, Flags } from "@oclif/core";
import { appPorts } from "../../cli/app.ts";
import { noteDeed } from "../../cli/audit/note.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { removeSecret } from "../../cli/secrets/named-secret.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { openSecrets } from "../../core/secrets/secrets.ts";
import { loadPortsConfig, secretsPorts } from "../../daemon/app.ts";

export default class SecretsRemove extends BaseCommand<typeof SecretsRemove> {
  static override summary = "Forget one credential that no connection uses.";
  static override description =
    "Refused for what a configured connection signs in with, keeps its session in, or gives its proxy. Nothing changes at " +
    "the vendor.";
  static override group = "Keep";
  static override args = {
    name: Args.string({
      required: true,
      description: "CONNECTION/NAME, as `integ secrets list` shows them.",
    }),
  };
  static override flags = { yes: Flags.boolean({ char: "y", description: "Do not ask." }) };
  static override examples = ["<%= config.bin %> secrets remove zendesk/apiToken --yes"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { name } = this.args;
    const ports = appPorts(context);
    const config = await loadPortsConfig(ports);
    const store = await openSecrets(secretsPorts(ports));
    context.releasers.push(() => store.close());
    const document = await removeSecret(config, store, name, async () => {
      if (!this.flags.yes) await confirm(context, name);
    });
    await noteDeed(context, { action: "secrets.remove", subject: name, detail: {} });
    return { document, render: () => `Removed ${name}.` };
  }
}

async function confirm({ prompts }: CommandContext, name: string): Promise<void> {
  const message = `Remove the secret ${name} for good?`;
  if (await prompts.confirm({ message, instead: "--yes", default: false })) return;
  const hint = "Nothing was changed.";
  throw new IntegrationError({ code: "E_CANCELLED", message: `${name} was left as it is`, hint });
}
