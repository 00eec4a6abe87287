// `integ act`: runs one action of a connection.
import { Args, Flags } from "@oclif/core";
import { gatherInput } from "../cli/actions/gather-input.ts";
import { openAppFor } from "../cli/app.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { unlessAborted } from "../cli/interrupt.ts";
import type { Outcome } from "../cli/output.ts";
import { readPiped } from "../cli/prompts.ts";
import { actionText } from "../cli/views/action-view.ts";
import { findAction } from "../core/actions/describe-actions.ts";
import { runAction } from "../core/actions/run-action.ts";
import { actionPorts } from "../daemon/action-ports.ts";

const longestInputBytes = 1_000_000;

export default class Act extends BaseCommand<typeof Act> {
  static override summary = "Run an action at a connection: order an item, make a version, search articles.";
  static override description =
    "`integ actions` lists them. What changes something is noted in the audit before it is sent and after. Run again " +
    "with the same --request-key, it is not done a second time.";
  static override group = "Act";
  static override handlesSignals = true;
  static override strict = false;
  static override args = {
    connection: Args.string({ required: true, description: "The connection." }),
    action: Args.string({ required: true, description: "The action's id." }),
    input: Args.string({
      description: "KEY=VALUE, any number of them; variables.size=L for what is inside a value.",
    }),
  };
  static override flags = {
    input: Flags.string({
      description: "JSON file with the input; - for standard input.",
      helpValue: "FILE",
    }),
    "request-key": Flags.string({
      description: "Names the request, so that it can be run again safely. Default: a new one.",
      helpValue: "KEY",
    }),
  };
  static override examples = [
    "<%= config.bin %> act jira search jql='project = SUP AND statusCategory != Done'",
    "<%= config.bin %> act servicenow order-item item=ITEM_ID variables.new_email=ann@acme.example --request-key PO-4711",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { connection: name, action } = this.args;
    const app = await openAppFor(context);
    const connection = await app.connectionOf(name);
    const { input: file } = this.flags;
    const input = await gatherInput({
      file: file === undefined ? null : file,
      readStandardInput: () => unlessAborted(readPiped(process.stdin, longestInputBytes), context.signal),
      pairs: this.words.slice(2),
      schema: findAction(connection, action).inputSchema,
    });
    const requestKey = this.flags["request-key"] ?? null;
    const outcome = await runAction(actionPorts(app), connection, { action, input, requestKey });
    const document = { schema: "integ.action/1", ...outcome } as const;
    return { document, render: (page) => actionText(page, outcome) };
  }
}
