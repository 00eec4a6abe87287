// One stored credential as `integ secrets set` and `remove` are given it: whether anything knows it, or needs it.
import { nearestName } from "../../core/config/nearest.ts";
import { isSecretInUse, settableSecrets } from "../../core/config/secret-names.ts";
import type { Config } from "../../core/config/types.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { SecretStore } from "../../core/secrets/secret-store.ts";

/** @throws IntegrationError E_USAGE for a name that no connection asks for, and that none has stored either. */
export function refuseUnknownSecret(config: Config, stored: readonly string[], name: string): void {
  const kept = stored.filter((one) => config.connections.has(one.split("/")[0] ?? ""));
  const known = [...new Set([...settableSecrets(config), ...kept])].sort();
  if (known.includes(name)) return;
  const nearest = nearestName(name, known);
  const meant = nearest === undefined ? "" : `Did you mean ${nearest}? `;
  const names = known.length === 0 ? "There are no connections yet" : `Known: ${known.join(", ")}`;
  throw new IntegrationError({
    code: "E_USAGE",
    message: `No connection in ${config.file} knows the secret ${name}`,
    hint: `${meant}${names}. --force stores it all the same.`,
  });
}

export interface RemovedSecretDocument {
  readonly schema: "integ.secret-remove/1";
  readonly name: string;
}

/**
 * Deletes one that nothing needs. `confirm` asks a person, and throws when they do not agree.
 * @throws IntegrationError E_NOT_FOUND, E_USAGE while a connection uses it
 */
export async function removeSecret(
  config: Config,
  store: SecretStore,
  name: string,
  confirm: () => Promise<void>,
): Promise<RemovedSecretDocument> {
  const stored = await store.list();
  if (!stored.includes(name)) {
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `There is no secret ${name}`,
      hint: stored.length === 0 ? "Nothing is stored." : `Stored: ${stored.join(", ")}.`,
    });
  }
  if (isSecretInUse(config, name)) {
    const [connection = ""] = name.split("/");
    throw new IntegrationError({
      code: "E_USAGE",
      message: `The connection ${connection} uses the secret ${name}`,
      hint: `\`integ connections remove ${connection}\` removes it with its secrets; \`integ secrets set ${name}\` replaces it.`,
    });
  }
  await confirm();
  await store.delete(name);
  return { schema: "integ.secret-remove/1", name };
}
