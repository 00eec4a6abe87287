// `integ secrets set`: stores one credential that a person or a pipe gives.
import { Args, Flags } from "@oclif/core";
import { appPorts } from "../../cli/app.ts";
import { noteDeed } from "../../cli/audit/note.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { readPiped } from "../../cli/prompts.ts";
import { refuseUnknownSecret } from "../../cli/secrets/named-secret.ts";
import { assertSecretName } from "../../core/secrets/secret-store.ts";
import { openSecrets } from "../../core/secrets/secrets.ts";
import { loadPortsConfig, secretsPorts } from "../../daemon/app.ts";

export default class SecretsSet extends BaseCommand<typeof SecretsSet> {
  static override summary = "Store one credential.";
  static override description =
    "The value is asked for, or read from standard input: never an argument, which others could see. It is not tried at " +
    "the vendor: `integ connect` is the safer way, and `integ connections test` tells afterwards. A name that no " +
    "connection in the configuration knows is refused.";
  static override group = "Keep";
  static override takesSecrets = true;
  static override args = {
    name: Args.string({
      required: true,
      description: "CONNECTION/NAME, as `integ secrets list` shows them.",
    }),
  };
  static override flags = {
    force: Flags.boolean({ description: "Store it under any name; the configuration is not looked at." }),
  };
  static override examples = ["<%= config.bin %> secrets set salesforce/clientSecret < secret.txt"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { name } = this.args;
    assertSecretName(name);
    const store = await openSecrets(secretsPorts(appPorts(context)));
    context.releasers.push(() => store.close());
    if (!this.flags.force)
      refuseUnknownSecret(await loadPortsConfig(appPorts(context)), await store.list(), name);
    const value = context.prompts.available
      ? await context.prompts.secret({ message: `Value of ${name}`, instead: "it on standard input" })
      : await readPiped(process.stdin);
    await store.set(name, value);
    const version = (await store.facts()).find((one) => one.name === name)?.version ?? 1;
    const { source } = store.describe();
    await noteDeed(context, { action: "secrets.set", subject: name, detail: { version, source } });
    return {
      document: { schema: "integ.secret/1", name, version, by: appPorts(context).actor.name },
      render: () => (version === 1 ? `Stored ${name}.` : `Stored ${name} in the place of the one before.`),
    };
  }
}
