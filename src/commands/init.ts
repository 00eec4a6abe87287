// `integ init`: writes a first configuration and makes the secret store.
import { resolve } from "node:path";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../cli/base-command.ts";
import { initialize } from "../cli/connect/initialize.ts";
import type { CommandContext } from "../cli/context.ts";
import type { Outcome } from "../cli/output.ts";
import { keySources } from "../cli/secrets/key-flags.ts";
import { initText } from "../cli/views/init-view.ts";

export default class Init extends BaseCommand<typeof Init> {
  static override summary = "Write a first configuration and make the secret store.";
  static override description =
    "Writes integ.yaml here, or where --config says, and never over an existing file. The secret store takes its " +
    "master key from the first place that is there: systemd credential, key file, keychain, passphrase, environment. " +
    "The choice is recorded and never changed silently.";
  static override group = "Set up";
  static override flags = {
    pair: Flags.string({
      description:
        "Two connectors: write their connections and a sync of records, comments and files. May be given again.",
      helpValue: "LEFT,RIGHT",
      multiple: true,
      multipleNonGreedy: true,
    }),
    "key-source": Flags.option({
      description: "Where the master key comes from, instead of the first place that is there.",
      options: keySources,
      exclusive: ["insecure-key-file"],
    })(),
    "insecure-key-file": Flags.boolean({
      description:
        "Keep the master key in the clear beside the store: for trials, and where nothing else is there.",
    }),
  };
  static override examples = [
    "<%= config.bin %> init",
    "<%= config.bin %> init --pair salesforce,jira --pair jira,zendesk",
    "<%= config.bin %> init --key-source key-file --no-input",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { configFile, configNamed } = context.directories;
    const source = this.flags["insecure-key-file"] ? "insecure-key-file" : (this.flags["key-source"] ?? null);
    // Without a name it is this directory's: an existing file elsewhere must not stand for it.
    const document = await initialize(context, {
      file: configNamed ? configFile : resolve("integ.yaml"),
      source,
      pairs: this.flags.pair ?? [],
    });
    return { document, render: (page) => initText(page, document) };
  }
}
