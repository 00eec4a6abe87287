// `integ connections rotate`: replaces a connection's credential or session.
import { Args, Flags } from "@oclif/core";
import { noteDeed } from "../../cli/audit/note.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import { connectSystem } from "../../cli/connect/connect.ts";
import { requireConnection } from "../../cli/connect/connect-target.ts";
import { readPipedSecret } from "../../cli/connect/piped-secret.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { rotateText } from "../../cli/views/connection-views.ts";

export default class ConnectionsRotate extends BaseCommand<typeof ConnectionsRotate> {
  static override summary = "Replace a connection's credential, or sign in to it anew.";
  static override description =
    "The stored one stays until the new one is proven; then the former session is revoked at the vendor. The new " +
    "credential is asked for, piped in with --secret-from-stdin, or read from the environment; a connection that " +
    "somebody signed in to opens a browser again. A running daemon takes the new one at its next sign-in.";
  static override group = "Set up";
  static override takesSecrets = true;
  static override handlesSignals = true;
  static override defaultLogLevel: LogLevel = "error";
  static override args = { name: Args.string({ required: true, description: "The connection." }) };
  static override flags = {
    "no-browser": Flags.boolean({
      description: "Open no browser for a sign-in that needs one: only print the address.",
    }),
    "secret-from-stdin": Flags.boolean({ description: "Read the new secret from standard input." }),
  };
  static override examples = [
    "<%= config.bin %> connections rotate zendesk",
    "<%= config.bin %> connections rotate salesforce --secret-from-stdin < new-key.pem",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { name } = this.args;
    await requireConnection(context.directories.configFile, name);
    const connected = await connectSystem(context, {
      typed: name,
      name: undefined,
      auth: undefined,
      settings: {},
      flagOf: (key) => key,
      piped: this.flags["secret-from-stdin"] ? await readPipedSecret(context.signal) : null,
      opensBrowser: !this.flags["no-browser"],
      renews: true,
    });
    const { connector, auth, identity, former } = connected;
    const detail = { connector, auth, identity, former };
    await noteDeed(context, { action: "connection.rotate", subject: name, detail });
    const document = { ...connected, schema: "integ.connection-rotate/1", status: "rotated" } as const;
    return { document, render: (page) => rotateText(page, document) };
  }
}
