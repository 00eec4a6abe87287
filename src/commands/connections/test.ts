// `integ connections test`: proves that a connection still works.
import { Args } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import { prove } from "../../cli/connect/trial.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { proofText } from "../../cli/views/connection-views.ts";

export default class ConnectionsTest extends BaseCommand<typeof ConnectionsTest> {
  static override summary = "Prove that a connection works: sign in and read.";
  static override group = "Look";
  // What goes wrong is the command's own answer; the log would only say it before and worse.
  static override defaultLogLevel: LogLevel = "error";
  static override args = { name: Args.string({ required: true, description: "The connection." }) };
  static override examples = ["<%= config.bin %> connections test salesforce"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { name } = this.args;
    const app = await openAppFor(context);
    const { manifest } = await app.connectionOf(name);
    const proven = await prove(context, app, name);
    const limits = app.httpOf(name)?.status().buckets ?? [];
    const proof = { connection: name, connector: manifest.id, ...proven, limits };
    return {
      document: { schema: "integ.connection-test/1", ...proof },
      render: (page) => proofText(page, `${name} works (${proof.connector})`, proof),
    };
  }
}
