// The one interface to secrets, and how a connection sees its own part of it.
import type { ConnectionSecrets } from "../contract/connector.ts";
import { IntegrationError } from "../contract/errors.ts";

/** Where the master key comes from. Chosen once, when the store is created; never switched silently. */
export type KeySourceKind =
  | "systemd-credential"
  | "key-file"
  | "keychain"
  | "passphrase"
  | "environment"
  | "insecure-key-file";

export interface SecretsDescription {
  readonly source: KeySourceKind;
  /** One line for people: `the keychain (Secret Service)`. */
  readonly backend: string;
  /** What is weak about this source, to be repeated wherever the store is shown; null: nothing. */
  readonly warning: string | null;
  readonly vaultFile: string;
  /** Names the master key without telling anything about it. */
  readonly keyId: string;
}

export interface SecretFacts {
  readonly name: string;
  /** How often it was stored. */
  readonly version: number;
  /** RFC 3339 UTC. */
  readonly updatedAt: string;
  /** Null: not known. */
  readonly updatedBy: string | null;
}

/**
 * Encrypted secrets by name (`sf-prod/clientSecret`). Every read sees what other processes have written;
 * a write that resolved is durable. Errors: E_SECRETS_UNAVAILABLE, E_SECRETS_KEY, E_SECRETS_DAMAGED,
 * E_STORE_READONLY, E_STORE_FULL, E_STORE_BUSY.
 */
export interface SecretStore {
  describe(): SecretsDescription;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** All of them in one write: after a crash all are there, or none. */
  setAll(values: ReadonlyMap<string, string>): Promise<void>;
  /** True when there was one. */
  delete(name: string): Promise<boolean>;
  /** Names, sorted; never values. */
  list(): Promise<readonly string[]>;
  /** What is known of each secret beside its value, by name. */
  facts(): Promise<readonly SecretFacts[]>;
  /** Waits for what is being stored, then forgets the keys held in memory; the store is unusable afterwards. */
  close(): Promise<void> | void;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/;
const longestValue = 64 * 1024;

/** @throws IntegrationError (E_INPUT) for a name that is not `NAME` or `CONNECTION/NAME`. */
export function assertSecretName(name: string): void {
  if (namePattern.test(name)) return;
  throw new IntegrationError({
    code: "E_INPUT",
    message: "A secret's name has only letters, digits and . _ -",
  });
}

/** @throws IntegrationError (E_INPUT) for a value that is empty or longer than 64 KiB. */
export function assertSecretValue(name: string, value: string): void {
  if (value.length > 0 && value.length <= longestValue) return;
  const fault = value.length === 0 ? "is empty" : "is longer than 64 KiB";
  throw new IntegrationError({ code: "E_INPUT", message: `The secret ${name} ${fault}` });
}

/** The part of the store that belongs to one connection. */
export function connectionSecrets(store: SecretStore, connectionName: string): ConnectionSecrets {
  const full = (name: string): string => `${connectionName}/${name}`;
  return {
    get: (name) => store.get(full(name)),
    set: (name, value) => store.set(full(name), value),
    setAll: (values) =>
      store.setAll(new Map(Object.entries(values).map(([name, value]) => [full(name), value]))),
    delete: async (name) => {
      await store.delete(full(name));
    },
  };
}
