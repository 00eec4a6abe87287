// `integ connect`: settings and credentials are proven against the vendor, and only then stored.

import { parseText } from "../../core/config/document.ts";
import { addConnection } from "../../core/config/edit.ts";
import { ConfigInvalidError } from "../../core/config/problems.ts";
import type { Config } from "../../core/config/types.ts";
import { entriesAt } from "../../core/config/unchecked.ts";
import type { AuthMethod, CheckResult, Connector } from "../../core/contract/connector.ts";
import { AuthError, IntegrationError } from "../../core/contract/errors.ts";
import { rememberSecrets } from "../../core/secrets/known-secrets.ts";
import type { SecretStore } from "../../core/secrets/secret-store.ts";
import { openSecrets } from "../../core/secrets/secrets.ts";
import { openAppOn, openRegistry, secretsPorts } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";
import { unlessAborted } from "../interrupt.ts";
import { wrapHanging } from "../wrap.ts";
import { gatherCredentials } from "./ask-credentials.ts";
import { type CompleteSettings, completeSettings } from "./ask-settings.ts";
import { commonSettings } from "./common-settings.ts";
import { readConfigText, writeConfigText } from "./config-file.ts";
import { type ConnectTarget, findTarget, usage, type WrittenConnections } from "./connect-target.ts";
import { lookAhead } from "./look-ahead.ts";
import { type StagedSecrets, stageSecrets } from "./staged-secrets.ts";

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
  readonly limits: readonly {
    readonly endpointClass: string;
    readonly capacity: number;
    readonly remaining: number;
  }[];
  readonly warnings: readonly string[];
  /** Names of the secrets that changed; never values. */
  readonly storedSecrets: readonly string[];
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
  const staged = await stageCredentials(context, request, target, settings, method, secrets);
  const proving = prove(context, request, target, connector, settings, staged);
  // Told to stop before this, nothing has changed; after it, everything is stored.
  const proof = await unlessAborted(proving, context.signal);
  const fields = new Set(method.fields.map((field) => `${target.name}/${field.name}`));
  // The token got by the trial is kept too, but is nobody's news.
  const storedSecrets = (await staged.commit()).filter((name) => fields.has(name));
  const text = await readConfigText(file);
  const edited = addConnection(text, target.name, settings.written);
  if (edited !== text) await writeConfigText(file, edited);
  const isNews = edited !== text || storedSecrets.length > 0;
  const outlook = await lookAhead(context, registry, target.name);
  return {
    schema: "integ.connect/1",
    status: isNews ? "connected" : "already_connected",
    connection: target.name,
    connector: target.connectorId,
    auth: method.id,
    ...proof,
    warnings: [...proof.warnings, ...outlook.warnings],
    storedSecrets: storedSecrets.map((name) => name.slice(target.name.length + 1)),
    configFile: file,
    next: outlook.next,
  };
}

function readConnections(file: string, text: string): WrittenConnections {
  const parsed = parseText(file, text);
  if (parsed.problems.length > 0 && !parsed.empty) throw new ConfigInvalidError(parsed.problems);
  const entries = entriesAt(parsed.document?.data, ["connections"]);
  return new Map(entries.map(([name, settings]) => [name, Object(settings) as Record<string, unknown>]));
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

async function stageCredentials(
  { env, prompts, output }: CommandContext,
  { piped }: ConnectRequest,
  { name }: ConnectTarget,
  { written }: CompleteSettings,
  method: AuthMethod,
  secrets: SecretStore,
): Promise<StagedSecrets> {
  const stored = new Map<string, string>();
  for (const field of method.fields) {
    const value = await secrets.get(`${name}/${field.name}`);
    if (value !== null) stored.set(field.name, value);
  }
  const fresh = await gatherCredentials({
    method,
    env,
    prompts,
    stored,
    configured: new Set(Object.keys(written)),
    piped,
    onAsk: () => {
      output.note("At the vendor, once:");
      for (const [index, step] of method.steps.entries())
        output.note(`  ${index + 1}. ${wrapHanging(step, 80, 5)}`);
    },
  });
  return stageSecrets(
    secrets,
    name,
    method.fields.map((field) => field.name),
    fresh,
  );
}

type Proof = CheckResult & Pick<ConnectDocument, "limits">;

async function prove(
  context: CommandContext,
  request: ConnectRequest,
  { name, connectorId, written }: ConnectTarget,
  connector: Connector,
  { config }: CompleteSettings,
  staged: StagedSecrets,
): Promise<Proof> {
  const { configFile: file } = context.directories;
  const settings = { name, connectorId, connector, config, ...(await commonSettings(context, name)) };
  const trial: Config = {
    file,
    document: null,
    connections: new Map([[name, settings]]),
    syncs: new Map(),
    server: null,
  };
  const app = await openAppOn(appPorts(context), trial, async () =>
    rememberSecrets(staged.store, context.known),
  );
  context.progress.phase(`Signing in at ${connector.manifest.title}`);
  try {
    const result = await (await app.connectionOf(name)).check();
    context.progress.done();
    const limits = app.httpOf(name)?.status().buckets ?? [];
    return {
      ...result,
      limits: limits.map(({ endpointClass, capacity, remaining }) => ({
        endpointClass,
        capacity,
        remaining,
      })),
    };
  } catch (error) {
    context.progress.done();
    const flags = Object.entries(request.settings).map(([key, value]) => request.flagOf(key, value));
    const again = ["integ connect", connectorId, `--name ${name}`, ...(written === null ? flags : [])].join(
      " ",
    );
    throw withNextStep(error, name, again);
  }
}

/** Says that nothing changed, and the command that mends it. */
function withNextStep(error: unknown, name: string, again: string): unknown {
  if (!(error instanceof AuthError)) return error;
  const { code, message, vendorCode, status } = error;
  const hint = `Nothing was stored. Check the credential at the vendor, then run \`${again}\` with the right one.`;
  return new IntegrationError({
    code,
    message,
    hint,
    connection: name,
    cause: error,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(status === undefined ? {} : { status }),
  });
}
