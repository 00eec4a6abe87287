// A connection's calls as configured, with what is kept elsewhere: certificate files and the proxy's password.
import { ConfigError, IntegrationError } from "../contract/errors.ts";
import type { HttpSettings, ProxySettings } from "../http/settings.ts";
import { httpSettingsOf } from "./connection-settings.ts";
import { ConfigInvalidError } from "./problems.ts";
import type { ReadFile } from "./read-text.ts";
import { readTls, tlsProblem } from "./tls-files.ts";
import type { Config, ConnectionSettings } from "./types.ts";

export interface WayOutPorts {
  readonly readFile: ReadFile;
  /** The connection's secret of that name; null: there is none. */
  secret(name: string): Promise<string | null>;
}

/**
 * The settings that differ from the defaults.
 * @throws ConfigInvalidError with file and line for a certificate, a key or ciphers that can't be used;
 * IntegrationError E_SECRET_MISSING or E_INPUT for the proxy's password.
 */
export async function readWayOut(
  config: Pick<Config, "file" | "document">,
  settings: ConnectionSettings,
  { readFile, secret }: WayOutPorts,
): Promise<Partial<HttpSettings>> {
  const given = httpSettingsOf(settings);
  if (settings.http === undefined) return given;
  const { document, file } = config;
  const { tls, faults } = await readTls(file, settings, readFile);
  if (tls !== null) return { ...given, tls, proxy: await proxyOf(settings, secret) };
  if (document !== null)
    throw new ConfigInvalidError(faults.map((fault) => tlsProblem(document, settings, fault)));
  const message = faults.map((fault) => `http.tls.${fault.key} of ${settings.name}: ${fault.message}`);
  throw new ConfigError({ code: "E_CONFIG_INVALID", message: message.join("\n") });
}

async function proxyOf(
  { name, http }: ConnectionSettings,
  secret: WayOutPorts["secret"],
): Promise<ProxySettings | null> {
  const proxy = http?.proxy ?? null;
  if (proxy === null) return null;
  const { url, bypass, secretName } = proxy;
  if (secretName === null) return { url, bypass, authorization: null };
  const pair = await secret(secretName);
  const full = `${name}/${secretName}`;
  const hint = `Store USER:PASSWORD with \`integ secrets set ${full}\`.`;
  if (pair === null) {
    const message = `The proxy of ${name} wants the secret ${full}, and there is none`;
    throw new IntegrationError({ code: "E_SECRET_MISSING", message, hint, connection: name });
  }
  if (!/^[^:]+:/.test(pair)) {
    const message = `The secret ${full} is not USER:PASSWORD`;
    throw new IntegrationError({ code: "E_INPUT", message, hint, connection: name });
  }
  // RFC 7617: user and password in UTF-8.
  return { url, bypass, authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
}
