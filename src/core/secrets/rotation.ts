// Changes the keys of a vault that is in use. Killed between any two writes it opens with the key that it had before or
// with the new one, and the next run goes on from there.
import { rm } from "node:fs/promises";
import { IntegrationError } from "../contract/errors.ts";
import { insecureKeyPath, newKeyId, obtainKey, type SecretsPorts } from "./key-sources.ts";
import { type KeyPlaces, makeFreshKey, type NewKeyWish, obtainNew } from "./new-master-key.ts";
import { assertPrivateDirectory } from "./protected-file.ts";
import type { KeySourceKind } from "./secret-store.ts";
import { lockPath, unlockAndWipe, vaultPath } from "./secrets.ts";
import { unavailable, writeFailure } from "./secrets-errors.ts";
import { writeVault } from "./vault.ts";
import { lockUp, newDataKey, resealRecord } from "./vault-boxes.ts";
import { type KeySource, readVault, type VaultFile, type VaultLock } from "./vault-file.ts";
import { withVaultLock } from "./vault-lock.ts";

export const rotationSteps = ["make", "both", "switch", "retire", "done"] as const;
export type RotationStep = (typeof rotationSteps)[number];

export interface RotationPorts extends SecretsPorts {
  /** Who changes the key; noted in the vault. */
  readonly who: string;
  /** Told before each step. */
  readonly onStep?: (step: RotationStep) => void;
}

export interface KeyName {
  readonly keyId: string;
  readonly source: KeySourceKind;
}

export interface MasterRotation {
  readonly from: KeyName;
  readonly to: KeyName;
  /** It had been begun before, and was interrupted. */
  readonly isResumed: boolean;
  /** Why the old key could not be taken away from its place; it opens nothing any more. Null: it is gone. */
  readonly leftover: string | null;
}

export interface DataRotation {
  readonly dataKeyId: string;
  /** How many secrets were sealed anew. */
  readonly secrets: number;
}

/**
 * Puts another master key in the place of the present one. The new one is made, then the vault can be opened with both,
 * then, once the new one has been had from its place and opens it, with the new one alone; then the old one is removed
 * from its place, if integ has put it there. Secrets are not touched, and stores that are open go on.
 * @throws IntegrationError as `openSecrets` for the present key; E_USAGE when the wish does not say where a new key is;
 * E_SECRETS_UNAVAILABLE, E_SECRETS_KEY when the new place does not give it: the old key still holds then.
 */
export function rotateMasterKey(ports: RotationPorts, wish: NewKeyWish): Promise<MasterRotation> {
  return onVault(ports, async (vault) => {
    const settled = await dropPrevious(ports, vault);
    const master = await obtainKey(settled.source, ports);
    const dataKey = unlockAndWipe(settled, Buffer.from(master));
    tell(ports, "make");
    const keyId = newKeyId(ports.randomBytes);
    const fresh = await makeFreshKey(ports, wish, settled.source.kind, keyId);
    refuseSame(master, fresh.key);
    const next = lockUp(fresh.key, fresh.source, keyId, dataKey, ports.randomBytes);
    fresh.key.fill(0);
    dataKey.key.fill(0);
    tell(ports, "both");
    const both = { ...settled, next };
    await write(ports, both);
    // The new one has to prove itself, from its place, before it counts alone.
    unlockAndWipe(next, await fresh.obtain()).key.fill(0);
    return finish(ports, both, next, false);
  });
}

function refuseSame(master: Buffer, fresh: Buffer): void {
  const isSame = master.equals(fresh);
  master.fill(0);
  if (!isSame) return;
  throw new IntegrationError({
    code: "E_INPUT",
    message: "The new master key is the present one",
    hint: "Make another one with `(umask 077; openssl rand -base64 32 > FILE)`.",
  });
}

/**
 * Goes on with a change of the master key that was interrupted; null when there was none. One whose new key can't be had
 * is taken back: the present key holds.
 * @throws IntegrationError E_SECRETS_UNAVAILABLE, E_SECRETS_DAMAGED as `openSecrets`.
 */
export function resumeRotation(ports: RotationPorts, wish: NewKeyWish): Promise<MasterRotation | null> {
  return onVault(ports, async (vault) => {
    const { next, retired } = vault;
    if (next !== undefined) {
      if (await opens(ports, next, wish)) return finish(ports, vault, next, true);
      await dropPrevious(ports, vault);
      return null;
    }
    if (retired === undefined) return null;
    const leftover = await retire(ports, vault);
    return { from: nameOf(retired), to: nameOf(vault), isResumed: true, leftover };
  });
}

/**
 * Seals every secret under a new data key, in one write. `places`: where the master key is, if not where it is recorded.
 * Stores that are open get the new key from the master key's place when they next read; where that has to be asked for
 * or was taken out of the environment, they have to be opened again.
 * @throws IntegrationError as `openSecrets`; E_SECRETS_DAMAGED when a secret does not open: nothing is changed then.
 */
