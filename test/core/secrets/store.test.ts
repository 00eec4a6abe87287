import { randomBytes } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { SecretsPorts } from "../../../src/core/secrets/key-sources.ts";
import { connectionSecrets, type SecretStore } from "../../../src/core/secrets/secret-store.ts";
import { createSecrets, openSecrets, secretsExist } from "../../../src/core/secrets/secrets.ts";
import { keyFile, portsFor, removeDirectories, temporaryDirectory } from "./fixture.ts";

afterEach(removeDirectories);

interface Setup {
  readonly ports: SecretsPorts;
  readonly store: SecretStore;
  readonly vault: string;
}

async function setup(): Promise<Setup> {
  const directory = await temporaryDirectory();
  const stateDir = join(directory, "state");
  const ports = portsFor(stateDir, { env: await keyFile(directory) });
  return {
    ports,
    store: await createSecrets({ ...ports, source: null }),
    vault: join(stateDir, "vault.json"),
  };
}

async function edit(vault: string, change: (content: ReturnType<typeof JSON.parse>) => void): Promise<void> {
  const content = JSON.parse(await readFile(vault, "utf8"));
  change(content);
  await writeFile(vault, JSON.stringify(content));
}

const flipBit = (sealed: string): string => {
  const bytes = Buffer.from(sealed, "base64url");
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  return bytes.toString("base64url");
};

describe("the secret store", () => {
  it("CFG-7 keeps secrets over a restart, lists names and deletes", async () => {
    const { ports, store } = await setup();
    expect(await secretsExist(ports.stateDir)).toBe(true);
    await store.set("sf/clientSecret", "s3cret-ü");
    await store.set("zd/token", "t0ken");
    await store.close();
    const again = await openSecrets(ports);
    expect(await again.get("sf/clientSecret")).toBe("s3cret-ü");
    expect(await again.get("sf/absent")).toBeNull();
    expect(await again.list()).toEqual(["sf/clientSecret", "zd/token"]);
    expect(await again.delete("zd/token")).toBe(true);
    expect(await again.delete("zd/token")).toBe(false);
    expect(await again.get("zd/token")).toBeNull();
  });

  it("BAS-5 OPS-8 keeps a secret that was still being stored when it was closed", async () => {
    const { ports, store } = await setup();
    const storing = store.set("sf/accessToken", "just renewed");
    await Promise.all([storing, store.close()]);
    await expect(store.get("sf/accessToken")).rejects.toThrow("closed");
    expect(await (await openSecrets(ports)).get("sf/accessToken")).toBe("just renewed");
  });

  it("CFG-7 gives back any text it was given", async () => {
    const { store } = await setup();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), async (value) => {
        await store.set("a/b", value);
        expect(await store.get("a/b")).toBe(value);
      }),
      { numRuns: 25 },
    );
  });

  it("CFG-7 shows a connection its own secrets only", async () => {
    const { store } = await setup();
    const salesforce = connectionSecrets(store, "sf");
    const zendesk = connectionSecrets(store, "zd");
    await salesforce.set("token", "one");
    expect(await zendesk.get("token")).toBeNull();
    await zendesk.delete("token");
    expect(await salesforce.get("token")).toBe("one");
    await expect(zendesk.get("../sf/token")).rejects.toMatchObject({ code: "E_INPUT" });
  });

  it("CFG-7 writes nothing in the clear, with mode 0600 in a directory of mode 0700", async () => {
    const { ports, store, vault } = await setup();
    await store.set("sf/clientSecret", "plain-enough-to-find");
    for (const name of await readdir(ports.stateDir)) {
      const file = join(ports.stateDir, name);
      expect((await readFile(file)).includes("plain-enough")).toBe(false);
      expect((await lstat(file)).mode & 0o777).toBe(0o600);
    }
    expect((await stat(ports.stateDir)).mode & 0o777).toBe(0o700);
    expect(Object.keys(JSON.parse(await readFile(vault, "utf8")))).toEqual([
      "format",
      "keyId",
      "source",
      "check",
      "dataKey",
      "records",
    ]);
  });

  it("CFG-7 stores several in one write, with who did it, and none of them when one is refused", async () => {
    const { ports } = await setup();
    const store = await openSecrets({ ...ports, who: "ada" });
    await store.setAll(
      new Map([
        ["sf/accessToken", "one"],
        ["sf/refreshToken", "two"],
      ]),
    );
    await connectionSecrets(store, "sf").setAll({ accessToken: "three" });
    const updatedAt = "2026-01-02T03:04:05.000Z";
    expect(await store.facts()).toEqual([
      { name: "sf/accessToken", version: 2, updatedAt, updatedBy: "ada" },
      { name: "sf/refreshToken", version: 1, updatedAt, updatedBy: "ada" },
    ]);
    const bad = new Map([
      ["sf/accessToken", "four"],
      ["sf/refreshToken", ""],
    ]);
    await expect(store.setAll(bad)).rejects.toMatchObject({ code: "E_INPUT" });
    expect(await store.get("sf/accessToken")).toBe("three");
  });

  it("CFG-7 reads a vault of the first format, and keeps what is in it", async () => {
    const { ports, store, vault } = await setup();
    await store.set("sf/token", "one");
    await edit(vault, (content) => {
      content.format = "integ.vault/1";
    });
    const again = await openSecrets(ports);
    await again.set("zd/token", "two");
    expect([await again.get("sf/token"), await again.get("zd/token")]).toEqual(["one", "two"]);
    expect(JSON.parse(await readFile(vault, "utf8")).format).toBe("integ.vault/2");
  });

  it("CFG-7 refuses empty and huge values, and bad names", async () => {
    const { store } = await setup();
    await expect(store.set("a/b", "")).rejects.toMatchObject({ code: "E_INPUT" });
    await expect(store.set("a/b", "x".repeat(70_000))).rejects.toMatchObject({ code: "E_INPUT" });
    for (const name of ["", "a/b/c", "__proto__", "a b"])
      await expect(store.set(name, "x")).rejects.toMatchObject({ code: "E_INPUT" });
    expect(await store.get("constructor")).toBeNull();
  });

  it("CFG-7 sees what another opener of the same vault wrote", async () => {
    const { ports, store } = await setup();
    const other = await openSecrets(ports);
    await other.set("sf/token", "one");
    expect(await store.get("sf/token")).toBe("one");
    await Promise.all(
      [...Array(10).keys()].flatMap((index) => [
        store.set(`a/k${index}`, "x"),
        other.set(`b/k${index}`, "y"),
      ]),
    );
    expect(await store.list()).toHaveLength(21);
  });
});

