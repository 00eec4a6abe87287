// A vault outlives what it was made with: the machine, the clock, the version of Node.js and of integ.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createSecrets, openSecrets } from "../../../src/core/secrets/secrets.ts";
import { keyFile, portsFor, removeDirectories, temporaryDirectory } from "./fixture.ts";

afterEach(removeDirectories);

/** Written by the first version, under a key of 32 sevens. */
const firstVault = {
  format: "integ.vault/1",
  keyId: "k-0101010101010101",
  source: { kind: "key-file" },
  check: "BAQEBAQEBAQEBAQE3OtIKFsb-qPtGRrcXafth3Dzljpc4i_cA3Cn6JrEhqTC",
  dataKey: {
    id: "d-0202020202020202",
    sealed: "BQUFBQUFBQUFBQUFiHp2hRWj8ye_dVg9fXE5869R4uXMxoJfHQJcE_STuX6QWAoRPa3VhGeIpnmnZjwy",
  },
  records: {
    "sf/token": {
      version: 1,
      dataKeyId: "d-0202020202020202",
      sealed: "BgYGBgYGBgYGBgYGzFmfP5ytKoN8WfyRaOZd2qpWTVfqiwpBYg",
      updatedAt: "2026-01-02T03:04:05.000Z",
    },
  },
};

describe("a vault", () => {
  it("CFG-7 OPS-8 that an earlier version has written under another Node.js opens, and is written on", async () => {
    const directory = await temporaryDirectory();
    const stateDir = join(directory, "state");
    await mkdir(stateDir, { mode: 0o700 });
    const key = join(directory, "key");
    await writeFile(key, Buffer.alloc(32, 7).toString("base64"), { mode: 0o600 });
    await writeFile(join(stateDir, "vault.json"), JSON.stringify(firstVault), { mode: 0o600 });
    const store = await openSecrets(portsFor(stateDir, { env: { INTEG_MASTER_KEY_FILE: key } }));
    expect(await store.get("sf/token")).toBe("golden ü");
    await store.set("sf/token", "next");
    expect(await store.facts()).toMatchObject([{ name: "sf/token", version: 2 }]);
    expect(await store.get("sf/token")).toBe("next");
  });

  it("CFG-7 OPS-8 opens on another machine with its key, and without it says which", async () => {
    const here = await temporaryDirectory();
    const env = await keyFile(here);
    const store = await createSecrets({ ...portsFor(join(here, "state"), { env }), source: "key-file" });
    await store.set("sf/token", "one");
    const there = await temporaryDirectory();
    const stateDir = join(there, "elsewhere");
    await mkdir(stateDir, { mode: 0o700 });
    await copyFile(join(here, "state", "vault.json"), join(stateDir, "vault.json"));
    await expect(openSecrets(portsFor(stateDir, { env: await keyFile(there) }))).rejects.toMatchObject({
      code: "E_SECRETS_KEY",
      message: expect.stringContaining(store.describe().keyId),
    });
    expect(await (await openSecrets(portsFor(stateDir, { env }))).get("sf/token")).toBe("one");
  });

  it("CFG-7 OPS-8 counts what it stores, whatever the clock says", async () => {
    const directory = await temporaryDirectory();
    const ports = portsFor(join(directory, "state"), { env: await keyFile(directory) });
    let now = Date.UTC(2026, 0, 2);
    const clock = { ...ports.clock, now: () => now };
    const store = await createSecrets({ ...ports, clock, source: null });
    await store.set("sf/token", "one");
    now = Date.UTC(1999, 0, 1);
    await store.set("sf/token", "two");
    now = Date.UTC(2199, 0, 1);
    const late = await openSecrets({ ...ports, clock });
    expect(await late.get("sf/token")).toBe("two");
    expect(await late.facts()).toMatchObject([{ version: 2, updatedAt: "1999-01-01T00:00:00.000Z" }]);
  });
});
