// `integ secrets move`: another place for the master key.
import { Args } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { changeKeys } from "../../cli/secrets/change-keys.ts";
import { keyFlags, keySources } from "../../cli/secrets/key-flags.ts";

export default class SecretsMove extends BaseCommand<typeof SecretsMove> {
  static override summary =
    "Have the master key in another place: a new key there, and the old one opens nothing.";
  static override description =
    "The secrets stay as they are, and the daemon may be running. The new place has to give the key back before the old " +
    "one stops to count.";
  static override group = "Keep";
  /** A key is changed to the end or not at all. */
  static override handlesSignals = true;
  static override args = {
    place: Args.string({ required: true, options: keySources, description: "Where the new key is to be." }),
  };
  static override flags = keyFlags;
  static override examples = [
    "<%= config.bin %> secrets move keychain",
    "<%= config.bin %> secrets move key-file --new-key /etc/integ/master.key",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const to = keySources.find((kind) => kind === this.args.place) ?? null;
    return changeKeys(context, this.flags, to, "master");
  }
}
