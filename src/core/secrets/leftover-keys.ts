// Key files beside the vault that it does not name: what a change of the key that was killed has left behind.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { KeySource, VaultFile } from "./vault-file.ts";

/** As a change of the key names them, and the halves of those that were being written. */
const keyFile = /^master-k-[0-9a-f]{16}\.key(?:\.tmp)?$/;

/** @returns their paths. They open nothing here; an older copy of the vault may need one, so nobody deletes them unasked. */
export async function leftoverKeys(stateDir: string, vault: VaultFile): Promise<readonly string[]> {
  const named = [vault.source, vault.next?.source, vault.retired?.source].map(fileOf);
  const names = await readdir(stateDir).catch(() => []);
  return names
    .filter((name) => keyFile.test(name) && !named.includes(name))
    .sort()
    .map((name) => join(stateDir, name));
}

const fileOf = (source: KeySource | undefined): string | null =>
  source?.kind === "insecure-key-file" ? (source.file ?? null) : null;
