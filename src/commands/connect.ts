// `integ connect`: signs in to a system and puts it into the configuration.
import { Args, Flags } from "@oclif/core";
import { parse } from "yaml";
import { noteDeed } from "../cli/audit/note.ts";
import { BaseCommand } from "../cli/base-command.ts";
import { connectSystem } from "../cli/connect/connect.ts";
import { usage } from "../cli/connect/connect-target.ts";
import { readPipedSecret } from "../cli/connect/piped-secret.ts";
import type { CommandContext } from "../cli/context.ts";
import type { LogLevel } from "../cli/log.ts";
import type { Outcome } from "../cli/output.ts";
import { connectText } from "../cli/views/connection-views.ts";

/** Settings that have a flag of their own; every other one is given by --set. */
const settingFlags = {
  loginUrl: "login-url",
  subdomain: "subdomain",
  baseUrl: "base-url",
  username: "username",
} as const;

export default class Connect extends BaseCommand<typeof Connect> {
  static override summary = "Sign in to a system and add it to the configuration.";
  static override description =
    "Says what to create at the vendor, asks for the credential, proves that it works and only then stores it. Run " +
    "again to replace a credential. A secret is never an argument: it is asked for, piped in with " +
    "--secret-from-stdin, or read from the environment (`integ connectors --json` names each variable).";
  static override group = "Set up";
  static override takesSecrets = true;
  static override handlesSignals = true;
  // What goes wrong is the command's own answer; the log would only say it before and worse.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    connector: Args.string({
      required: true,
      description:
        "A connector (salesforce, zendesk, jira, servicenow, package:NAME), or a connection to sign in again.",
    }),
  };
  static override flags = {
    name: Flags.string({
      description: "Name of the connection. Default: the connector's.",
      helpValue: "NAME",
    }),
    auth: Flags.string({
      description: "How to sign in; the connector's first method when left out.",
      helpValue: "METHOD",
    }),
    "login-url": Flags.string({
      description: "salesforce: the org's My Domain, https://acme.my.salesforce.com.",
      helpValue: "URL",
    }),
    username: Flags.string({ description: "salesforce: the user to act as, with --auth jwt-bearer." }),
    subdomain: Flags.string({ description: "zendesk: the part before .zendesk.com." }),
    "base-url": Flags.string({
      description:
        "jira, servicenow: where people open it. zendesk: where the account answers, instead of --subdomain.",
      helpValue: "URL",
    }),
    set: Flags.string({
      description: "Any other setting of the connector; may be given more than once.",
      helpValue: "KEY=VALUE",
      multiple: true,
      multipleNonGreedy: true,
    }),
    "no-browser": Flags.boolean({
      description: "Open no browser for a sign-in that needs one: only print the address.",
    }),
    "secret-from-stdin": Flags.boolean({ description: "Read the method's secret from standard input." }),
  };
  static override examples = [
    "<%= config.bin %> connect salesforce --login-url https://acme.my.salesforce.com",
    "<%= config.bin %> connect zendesk --subdomain acme --no-input",
    "<%= config.bin %> connect zendesk --subdomain acme --auth browser",
    "<%= config.bin %> connect salesforce --auth jwt-bearer --username integ@acme.com --secret-from-stdin < key.pem",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { flags } = this;
    const document = await connectSystem(context, {
      typed: this.args.connector,
      name: flags.name,
      auth: flags.auth,
      settings: this.givenSettings(),
      flagOf,
      opensBrowser: !flags["no-browser"],
      piped: flags["secret-from-stdin"] ? await readPipedSecret(context.signal) : null,
    });
    const { status, connection, connector, auth, identity } = document;
    if (status === "connected")
      await noteDeed(context, {
        action: "connection.connect",
        subject: connection,
        detail: { connector, auth, identity },
      });
    return { document, render: (page) => connectText(page, document) };
  }

  private givenSettings(): Record<string, unknown> {
    const own = Object.entries(settingFlags).flatMap(([key, flag]) => {
      const value = this.flags[flag];
      return value === undefined ? [] : [[key, value] as const];
    });
    return { ...Object.fromEntries(own), ...Object.fromEntries((this.flags.set ?? []).map(parseSetting)) };
  }
}

function flagOf(key: string, value: unknown = "VALUE"): string {
  const own = Object.entries(settingFlags).find(([setting]) => setting === key);
  return own === undefined ? `--set ${key}=${String(value)}` : `--${own[1]} ${String(value)}`;
}

/** `pollEvery=1s`; the value as YAML would read it, so that numbers and true are what they look like. */
function parseSetting(text: string): readonly [string, unknown] {
  const [key = "", ...rest] = text.split("=");
  if (key === "" || rest.length === 0)
    throw usage(`--set ${text} is not KEY=VALUE`, "Write --set KEY=VALUE.");
  try {
    return [key, parse(rest.join("="))];
  } catch {
    return [key, rest.join("=")];
  }
}