describe("a vault that was tampered with", () => {
  it("CFG-7 tells another key from a damaged file", async () => {
    const { ports, store, vault } = await setup();
    await store.set("sf/token", "one");
    const other = { ...ports, env: await keyFile(await temporaryDirectory()) };
    await expect(openSecrets(other)).rejects.toMatchObject({ code: "E_SECRETS_KEY", exitCode: 77 });
    const whole = await readFile(vault);
    await edit(vault, (content) => {
      content.check = flipBit(content.check);
    });
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_DAMAGED" });
    await writeFile(vault, whole);
    await edit(vault, (content) => {
      content.dataKey.sealed = flipBit(content.dataKey.sealed);
    });
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_DAMAGED" });
  });

  type Records = Record<"a/x" | "a/y", { version: number; sealed: string }>;
  const cases: readonly (readonly [string, (records: Records) => Partial<Records>])[] = [
    ["swapped records", (records) => ({ "a/x": records["a/y"], "a/y": records["a/x"] })],
    ["a record under another name", (records) => ({ "a/x": records["a/y"] })],
    ["another version", ({ "a/x": x }) => ({ "a/x": { ...x, version: x.version + 1 } })],
    ["a flipped bit", ({ "a/x": x }) => ({ "a/x": { ...x, sealed: flipBit(x.sealed) } })],
    ["a tag cut to 4 bytes", ({ "a/x": x }) => ({ "a/x": { ...x, sealed: x.sealed.slice(0, -16) } })],
    ["an empty box", ({ "a/x": x }) => ({ "a/x": { ...x, sealed: "AA" } })],
  ];

  it.each(cases)("CFG-7 opens no record after %s, and still opens the others", async (_, change) => {
    const { store, vault } = await setup();
    await store.set("a/x", "one");
    await store.set("a/y", "two");
    await store.set("a/z", "three");
    await edit(vault, (content) => {
      content.records = { ...content.records, ...change(content.records) };
    });
    await expect(store.get("a/x")).rejects.toMatchObject({ code: "E_SECRETS_DAMAGED", exitCode: 77 });
    expect(await store.get("a/z")).toBe("three");
    await store.set("a/x", "again");
    expect(await store.get("a/x")).toBe("again");
  });

  it("CFG-7 refuses a file that is no vault, one from a newer version, and one cut short", async () => {
    const { ports, store, vault } = await setup();
    await store.set("a/x", "one");
    const whole = await readFile(vault);
    await writeFile(vault, whole.subarray(0, 100));
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_DAMAGED" });
    await writeFile(vault, "{}");
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_DAMAGED" });
    await writeFile(vault, JSON.stringify({ format: "integ.vault/3" }));
    await expect(openSecrets(ports)).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      message: expect.stringContaining("newer"),
    });
    await expect(createSecrets({ ...ports, source: null })).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
    });
  });
});

