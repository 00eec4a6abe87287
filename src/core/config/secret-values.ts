// Which values of a configuration nobody should see. None belongs there; some are written all the same.
import type { ConfigPath } from "./problems.ts";
import type { Config } from "./types.ts";

export const mask = "••••••";

const telling = /secret|passw|passphrase|token|credential|authorization|api-?_?key|private-?_?key/i;

/** The value, or a mask where it is or may be a secret: by the key's name, by the connector's word, or in a URL. */
export function maskValue(config: Config, path: ConfigPath, value: unknown): unknown {
  const key = String(path.at(-1) ?? "");
  if (value !== null && typeof value !== "boolean" && isSecretKey(config, path, key)) return mask;
  if (Array.isArray(value)) return value.map((item: unknown) => maskUrl(item));
  return maskUrl(value);
}

function isSecretKey(config: Config, path: ConfigPath, key: string): boolean {
  const [section, name] = path;
  if (section !== "connections" || path.length !== 3) return section === "connections" && telling.test(key);
  const methods = config.connections.get(String(name))?.connector.manifest.auth ?? [];
  const isDeclared = methods.some(({ fields }) => fields.some((field) => field.secret && field.name === key));
  return isDeclared || telling.test(key);
}

/** User and password of a URL. */
function maskUrl(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, `$1${mask}@`);
}
