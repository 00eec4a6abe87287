// Which stored secrets a configuration knows, and which of them it needs.
import { renewalSecret } from "../oauth/renewal-mark.ts";
import { tokenSecrets } from "../oauth/stored-token.ts";
import type { Config, ConnectionSettings } from "./types.ts";

/** What integ itself stores for a connection while it is in use. */
const storedByUs = [tokenSecrets.access, tokenSecrets.refresh, renewalSecret, "webhookSecret"] as const;

/** Full names, sorted, of what a person may store: what any way of signing in asks for, and the proxy's password. */
export function settableSecrets(config: Config): readonly string[] {
  const all = [...config.connections.values()].flatMap((settings) => {
    const fields = settings.connector.manifest.auth.flatMap((method) => method.fields);
    const own = [...fields.map(({ name }) => name), ...proxySecrets(settings)];
    return own.map((name) => `${settings.name}/${name}`);
  });
  return [...new Set(all)].sort();
}

/** Whether the connection it belongs to signs in with it, keeps its session in it, or goes out with it. */
export function isSecretInUse(config: Config, fullName: string): boolean {
  const [connection = "", name = ""] = fullName.split("/");
  const settings = config.connections.get(connection);
  if (settings === undefined) return false;
  const methods = settings.connector.manifest.auth;
  const method = methods.find(({ id }) => id === settings.config.auth) ?? methods[0];
  const fields = (method?.fields ?? []).map((field) => field.name);
  return [...fields, ...proxySecrets(settings), ...storedByUs].includes(name);
}

function proxySecrets({ http }: ConnectionSettings): readonly string[] {
  const name = http?.proxy?.secretName ?? null;
  return name === null ? [] : [name];
}
