// Which credentials a connection needs.
import type { AuthField } from "../contract/sign-in.ts";
import type { ConnectionSettings } from "./types.ts";

/** The fields of the connection's sign-in that must be stored: those that are needed and not in the configuration. */
export function signInFields({ config, connector }: ConnectionSettings): readonly AuthField[] {
  const methods = connector.manifest.auth;
  const method = methods.find(({ id }) => id === config.auth) ?? methods[0];
  return (method?.fields ?? []).filter(({ name, required }) => required && config[name] === undefined);
}
