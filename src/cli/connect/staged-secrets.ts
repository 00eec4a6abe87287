// Credentials on trial: a check runs with them, and they replace the stored ones only after it succeeded.
import type { SecretStore } from "../../core/secrets/secret-store.ts";

export interface StagedSecrets {
  /** What the connection under trial sees. Writes stay here. */
  readonly store: SecretStore;
  /**
   * Names and values that differ from what is stored are stored, and what belonged to the former sign-in alone is
   * deleted; resolves with the names that changed.
   */
  commit(): Promise<readonly string[]>;
}

export interface StageOptions {
  readonly connection: string;
  /** Names of what the sign-in's method asks for. */
  readonly fieldNames: readonly string[];
  readonly fresh: ReadonlyMap<string, string>;
  /** Names that mean nothing after the trial unless it wrote them. */
  readonly obsolete: readonly string[];
}

/**
 * Shows of the connection only the secrets named, those of its sign-in first of all, the fresh ones before the stored. What else is stored for it, such
 * as a token got with the old credential, would make the trial prove nothing.
 */
export function stageSecrets(real: SecretStore, options: StageOptions): StagedSecrets {
  const full = (name: string): string => `${options.connection}/${name}`;
  const visible = new Set(options.fieldNames.map(full));
  const written = new Map([...options.fresh].map(([name, value]) => [full(name), value]));
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
      for (const name of options.obsolete.map(full))
        if (!written.has(name) && !visible.has(name)) await real.delete(name);
      return [...changed.keys()];
    },
  };
}

/** The stored secrets of a connection as they are now, for what has to be done with them after they were replaced. */
export async function snapshotSecrets(real: SecretStore, connection: string): Promise<SecretStore> {
  const names = (await real.list()).filter((name) => name.startsWith(`${connection}/`));
  const values = new Map<string, string>();
  for (const name of names) values.set(name, (await real.get(name)) ?? "");
  const setAll = async (more: ReadonlyMap<string, string>): Promise<void> => {
    for (const [name, value] of more) values.set(name, value);
  };
  return {
    describe: () => real.describe(),
    get: async (name) => values.get(name) ?? null,
    set: (name, value) => setAll(new Map([[name, value]])),
    setAll,
    facts: () => real.facts(),
    delete: async (name) => values.delete(name),
    list: async () => [...values.keys()].sort(),
    close: () => values.clear(),
  };
}
