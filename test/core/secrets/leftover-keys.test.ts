import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { leftoverKeys } from "../../../src/core/secrets/leftover-keys.ts";
import { createSecrets } from "../../../src/core/secrets/secrets.ts";
import { readVault } from "../../../src/core/secrets/vault-file.ts";
import { portsFor, removeDirectories, temporaryDirectory } from "./fixture.ts";

afterEach(removeDirectories);

it("CFG-7 names the key files that the vault does not, halves among them, and nothing else", async () => {
  const stateDir = join(await temporaryDirectory(), "state");
  await mkdir(stateDir, { mode: 0o700 });
  const ports = portsFor(stateDir);
  await (await createSecrets({ ...ports, source: "insecure-key-file" })).close();
  const vault = await readVault(join(stateDir, "vault.json"), ports.uid);
  if (vault === null) throw new Error("no vault");
  expect(await leftoverKeys(stateDir, vault)).toEqual([]);
  const left = ["master-k-0123456789abcdef.key", "master-k-fedcba9876543210.key.tmp"];
  for (const name of [...left, "tls.key", "master.key"]) await writeFile(join(stateDir, name), "x");
  expect(await leftoverKeys(stateDir, vault)).toEqual(left.map((name) => join(stateDir, name)));
  const retired = { keyId: "k", source: { kind: "insecure-key-file", file: left[0] } } as const;
  expect(await leftoverKeys(stateDir, { ...vault, retired })).toEqual([join(stateDir, left[1] ?? "")]);
});
