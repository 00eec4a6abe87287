// Whether the key that is here opens the vault of a backup. Nothing is changed, and nobody is asked.
import { IntegrationError } from "../contract/errors.ts";
import { obtainKey, type SecretsPorts } from "../secrets/key-sources.ts";
import { unlockAndWipe } from "../secrets/secrets.ts";
import { readVault } from "../secrets/vault-file.ts";

export interface KeyDoubt {
  /** The key was looked for in its only place, or tried: it does not open the vault. False: it can't be tried here. */
  readonly isSure: boolean;
  /** Why it does not, a sentence without its stop. */
  readonly reason: string;
  /** How the key gets here. */
  readonly hint: string;
}

/** Tries the key at the place that the vault in `file` records; null: it opens. */
export async function doubtOfKey(file: string, ports: SecretsPorts): Promise<KeyDoubt | null> {
  // A variable can be read once only, and is needed later.
  const { askPassphrase: _, ...silent } = { ...ports, env: { ...ports.env } };
  let isOnlyPlace = false;
  try {
    const vault = await readVault(file, ports.uid);
    if (vault === null) return null;
    isOnlyPlace = vault.source.kind === "insecure-key-file";
    unlockAndWipe(vault, await obtainKey(vault.source, silent)).key.fill(0);
    return null;
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    return { isSure: isOnlyPlace || error.code === "E_SECRETS_KEY", reason: error.message, hint: error.hint };
  }
}
