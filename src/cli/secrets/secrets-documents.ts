// The secret store and what is done with its keys, as the documents that --json prints.
import { join } from "node:path";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { SecretsPorts } from "../../core/secrets/key-sources.ts";
import type { DataRotation, MasterRotation } from "../../core/secrets/rotation.ts";
import type { KeySourceKind, SecretFacts } from "../../core/secrets/secret-store.ts";
import { describeVault, openSecrets, vaultPath } from "../../core/secrets/secrets.ts";
import { unavailable } from "../../core/secrets/secrets-errors.ts";
import { factsOf } from "../../core/secrets/vault.ts";
import { readVault, type VaultFile } from "../../core/secrets/vault-file.ts";

export interface SecretsStatusDocument {
  readonly schema: "integ.secrets-status/1";
  /** `interrupted`: a change of the master key is to be finished. `closed`: the key can't be had here. */
  readonly status: "open" | "interrupted" | "closed";
  readonly source: KeySourceKind;
  readonly backend: string;
  readonly warning: string | null;
  readonly vaultFile: string;
  readonly keyId: string;
  readonly secrets: number;
  readonly rotated: { readonly at: string; readonly by: string } | null;
  /** Why it can't be opened. */
  readonly fault: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

/** @throws IntegrationError E_SECRETS_UNAVAILABLE when there is none, E_SECRETS_DAMAGED. */
export async function secretsStatus(ports: SecretsPorts): Promise<SecretsStatusDocument> {
  const vault = await vaultOf(ports);
  const fault = await faultOf(ports);
  const isUnderWay = vault.next !== undefined || vault.retired !== undefined;
  return {
    schema: "integ.secrets-status/1",
    status: fault !== null ? "closed" : isUnderWay ? "interrupted" : "open",
    ...describeVault(ports, vault),
    secrets: Object.keys(vault.records).length,
    rotated: vault.rotated ?? null,
    fault,
  };
}

async function vaultOf({ stateDir, uid }: SecretsPorts): Promise<VaultFile> {
  const vault = await readVault(vaultPath(stateDir), uid);
  if (vault !== null) return vault;
  throw unavailable(
    `There is no secret store in ${stateDir}`,
    "Run `integ init`. If there was one, put vault.json back.",
  );
}

/** Every secret is opened: one that was altered is found before it is missed. */
async function faultOf(ports: SecretsPorts): Promise<SecretsStatusDocument["fault"]> {
  try {
    const store = await openSecrets(ports);
    for (const name of await store.list()) await store.get(name);
    await store.close();
    return null;
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const { code, message, hint } = error;
    return { code, message, hint };
  }
}

export interface SecretsListDocument {
  readonly schema: "integ.secrets/1";
  readonly secrets: readonly SecretFacts[];
}

/** Needs no key: names are not secret. @throws as {@link secretsStatus} */
export async function secretsList(ports: SecretsPorts): Promise<SecretsListDocument> {
  return { schema: "integ.secrets/1", secrets: factsOf(await vaultOf(ports)) };
}

export interface RotationDocument {
  readonly schema: "integ.secrets-rotation/1";
  readonly masterKey: MasterRotation | null;
  readonly dataKey: DataRotation | null;
  /** What the operator has to do for the new key to be found at the next start. */
  readonly next: readonly string[];
}

/** `keyFile`: where the operator had the new key. */
export function rotationDocument(
  stateDir: string,
  masterKey: MasterRotation | null,
  dataKey: DataRotation | null,
  { keyFile, passphraseFile }: { readonly keyFile: string | null; readonly passphraseFile: string | null },
): RotationDocument {
  const next: string[] = [];
  if (masterKey !== null) {
    const { to, from, leftover } = masterKey;
    next.push(...stepsTo(to.source, keyFile, passphraseFile));
    if (dataKey === null)
      next.push(
        "Once everything is started with it: `integ secrets rotate --data` seals the secrets anew as well.",
      );
    if (from.source === "key-file" || from.source === "systemd-credential" || from.source === "environment")
      next.push(
        `The old key (${from.keyId}, ${from.source}) opens nothing any more: delete it, but for old backups.`,
      );
    if (leftover !== null)
      next.push(`The old key is still in its place (${leftover}): run \`integ secrets rotate\` again.`);
    next.push(`Backups made before need the old key: run \`integ backup\` (${join(stateDir, "backups")}).`);
  }
  return { schema: "integ.secrets-rotation/1", masterKey, dataKey, next };
}

function stepsTo(source: KeySourceKind, keyFile: string | null, passphraseFile: string | null): string[] {
  if (source === "passphrase" && passphraseFile !== null)
    return [`Set INTEG_PASSPHRASE_FILE=${passphraseFile}.`];
  if (keyFile === null) return [];
  if (source === "key-file") return [`Set INTEG_MASTER_KEY_FILE=${keyFile} wherever integ is started.`];
  if (source === "environment") return [`Set INTEG_MASTER_KEY to what is in ${keyFile}.`];
  if (source !== "systemd-credential") return [];
  return [
    `Seal it: systemd-creds encrypt --name=integ-master ${keyFile} FILE, and name FILE in LoadCredentialEncrypted=.`,
  ];
}
