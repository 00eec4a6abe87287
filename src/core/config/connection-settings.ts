// What every connection has beside its connector's own settings, with units and with what holds for all filled in.
import type { z } from "zod";
import type { HttpSettings } from "../http/settings.ts";
import { defaultHttpSettings } from "../http/settings.ts";
import { parseDuration } from "./durations.ts";
import type { ConnectionBase } from "./schema.ts";
import type { HttpSettingsWritten, SecurityWritten } from "./schema-connection.ts";
import { parseShare, parseSize } from "./sizes.ts";
import type { ConnectionSettings, HttpConfig, ProxyConfig, TlsConfig } from "./types.ts";

type Base = z.infer<typeof ConnectionBase>;

/** The common keys of a connection as checked; `security` holds for what it leaves open. */
export function resolveConnectionSettings(
  { timeout, concurrency, http = {}, oauth, features }: Base,
  security: SecurityWritten,
): Omit<ConnectionSettings, "name" | "connectorId" | "connector" | "config"> {
  return {
    timeoutMs: ms(http.timeout ?? timeout) ?? null,
    concurrency: http.concurrency ?? concurrency ?? null,
    http: resolveHttp(http, security),
    ...(oauth === undefined
      ? {}
      : {
          oauth: {
            clientId: oauth.clientId ?? null,
            redirectPort: oauth.redirectPort ?? null,
            scopes: oauth.scopes ?? null,
          },
        }),
    features: features ?? {},
  };
}

function resolveHttp(http: HttpSettingsWritten, security: SecurityWritten): HttpConfig {
  const proxy = http.proxy ?? security.proxy;
  return {
    connectTimeoutMs: ms(http.connectTimeout) ?? null,
    maxResponseBytes: http.maxResponse === undefined ? null : parseSize(http.maxResponse),
    retry: defined({
      maxAttempts: http.retry?.attempts,
      baseMs: ms(http.retry?.base),
      capMs: ms(http.retry?.cap),
      maxWaitMs: ms(http.retry?.maxWait),
    }),
    breaker: defined({ failures: http.breaker?.failures, openMs: ms(http.breaker?.open) }),
    ceilings: Object.fromEntries(
      Object.entries(http.limits ?? {}).map(([endpointClass, { perWindow }]) => [endpointClass, perWindow]),
    ),
    reserveShare: http.reserve === undefined ? null : parseShare(http.reserve),
    proxy: proxy === undefined || proxy === "off" ? null : resolveProxy(proxy),
    tls: resolveTls({ ...security.tls, ...http.tls }),
    allowedHosts: http.allowedHosts ?? security.allowedHosts ?? null,
  };
}

function resolveProxy({ url, secret, bypass }: NonNullable<SecurityWritten["proxy"]>): ProxyConfig {
  return { url, secretName: secret ?? null, bypass: bypass ?? [] };
}

function resolveTls(tls: NonNullable<HttpSettingsWritten["tls"]>): TlsConfig {
  return {
    minVersion: tls.minVersion ?? "TLSv1.2",
    ciphers: tls.ciphers ?? null,
    caFile: tls.ca ?? null,
    certificateFile: tls.certificate ?? null,
    keyFile: tls.key ?? null,
  };
}

/**
 * The settings of the way out that differ from its defaults; `{}` where the connection says nothing. What is not in
 * the configuration itself, certificates and the proxy's password, comes with `readWayOut`.
 */
export function httpSettingsOf({ timeoutMs, concurrency, http }: ConnectionSettings): Partial<HttpSettings> {
  return defined({
    timeoutMs: timeoutMs ?? undefined,
    concurrency: concurrency ?? undefined,
    connectTimeoutMs: http?.connectTimeoutMs ?? undefined,
    maxResponseBytes: http?.maxResponseBytes ?? undefined,
    retry: http === undefined ? undefined : { ...defaultHttpSettings.retry, ...http.retry },
    breaker: http === undefined ? undefined : { ...defaultHttpSettings.breaker, ...http.breaker },
    ceilings: http?.ceilings,
    reserveShare: http?.reserveShare ?? undefined,
    allowedHosts: http?.allowedHosts ?? undefined,
  });
}

const ms = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : (parseDuration(text) ?? undefined);

type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
