// The live connections of a configuration, each opened once, on first use.
import { httpSettingsOf } from "../core/config/connection-settings.ts";
import type { Config } from "../core/config/types.ts";
import type { Connection, ConnectionContext } from "../core/contract/connector.ts";
import { ConfigError } from "../core/contract/errors.ts";
import { createHttpClient, type HttpClientWithStatus } from "../core/http/client.ts";
import type { LimitsStore } from "../core/http/limits.ts";
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
  httpOf(name: string): HttpClientWithStatus | undefined;
}

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
    httpOf: (name) => clients.get(name),
  };
}

async function open(
  options: ConnectionsOptions,
  name: string,
  clients: Map<string, HttpClientWithStatus>,
): Promise<Connection> {
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
        ...(ports.known ? { hide: ports.known.hide } : {}),
        ...(ports.onCall ? { onCall: ports.onCall } : {}),
        settings: { ...httpSettingsOf(settings), ...(ports.isUnattended ? {} : { reserveShare: 0 }) },
      },
      clientOptions,
    );
    // The API's client is the one that signs in; a connector's client for sign-in itself is not shown in health.
    if (clientOptions.authorize) clients.set(name, client);
    return client;
  };
  const connection = settings.connector.connect({
    name,
    config: settings.config,
    secrets,
    log,
    clock,
    ids,
    installId,
    signal,
    http,
  });
  return withFeatures(connection, settings);
}
