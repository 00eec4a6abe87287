// `integ secrets status`: where the credentials are, and whether they can be opened here.
import { appPorts } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { secretsStatus } from "../../cli/secrets/secrets-documents.ts";
import { secretsStatusText } from "../../cli/views/secrets-view.ts";
import { secretsPorts } from "../../daemon/app.ts";

export default class SecretsStatus extends BaseCommand<typeof SecretsStatus> {
  static override summary = "Say where the credentials are kept, and whether they can be opened here.";
  static override description =
    "Opens every secret, and shows none. Exit 0 when all is well, 1 with a weak place for the master key, a change of it " +
    "that was interrupted or a key file that one has left behind, 2 when the store can't be opened.";
  static override group = "Keep";
  static override examples = ["<%= config.bin %> secrets status"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await secretsStatus(secretsPorts(appPorts(context)));
    const isWell =
      document.status === "open" && document.warning === null && document.leftoverKeys.length === 0;
    return {
      document,
      render: (page) => secretsStatusText(page, document),
      verdict: document.status === "closed" ? 2 : isWell ? 0 : 1,
    };
  }
}
