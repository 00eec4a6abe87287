// `integ connect`: settings and credentials are proven against the vendor, and only then stored.

import { addConnection } from "../../core/config/edit.ts";
import type { Connector } from "../../core/contract/connector.ts";
import type { AuthMethod } from "../../core/contract/sign-in.ts";
import type { SecretStore } from "../../core/secrets/secret-store.ts";
import { openSecrets } from "../../core/secrets/secrets.ts";
import { openRegistry, secretsPorts } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";
import { screenWidth, wrapHanging } from "../wrap.ts";
import { gatherCredentials } from "./ask-credentials.ts";
import { type CompleteSettings, completeSettings } from "./ask-settings.ts";
import { commonSettings } from "./common-settings.ts";
import { readConfigText, writeConfigText } from "./config-file.ts";
import { type ConnectTarget, findTarget, readConnections, usage } from "./connect-target.ts";
import { lookAhead } from "./look-ahead.ts";
import { type FormerSession, proveFresh, proveStored } from "./prove-session.ts";
import type { Proof, TrialSettings } from "./trial.ts";

export interface ConnectRequest {
  /** A connector's id, or the name of a connection. */
  readonly typed: string;
  readonly name: string | undefined;
  readonly auth: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  /** How a setting is given on the command line (`--login-url URL`). */
  readonly flagOf: (key: string, value?: unknown) => string;
  /** The secret from standard input; null when it does not come from there. */
  readonly piped: string | null;
  /** Whether a browser may be opened for a sign-in that needs one. */
  readonly opensBrowser: boolean;
  /** A sign-in that works is done anew all the same. */
  readonly renews?: boolean;
}

export interface ConnectDocument {
  readonly schema: "integ.connect/1";
  readonly status: "connected" | "already_connected";
  readonly connection: string;
  readonly connector: string;
  readonly auth: string;
  readonly identity: string;
  readonly apiVersion: string;
  readonly expiresAt: string | null;
  readonly proved: readonly string[];
  readonly limits: Proof["limits"];
  readonly warnings: readonly string[];
  /** Names of the secrets that changed; never values. */
  readonly storedSecrets: readonly string[];
  /** What became of the session that was replaced; null: nobody asked for its end. */
  readonly former: FormerSession | null;
  readonly configFile: string;
  readonly next: string;
}

/** @throws IntegrationError; then neither the configuration nor a stored credential was changed. */
export async function connectSystem(
  context: CommandContext,
  request: ConnectRequest,
): Promise<ConnectDocument> {
  const file = context.directories.configFile;
  const registry = openRegistry(file);
  const target = findTarget(
    request.typed,
    request.name,
    readConnections(file, await readConfigText(file)),
    registry,
  );
  const connector = await registry.load(target.connectorId);
  const secrets = await openSecrets(secretsPorts(appPorts(context)));
  context.releasers.push(() => secrets.close());
  const method = await chooseMethod(context, request, target, connector);
  const settings = await settle(context, request, target, connector, method);
  const common = await commonSettings(context, target.name);
  const trial: TrialSettings = { ...target, connector, config: settings.config, common };
  const fresh = await askCredentials(context, request, target, settings, method, secrets);
  const session = { context, request, trial, method, fresh, secrets, again: commandAgain(request, target) };
  const proven = (await proveStored(session)) ?? (await proveFresh(session));
  const { proof, storedSecrets } = proven;
  const text = await readConfigText(file);
  const edited = addConnection(text, target.name, settings.written);
  if (edited !== text) await writeConfigText(file, edited);
  const isNews = edited !== text || storedSecrets.length > 0 || proven.isSignedInAnew;
  const outlook = await lookAhead(context, registry, target.name, await secrets.list());
  return {
    schema: "integ.connect/1",
    status: isNews ? "connected" : "already_connected",
    connection: target.name,
    connector: target.connectorId,
    auth: method.id,
    ...proof,
    warnings: [...proof.warnings, ...outlook.warnings],
    storedSecrets,
    former: proven.former,
    configFile: file,
    next: outlook.next,
  };
}

async function chooseMethod(
  { prompts }: CommandContext,
  { auth }: ConnectRequest,
  { written }: ConnectTarget,
  { manifest }: Connector,
): Promise<AuthMethod> {
  const ids = manifest.auth.map((method) => method.id);
  const wanted = auth ?? (typeof written?.auth === "string" ? written.auth : undefined);
  const [first, ...others] = manifest.auth;
  if (first === undefined)
    throw usage(`${manifest.title} declares no way to sign in`, "Ask the connector's author.");
  if (wanted === undefined && (!prompts.available || others.length === 0 || written !== null)) return first;
  const choices = manifest.auth.map(({ id, title }) => ({ value: id, name: title }));
  const id = wanted ?? (await prompts.select({ message: "How to sign in", instead: "--auth", choices }));
  const method = manifest.auth.find((one) => one.id === id);
  if (method === undefined)
    throw usage(`${manifest.title} has no sign-in method "${id}"`, `Use ${ids.join(" or ")}.`);
  return method;
}

function settle(
  { prompts, output }: CommandContext,
  request: ConnectRequest,
  target: ConnectTarget,
  connector: Connector,
  method: AuthMethod,
): Promise<CompleteSettings> {
  const isDefault = method.id === connector.manifest.auth[0]?.id && target.written?.auth === undefined;
  return completeSettings({
    connector,
    connectorId: target.connectorId,
    written: target.written ?? {},
    given: { ...request.settings, ...(isDefault ? {} : { auth: method.id }) },
    prompts,
    flagOf: request.flagOf,
    note: output.note,
  });
}

async function askCredentials(
  { env, prompts, output }: CommandContext,
  { piped }: ConnectRequest,
  { name }: ConnectTarget,
  { written }: CompleteSettings,
  method: AuthMethod,
  secrets: SecretStore,
): Promise<ReadonlyMap<string, string>> {
  const stored = new Map<string, string>();
  for (const field of method.fields) {
    const value = await secrets.get(`${name}/${field.name}`);
    if (value !== null) stored.set(field.name, value);
  }
  const given = await gatherCredentials({
    method,
    env,
    prompts,
    stored,
    configured: configuredNames(written),
    piped,
    onAsk: () => {
      const width = Math.min(screenWidth(process.stderr), 100);
      output.note("At the vendor, once:");
      for (const [index, step] of method.steps.entries())
        output.note(`  ${index + 1}. ${wrapHanging(step, width, 5)}`);
    },
  });
  return new Map([...given].filter(([field, value]) => stored.get(field) !== value));
}

/** Settings that answer a question by their name; `oauth.clientId` is the field of that name too. */
function configuredNames(written: CompleteSettings["written"]): ReadonlySet<string> {
  const oauth = Object(written.oauth) as Record<string, unknown>;
  return new Set([...Object.keys(written), ...(oauth.clientId ? ["clientId"] : [])]);
}

/** With everything that is not in the configuration yet. */
function commandAgain(request: ConnectRequest, { name, connectorId, written }: ConnectTarget): string {
  if (request.renews) return `integ connections rotate ${name}`;
  const flags = Object.entries(request.settings).map(([key, value]) => request.flagOf(key, value));
  if (request.auth !== undefined) flags.push(`--auth ${request.auth}`);
  const given = written === null ? flags : [];
  return ["integ connect", connectorId, `--name ${name}`, ...given].join(" ");
}
