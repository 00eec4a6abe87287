// `integ secrets list`: which credentials are kept; never their values.
import { appPorts } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { secretsList } from "../../cli/secrets/secrets-documents.ts";
import { secretsListText } from "../../cli/views/secrets-view.ts";
import { secretsPorts } from "../../daemon/app.ts";

export default class SecretsList extends BaseCommand<typeof SecretsList> {
  static override summary = "List the credentials that are kept: names, when they were stored and by whom.";
  static override description = "Never their values, and it needs no key.";
  static override group = "Keep";
  static override examples = ["<%= config.bin %> secrets list"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await secretsList(secretsPorts(appPorts(context)));
    return { document, render: (page) => secretsListText(page, document) };
  }
}