describe("files that are not as they should be", () => {
  it("CFG-7 refuses a vault and a key file that others can read", async () => {
    const { ports, store, vault } = await setup();
    await chmod(vault, 0o644);
    const refusal = {
      code: "E_SECRETS_UNAVAILABLE",
      exitCode: 77,
      message: expect.stringContaining("mode 0644"),
      hint: `Close it: chmod 600 ${vault}`,
    };
    await expect(openSecrets(ports)).rejects.toMatchObject(refusal);
    await expect(store.get("a/x")).rejects.toMatchObject(refusal);
    await chmod(vault, 0o600);
    await chmod(ports.env.INTEG_MASTER_KEY_FILE ?? "", 0o640);
    await expect(openSecrets(ports)).rejects.toMatchObject({ message: expect.stringContaining("mode 0640") });
  });

  it("CFG-7 refuses a symbolic link, a directory and a file of another user", async () => {
    const { ports, vault } = await setup();
    await rename(vault, `${vault}.real`);
    await symlink(`${vault}.real`, vault);
    await expect(openSecrets(ports)).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      message: `${vault} is a symbolic link`,
    });
    await unlink(vault);
    await mkdir(vault);
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_UNAVAILABLE" });
    const { ports: foreign } = await setup();
    const uid = (foreign.uid ?? 0) + 1;
    await expect(openSecrets({ ...foreign, uid })).rejects.toMatchObject({
      message: expect.stringContaining("belongs to another user"),
    });
  });

  it("CFG-7 refuses a state directory that others can write", async () => {
    const { ports } = await setup();
    await chmod(ports.stateDir, 0o777);
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_STATE_DIR", exitCode: 73 });
  });

  it("CFG-7 stops when the vault is gone and never starts an empty one", async () => {
    const { ports, store, vault } = await setup();
    await store.set("a/x", "one");
    await unlink(vault);
    for (const attempt of [() => store.get("a/x"), () => store.set("a/x", "two"), () => openSecrets(ports)]) {
      await expect(attempt()).rejects.toMatchObject({ code: "E_SECRETS_UNAVAILABLE" });
    }
    expect(await secretsExist(ports.stateDir)).toBe(false);
  });

  it("CFG-7 notices that the vault was replaced by another one", async () => {
    const one = await setup();
    const two = await setup();
    await rename(two.vault, one.vault);
    await expect(one.store.get("a/x")).rejects.toMatchObject({ code: "E_SECRETS_UNAVAILABLE" });
  });

  it("CFG-7 reads keys as raw bytes, hex and base64, and refuses everything else", async () => {
    const key = randomBytes(32);
    const directory = await temporaryDirectory();
    const file = join(directory, "key");
    const env = { INTEG_MASTER_KEY_FILE: file };
    await writeFile(file, key, { mode: 0o600 });
    const ports = portsFor(join(directory, "state"), { env });
    await createSecrets({ ...ports, source: null });
    for (const text of [key.toString("hex"), `${key.toString("base64")}\n`, key.toString("base64url")]) {
      await writeFile(file, text);
      await expect(openSecrets(ports)).resolves.toBeDefined();
    }
    for (const text of ["", "short", key.toString("hex").slice(2), "correct horse battery staple"]) {
      await writeFile(file, text);
      await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_KEY" });
    }
  });
});
