// Credentials on trial: a check runs with them, and they replace the stored ones only after it succeeded.
import type { SecretStore } from "../../core/secrets/secret-store.ts";

export interface StagedSecrets {
  /** What the connection under trial sees. Writes stay here. */
  readonly store: SecretStore;
  /** Names and values that differ from what is stored are stored; resolves with the names. */
  commit(): Promise<readonly string[]>;
}

/**
 * Shows of the connection only the secrets named, those of its sign-in first of all, the fresh ones before the stored. What else is stored for it, such
 * as a token got with the old credential, would make the trial prove nothing.
 */
export function stageSecrets(
  real: SecretStore,
  connection: string,
  fieldNames: readonly string[],
  fresh: ReadonlyMap<string, string>,
): StagedSecrets {
  const full = (name: string): string => `${connection}/${name}`;
  const visible = new Set(fieldNames.map(full));
  const written = new Map([...fresh].map(([name, value]) => [full(name), value]));
  return {
    store: {
      describe: () => real.describe(),
      get: async (name) => written.get(name) ?? (visible.has(name) ? real.get(name) : null),
      set: async (name, value) => void written.set(name, value),
      setAll: async (values) => {
        for (const [name, value] of values) written.set(name, value);
      },
      facts: () => real.facts(),
      delete: async (name) => written.delete(name),
      list: async () => [...new Set([...visible, ...written.keys()])].sort(),
      close: () => undefined,
    },
    async commit() {
      const changed = new Map<string, string>();
      for (const [name, value] of written) if ((await real.get(name)) !== value) changed.set(name, value);
      if (changed.size > 0) await real.setAll(changed);
      return [...changed.keys()];
    },
  };
}
