// A connection on trial: opened on settings and secrets that are not (yet) the stored ones, and proven at the vendor.
import type { Config } from "../../core/config/types.ts";
import type { CheckResult, ConnectionConfig, Connector } from "../../core/contract/connector.ts";
import { AuthError, IntegrationError } from "../../core/contract/errors.ts";
import { rememberSecrets } from "../../core/secrets/known-secrets.ts";
import type { SecretStore } from "../../core/secrets/secret-store.ts";
import { type App, openAppOn } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";
import type { CommonSettings } from "./common-settings.ts";

export interface TrialSettings {
  readonly name: string;
  readonly connectorId: string;
  readonly connector: Connector;
  readonly config: ConnectionConfig;
  readonly common: CommonSettings;
}

/** A limit of the vendor as it stands. */
export interface LimitLeft {
  readonly endpointClass: string;
  readonly capacity: number;
  readonly remaining: number;
}

/** What a connection that works has shown. */
export type Proof = CheckResult & {
  readonly proved: readonly string[];
  readonly limits: readonly LimitLeft[];
  /** When somebody has to sign in anew, RFC 3339 UTC; null: never, or not known. */
  readonly expiresAt: string | null;
};

/** The application with this one connection. */
export async function openTrial(
  context: CommandContext,
  settings: TrialSettings,
  secrets: SecretStore,
): Promise<App> {
  const { name, common } = settings;
  const trial: Config = {
    file: context.directories.configFile,
    document: common.document,
    connections: new Map([[name, { ...settings, ...common.settings }]]),
    syncs: new Map(),
    server: null,
  };
  return openAppOn(appPorts(context), trial, async () => rememberSecrets(secrets, context.known));
}

/** Signs in and reads. @throws IntegrationError saying what is wrong */
export async function prove({ progress }: CommandContext, app: App, name: string): Promise<Proof> {
  const connection = await app.connectionOf(name);
  progress.phase(`Signing in at ${connection.manifest.title}`);
  try {
    const result = await connection.check();
    const limits = app.httpOf(name)?.status().buckets ?? [];
    const grantEndsAt = (await connection.expiry?.())?.grantEndsAt ?? null;
    return {
      ...result,
      proved: result.proved ?? [],
      expiresAt: result.expiresAt ?? (grantEndsAt === null ? null : new Date(grantEndsAt).toISOString()),
      limits: limits.map(({ endpointClass, capacity, remaining }) => ({
        endpointClass,
        capacity,
        remaining,
      })),
    };
  } finally {
    progress.done();
  }
}

/** Says that nothing changed, and the command that mends it. */
export function withNextStep(error: unknown, name: string, again: string): unknown {
  if (!(error instanceof AuthError)) return error;
  const { code, message, vendorCode, status } = error;
  const mend = code.startsWith("E_SIGN_IN") ? error.hint : "Check the credential at the vendor";
  const hint = code.startsWith("E_SIGN_IN")
    ? `Nothing was stored. ${mend}`
    : `Nothing was stored. ${mend}, then run \`${again}\` with the right one.`;
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
