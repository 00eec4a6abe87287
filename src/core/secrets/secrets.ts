// Creates and opens the secret store of a state directory.
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { chooseKey } from "./key-creation.ts";
import { credentialName, insecureKeyPath, newKeyId, obtainKey, type SecretsPorts } from "./key-sources.ts";
import { rememberSecrets } from "./known-secrets.ts";
import { assertPrivateDirectory } from "./protected-file.ts";
import type { KeySourceKind, SecretStore, SecretsDescription } from "./secret-store.ts";
import { systemCode, unavailable, writeFailure } from "./secrets-errors.ts";
import { createVaultStore, writeVault } from "./vault.ts";
import { type DataKey, newVault, unlock } from "./vault-boxes.ts";
import { type KeySource, readVault, type VaultFile, type VaultLock } from "./vault-file.ts";
import { withVaultLock } from "./vault-lock.ts";

/** The vault of a state directory. */
export const vaultPath = (stateDir: string): string => join(stateDir, "vault.json");
/** The file that its writers lock. */
export const lockPath = (stateDir: string): string => join(stateDir, "vault.lock");

/** Whether the state directory has a secret store, usable or not. */
export async function secretsExist(stateDir: string): Promise<boolean> {
  try {
    await stat(vaultPath(stateDir));
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return false;
    throw unavailable(
      `${vaultPath(stateDir)} can't be read (${systemCode(error)})`,
      "Give this user the right.",
      error,
    );
  }
}

/**
 * Opens the store with the master key from the source recorded in it.
 * @throws IntegrationError E_SECRETS_UNAVAILABLE (no store, or its source can't be used: nothing else is
 * tried), E_SECRETS_KEY (another key), E_SECRETS_DAMAGED, E_STATE_DIR.
 */
export async function openSecrets(ports: SecretsPorts): Promise<SecretStore> {
  await assertPrivateDirectory(ports.stateDir, ports.uid);
  const vault = await readVault(vaultPath(ports.stateDir), ports.uid);
  if (vault === null) {
    throw unavailable(
      `There is no secret store in ${ports.stateDir}`,
      "Run `integ init`. If there was one, put vault.json back.",
    );
  }
  return openWith(ports, vault, await obtainKey(vault.source, ports));
}

/**
 * Makes the store of a new installation and opens it; opens the existing one when there is one.
 * `source` null takes the first that is there: systemd credential, key file, keychain, passphrase, environment.
 * @throws IntegrationError as {@link openSecrets}; E_SECRETS_UNAVAILABLE also when the existing store has
 * another source than the one asked for, and, naming the five ways, when there is no source.
 */
export async function createSecrets(
  ports: SecretsPorts & { readonly source: KeySourceKind | null },
): Promise<SecretStore> {
  const { stateDir } = ports;
  await mkdir(stateDir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw writeFailure(stateDir, error);
  });
  await assertPrivateDirectory(stateDir, ports.uid);
  return withVaultLock(lockPath(stateDir), ports.clock, async () => {
    const existing = await readVault(vaultPath(stateDir), ports.uid);
    if (existing !== null) return openExisting(ports, existing);
    const keyId = newKeyId(ports.randomBytes);
    const { source, key } = await chooseKey(ports, ports.source, keyId);
    const vault = newVault(key, source, keyId, ports.randomBytes);
    await writeVault(vaultPath(stateDir), stateDir, vault);
    return openWith(ports, vault, key);
  });
}

async function openExisting(
  ports: SecretsPorts & { readonly source: KeySourceKind | null },
  vault: VaultFile,
): Promise<SecretStore> {
  if (ports.source !== null && ports.source !== vault.source.kind) {
    throw unavailable(
      `The secret store in ${ports.stateDir} exists and has its key from ${vault.source.kind}, not ${ports.source}`,
      "Leave the source out to use it as it is, or move vault.json away to start a new one.",
    );
  }
  return openWith(ports, vault, await obtainKey(vault.source, ports));
}

function openWith(ports: SecretsPorts, vault: VaultFile, master: Buffer): SecretStore {
  const store = createVaultStore({
    file: vaultPath(ports.stateDir),
    lockFile: lockPath(ports.stateDir),
    stateDir: ports.stateDir,
    uid: ports.uid,
    clock: ports.clock,
    randomBytes: ports.randomBytes,
    who: ports.who,
    vault,
    describe: (now) => describeVault(ports, now),
    dataKey: unlockAndWipe(vault, master),
    unlockAgain: async (now) => unlockAndWipe(now, await obtainKey(now.source, ports)),
  });
  return ports.known === undefined ? store : rememberSecrets(store, ports.known);
}

/** The data key behind the lock; the master key is overwritten. @throws as {@link unlock} */
export function unlockAndWipe(lock: VaultLock, master: Buffer): DataKey {
  try {
    return unlock(lock, master);
  } finally {
    master.fill(0);
  }
}

/** What is said of a vault without opening it. */
export function describeVault(ports: SecretsPorts, vault: VaultFile): SecretsDescription {
  const { kind } = vault.source;
  return {
    source: kind,
    backend: describeSource(ports, vault.source),
    warning: weaknessOf(kind),
    vaultFile: vaultPath(ports.stateDir),
    keyId: vault.keyId,
  };
}

function describeSource(ports: SecretsPorts, source: KeySource): string {
  switch (source.kind) {
    case "systemd-credential":
      return `vault, key in the systemd credential ${credentialName}`;
    case "key-file":
      return `vault, key in ${ports.env.INTEG_MASTER_KEY_FILE ? `the file ${ports.env.INTEG_MASTER_KEY_FILE}` : "a file that INTEG_MASTER_KEY_FILE names"}`;
    case "keychain":
      return `vault, key in the keychain (${ports.keychain?.title ?? source.backend})`;
    case "passphrase":
      return "vault, key from a passphrase";
    case "environment":
      return "vault, key in INTEG_MASTER_KEY";
    case "insecure-key-file":
      return `vault, key in the clear beside it (${insecureKeyPath(ports.stateDir, source.file)})`;
  }
}

/** Why a place of the master key protects little; null: it protects. */
export const weaknessOf = (kind: KeySourceKind): string | null => warnings[kind] ?? null;

const warnings: Partial<Record<KeySourceKind, string>> = {
  environment: "The master key is in the environment, which other processes of this user can read.",
  "insecure-key-file": "The master key lies in the clear beside the vault: who reads one reads the other.",
};
