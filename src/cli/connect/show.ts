// What is known of a connection without a call to the vendor.
import type { Config, ConnectionSettings } from "../../core/config/types.ts";
import type { SecretFacts } from "../../core/secrets/secret-store.ts";
import { type App, secretsPorts } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";
import { secretsList } from "../secrets/secrets-documents.ts";
import type { LimitLeft } from "./trial.ts";

export interface ShowDocument {
  readonly schema: "integ.connection/1";
  readonly connection: string;
  readonly connector: string;
  readonly title: string;
  readonly version: string;
  readonly auth: string;
  /** The connector's settings, defaults filled in. No secret is among them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Never values. */
  readonly secrets: readonly SecretFacts[];
  /** RFC 3339 UTC; null: not known, or never. `renewsAt`: when the access token ends, which is renewed by itself. */
  readonly session: {
    readonly renewsAt: string | null;
    readonly endsAt: string | null;
    /** When a renewal was begun whose result is not stored: cut off, unless it is under way now. */
    readonly renewalOpenSince: string | null;
  };
  readonly limits: readonly LimitLeft[];
  /** The syncs it has part in, with its object in each. */
  readonly syncs: readonly { readonly sync: string; readonly object: string }[];
}

/** How a connection signs in: as written, else the connector's first method. */
export const authOf = ({ config, connector }: ConnectionSettings): string =>
  typeof config.auth === "string" ? config.auth : (connector.manifest.auth[0]?.id ?? "");

/** The syncs that use a connection, with its object in each. */
export function usesOf({ syncs }: Config, name: string): ShowDocument["syncs"] {
  return [...syncs.values()].flatMap(({ name: sync, left, right }) =>
    [left, right].filter((end) => end.connection === name).map(({ object }) => ({ sync, object })),
  );
}

/** @throws ConfigError E_NOT_FOUND, and what keeps the secret store from being opened. */
export async function showConnection(context: CommandContext, app: App, name: string): Promise<ShowDocument> {
  const connection = await app.connectionOf(name);
  const settings = app.config.connections.get(name);
  const { connector: _, ...own } = { ...settings?.config };
  const ends = await connection.expiry?.();
  const { secrets } = await secretsList(secretsPorts(appPorts(context)));
  const { id, title, version } = connection.manifest;
  return {
    schema: "integ.connection/1",
    connection: name,
    connector: settings?.connectorId ?? id,
    title,
    version,
    auth: settings === undefined ? "" : authOf(settings),
    settings: own,
    secrets: secrets
      .filter((secret) => secret.name.startsWith(`${name}/`))
      .map((secret) => ({ ...secret, name: secret.name.slice(name.length + 1) })),
    session: {
      renewsAt: timeOf(ends?.accessEndsAt),
      endsAt: timeOf(ends?.grantEndsAt),
      renewalOpenSince: timeOf(ends?.renewalOpenSince),
    },
    limits: (app.httpOf(name)?.status().buckets ?? []).map(({ endpointClass, capacity, remaining }) => ({
      endpointClass,
      capacity,
      remaining,
    })),
    syncs: usesOf(app.config, name),
  };
}

const timeOf = (ms: number | null | undefined): string | null =>
  ms == null ? null : new Date(ms).toISOString();
