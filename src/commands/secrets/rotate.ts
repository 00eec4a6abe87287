// `integ secrets rotate`: new keys for the secret store, while the daemon runs.
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { changeKeys } from "../../cli/secrets/change-keys.ts";
import { keyFlags } from "../../cli/secrets/key-flags.ts";

export default class SecretsRotate extends BaseCommand<typeof SecretsRotate> {
  static override summary = "Change the keys of the secret store; an interrupted change goes on.";
  static override description =
    "A new master key in the same kind of place. Until it has been had from there and opens the store, the present one " +
    "does as well. The daemon may be running. Where it finds the new key by itself (keychain, insecure-key-file), the " +
    "secrets are sealed anew too; elsewhere --data does that, once the daemon was started with the new key. " +
    "Credentials at the vendors are not touched: `integ connect` changes those.";
  static override group = "Keep";
  /** A key is changed to the end or not at all. */
  static override handlesSignals = true;
  static override flags = {
    ...keyFlags,
    data: Flags.boolean({
      description:
        "Only seal the secrets anew; the master key stays. A daemon with a passphrase or INTEG_MASTER_KEY has to be started again.",
      exclusive: ["new-key", "new-passphrase-file"],
    }),
  };
  static override examples = [
    "<%= config.bin %> secrets rotate",
    "<%= config.bin %> secrets rotate --new-key /etc/integ/master-2.key",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    return changeKeys(context, this.flags, null, this.flags.data ? "data" : "both");
  }
}
