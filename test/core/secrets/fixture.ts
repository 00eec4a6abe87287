// State directories and ports for the secret store's tests.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SecretsPorts } from "../../../src/core/secrets/key-sources.ts";
import type { Keychain } from "../../../src/core/secrets/keychain.ts";

const made: string[] = [];

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "integ-secrets-"));
  made.push(directory);
  return directory;
}

export async function removeDirectories(): Promise<void> {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
}

/** Ports of this process; nothing but what `over` gives is in the environment. */
export function portsFor(stateDir: string, over: Partial<SecretsPorts> = {}): SecretsPorts {
  return {
    stateDir,
    env: {},
    uid: process.getuid?.() ?? null,
    clock: {
      now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
      sleep: async (ms, signal) => {
        await sleep(ms, undefined, signal === undefined ? {} : { signal });
      },
    },
    randomBytes,
    keychain: null,
    ...over,
  };
}

/** A key file of mode 0600 in the directory, and the environment that names it. */
export async function keyFile(directory: string): Promise<{ INTEG_MASTER_KEY_FILE: string }> {
  const file = join(directory, "key");
  await writeFile(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
  return { INTEG_MASTER_KEY_FILE: file };
}

/** A keychain in memory; `fault` makes every call fail. */
export function memoryKeychain(): Keychain & { readonly entries: Map<string, string>; fault: string | null } {
  const entries = new Map<string, string>();
  return {
    backend: "secret-service",
    title: "Secret Service",
    entries,
    fault: null,
    async call({ action, account, value }) {
      if (this.fault !== null) return { status: "failed", reason: this.fault };
      if (action === "get") return { status: "done", value: entries.get(account) ?? null };
      if (action === "set") entries.set(account, value ?? "");
      if (action === "delete") entries.delete(account);
      return { status: "done", value: null };
    },
  };
}
