// `integ actions`: what can be done at the connected systems beside keeping records in step.
import { Args } from "@oclif/core";
import { listActions } from "../cli/actions/list-actions.ts";
import { openAppFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import type { Outcome } from "../cli/output.ts";
import { actionsText } from "../cli/views/action-view.ts";

export default class Actions extends BaseCommand<typeof Actions> {
  static override summary = "List what can be done at a connection, with the input each action takes.";
  static override description =
    "Without a connection: all of them. --json has the JSON Schema of each input and result.";
  static override group = "Act";
  static override args = { connection: Args.string({ description: "The connection." }) };
  static override examples = ["<%= config.bin %> actions", "<%= config.bin %> actions servicenow"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const document = await listActions(app, this.args.connection);
    return { document, render: (page) => actionsText(page, document) };
  }
}
