// The secret store and what is done with its keys, as the documents that --json prints.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { SecretsPorts } from "../../core/secrets/key-sources.ts";
import { leftoverKeys } from "../../core/secrets/leftover-keys.ts";
import type { DataRotation, MasterRotation } from "../../core/secrets/rotation.ts";
import type { KeySourceKind, SecretFacts } from "../../core/secrets/secret-store.ts";
import { describeVault, openSecrets, vaultPath, weaknessOf } from "../../core/secrets/secrets.ts";
import { unavailable } from "../../core/secrets/secrets-errors.ts";
import { factsOf } from "../../core/secrets/vault.ts";
import { readVault, type VaultFile } from "../../core/secrets/vault-file.ts";
import { type ChangedKeys, nextSteps } from "./next-steps.ts";

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
  /** Files of master keys that it does not need. */
  readonly leftoverKeys: readonly string[];
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
    leftoverKeys: await leftoverKeys(ports.stateDir, vault),
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
  /** Why the place that the key was moved to protects little; null: it protects, or is the one it was in. */
  readonly warning: string | null;
  /** What the operator has to do for the new key to be found at the next start. */
  readonly next: readonly string[];
}

export function rotationDocument(changed: ChangedKeys): RotationDocument {
  const { masterKey, dataKey } = changed;
  const isMoved = masterKey !== null && masterKey.from.source !== masterKey.to.source;
  const warning = isMoved ? weaknessOf(masterKey.to.source) : null;
  return { schema: "integ.secrets-rotation/1", masterKey, dataKey, warning, next: nextSteps(changed) };
}
