// The live connections of a configuration, each opened once, on first use.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config, ConnectionSettings } from "../core/config/types.ts";
import { readWayOut } from "../core/config/way-out.ts";
import type { Connection, ConnectionContext, InteractiveSignIn } from "../core/contract/connector.ts";
import { ConfigError } from "../core/contract/errors.ts";
import type { RenewalLock } from "../core/contract/runtime.ts";
import { createHttpClient, type HttpClientWithStatus } from "../core/http/client.ts";
import type { LimitsStore } from "../core/http/limits.ts";
import { createProcessLock } from "../core/oauth/lock.ts";
import { connectionSecrets, type SecretStore } from "../core/secrets/secret-store.ts";
import type { AppPorts } from "./app.ts";
import { withFeatures } from "./connection-features.ts";

export interface ConnectionsOptions {
  readonly ports: AppPorts;
  readonly config: Config;
  readonly limits: () => LimitsStore;
  readonly installId: string;
  readonly secrets: () => Promise<SecretStore>;
}

export interface Connections {
  connectionOf(name: string): Promise<Connection>;
  /** How a person signs in to it; null where nobody has to. */
  signInOf(name: string): Promise<InteractiveSignIn | null>;
  httpOf(name: string): HttpClientWithStatus | undefined;
}

/** What processes hold while they renew the token of a connection, or replace it. */
export const renewalLockOf = (
  { stateDir, clock, signal }: Pick<AppPorts, "stateDir" | "clock" | "signal">,
  connection: string,
): RenewalLock => createProcessLock(join(stateDir, `renewal-${connection}.lock`), clock, signal);

export function createConnections(options: ConnectionsOptions): Connections {
  const opened = new Map<string, Promise<Connection>>();
  const clients = new Map<string, HttpClientWithStatus>();
  return {
    connectionOf: (name) => {
      const known = opened.get(name) ?? open(options, name, clients);
      opened.set(name, known);
      // A connection that could not be opened is tried again by whoever asks next.
      known.catch(() => opened.delete(name));
      return known;
    },
    signInOf: async (name) => {
      const { settings, context } = await contextOf(options, name, clients);
      return settings.connector.signIn?.(context) ?? null;
    },
    httpOf: (name) => clients.get(name),
  };
}

async function open(
  options: ConnectionsOptions,
  name: string,
  clients: Map<string, HttpClientWithStatus>,
): Promise<Connection> {
  const { settings, context } = await contextOf(options, name, clients);
  return withFeatures(settings.connector.connect(context), settings);
}

async function contextOf(
  options: ConnectionsOptions,
  name: string,
  clients: Map<string, HttpClientWithStatus>,
): Promise<{ readonly settings: ConnectionSettings; readonly context: ConnectionContext }> {
  const { ports, config, installId } = options;
  const settings = config.connections.get(name);
  if (!settings) {
    throw new ConfigError({
      code: "E_NOT_FOUND",
      message: `There is no connection ${name} in ${config.file}`,
    });
  }
  const secrets = connectionSecrets(await options.secrets(), name);
  const log = ports.log.child({ connection: name });
  const { clock, ids, signal } = ports;
  const wayOut = await readWayOut(config, settings, { readFile, secret: (secret) => secrets.get(secret) });
  const http: ConnectionContext["http"] = (clientOptions) => {
    const client = createHttpClient(
      {
        connection: name,
        clock,
        ids,
        random: ports.random,
        log: ports.log,
        signal,
        releasers: ports.releasers,
        limits: options.limits(),
        ...(ports.onCall ? { onCall: ports.onCall } : {}),
        settings: { ...wayOut, ...(ports.isUnattended ? {} : { reserveShare: 0 }) },
      },
      clientOptions,
    );
    // The API's client is the one that signs in; a connector's client for sign-in itself is not shown in health.
    if (clientOptions.authorize) clients.set(name, client);
    return client;
  };
  const context: ConnectionContext = {
    name,
    config: settings.config,
    oauth: settings.oauth,
    secrets,
    log,
    clock,
    ids,
    installId,
    signal,
    renewalLock: renewalLockOf(ports, name),
    http,
  };
  return { settings, context };
}