export function rotateDataKey(ports: RotationPorts, places: KeyPlaces = ownPlaces): Promise<DataRotation> {
  return onVault(ports, async (vault) => {
    const settled = await dropPrevious(ports, vault);
    const { keyId, source } = settled;
    const master = await obtainNew(ports, source, places);
    const from = unlockAndWipe(settled, Buffer.from(master));
    const to = newDataKey(ports.randomBytes);
    const file = vaultPath(ports.stateDir);
    const records = Object.entries(settled.records).map(
      ([name, record]) => [name, resealRecord(from, to, file, name, record, ports.randomBytes)] as const,
    );
    const lock = lockUp(master, source, keyId, to, ports.randomBytes);
    for (const key of [master, from.key, to.key]) key.fill(0);
    tell(ports, "switch");
    await write(ports, { ...settled, ...lock, records: Object.fromEntries(records) });
    tell(ports, "done");
    return { dataKeyId: to.id, secrets: records.length };
  });
}

const ownPlaces: KeyPlaces = { keyFile: null, passphraseFile: null };

const tell = (ports: RotationPorts, step: RotationStep): void => ports.onStep?.(step);

const nameOf = ({ keyId, source }: { keyId: string; source: KeySource }): KeyName => ({
  keyId,
  source: source.kind,
});

const write = (ports: RotationPorts, vault: VaultFile): Promise<void> =>
  writeVault(vaultPath(ports.stateDir), ports.stateDir, vault);

async function onVault<T>(ports: RotationPorts, action: (vault: VaultFile) => Promise<T>): Promise<T> {
  const { stateDir, uid, clock } = ports;
  await assertPrivateDirectory(stateDir, uid);
  return withVaultLock(lockPath(stateDir), clock, async () => {
    const vault = await readVault(vaultPath(stateDir), uid);
    if (vault === null) throw unavailable(`There is no secret store in ${stateDir}`, "Run `integ init`.");
    return action(vault);
  });
}

/** Both keys open the vault, and the new one has proven itself. */
async function finish(
  ports: RotationPorts,
  vault: VaultFile,
  next: VaultLock,
  isResumed: boolean,
): Promise<MasterRotation> {
  const { next: _, ...rest } = vault;
  const rotated = { at: new Date(ports.clock.now()).toISOString(), by: ports.who };
  const retired = { keyId: vault.keyId, source: vault.source };
  const switched: VaultFile = { ...rest, ...next, rotated, retired };
  tell(ports, "switch");
  await write(ports, switched);
  const leftover = await retire(ports, switched);
  tell(ports, "done");
  return { from: nameOf(retired), to: nameOf(next), isResumed, leftover };
}

/** Takes the old key away from where integ has put it. @returns why it could not; then the next run tries again. */
async function retire(ports: RotationPorts, vault: VaultFile): Promise<string | null> {
  const { retired, ...rest } = vault;
  if (retired === undefined) return null;
  tell(ports, "retire");
  const fault = await removeKey(ports, retired.source);
  if (fault === null) await write(ports, rest);
  return fault;
}

/** What an earlier change has left: a new key that never counted, an old one that counts no more. */
async function dropPrevious(ports: RotationPorts, vault: VaultFile): Promise<VaultFile> {
  const { next, retired, ...rest } = vault;
  if (next === undefined && retired === undefined) return vault;
  if (retired !== undefined) await removeKey(ports, retired.source);
  await write(ports, rest);
  if (next !== undefined) await removeKey(ports, next.source);
  return rest;
}

/** Null when it is gone, or is not ours to remove. */
async function removeKey(ports: RotationPorts, source: KeySource): Promise<string | null> {
  if (source.kind === "insecure-key-file") {
    await rm(insecureKeyPath(ports.stateDir, source.file), { force: true }).catch((error: unknown) => {
      throw writeFailure(ports.stateDir, error);
    });
    return null;
  }
  if (source.kind !== "keychain") return null;
  const { keychain } = ports;
  if (keychain === null || keychain.backend !== source.backend)
    return `the keychain "${source.backend}" is not here`;
  const result = await keychain.call({ action: "delete", account: source.account }, 10_000);
  return result.status === "done" ? null : result.reason;
}

/** Whether the key of an interrupted change is to be had and opens the vault. */
async function opens(ports: RotationPorts, next: VaultLock, wish: NewKeyWish): Promise<boolean> {
  try {
    unlockAndWipe(next, await obtainNew(ports, next.source, wish)).key.fill(0);
    return true;
  } catch (error) {
    if (error instanceof IntegrationError && error.code.startsWith("E_SECRETS_")) return false;
    throw error;
  }
}
