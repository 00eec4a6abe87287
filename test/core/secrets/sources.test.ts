import { randomBytes } from "node:crypto";
import { mkdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { secretsStatus } from "../../../src/cli/secrets/secrets-documents.ts";
import { createSecrets, openSecrets, secretsExist } from "../../../src/core/secrets/secrets.ts";
import { keyFile, memoryKeychain, portsFor, removeDirectories, temporaryDirectory } from "./fixture.ts";

afterEach(removeDirectories);

async function credentials(): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "integ-master"), randomBytes(32), { mode: 0o400 });
  return directory;
}

describe("the source of the master key", () => {
  it("CFG-7 is the first that is there: credential, key file, keychain, passphrase, environment", async () => {
    const directory = await temporaryDirectory();
    const everything = {
      CREDENTIALS_DIRECTORY: await credentials(),
      ...(await keyFile(directory)),
      INTEG_MASTER_KEY: randomBytes(32).toString("hex"),
    };
    const askPassphrase = async (): Promise<string> => "a long enough passphrase";
    const chosen: string[] = [];
    const steps: readonly (string | null)[] = [
      null,
      "CREDENTIALS_DIRECTORY",
      "INTEG_MASTER_KEY_FILE",
      "keychain",
      "passphrase",
    ];
    const gone = new Set<string | null>();
    for (const step of steps) {
      gone.add(step);
      const env = Object.fromEntries(Object.entries(everything).filter(([name]) => !gone.has(name)));
      const ports = portsFor(join(directory, `state-${chosen.length}`), {
        env,
        keychain: gone.has("keychain") ? null : memoryKeychain(),
        ...(gone.has("passphrase") ? {} : { askPassphrase }),
      });
      const store = await createSecrets({ ...ports, source: null });
      chosen.push(store.describe().source);
    }
    expect(chosen).toEqual(["systemd-credential", "key-file", "keychain", "passphrase", "environment"]);
  });

  it("CFG-7 in a key file is told by its name, or where there is none by what gives it", async () => {
    const directory = await temporaryDirectory();
    const env = await keyFile(directory);
    const ports = portsFor(join(directory, "state"), { env });
    await createSecrets({ ...ports, source: "key-file" });
    expect((await secretsStatus(ports)).backend).toBe(`vault, key in the file ${env.INTEG_MASTER_KEY_FILE}`);
    expect(await secretsStatus({ ...ports, env: {} })).toMatchObject({
      status: "closed",
      backend: "vault, key in a file that INTEG_MASTER_KEY_FILE names",
    });
  });

  it("CFG-7 is never another one than was recorded, even when others are there", async () => {
    const directory = await temporaryDirectory();
    const keychain = memoryKeychain();
    const ports = portsFor(join(directory, "state"), { keychain });
    const store = await createSecrets({ ...ports, source: null });
    await store.set("sf/token", "one");
    const more = {
      ...ports,
      env: { ...(await keyFile(directory)), CREDENTIALS_DIRECTORY: await credentials() },
    };
    expect((await openSecrets(more)).describe().source).toBe("keychain");
    expect(await (await openSecrets(more)).get("sf/token")).toBe("one");
    keychain.fault = "no result found";
    await expect(openSecrets(more)).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      exitCode: 77,
      message: "The keychain (Secret Service) can't be read: no result found",
      hint: expect.stringContaining("unlock"),
    });
    keychain.fault = null;
    keychain.entries.clear();
    await expect(openSecrets(more)).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      message: expect.stringContaining("locked or the entry is gone"),
    });
    await expect(createSecrets({ ...more, source: null })).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
    });
    await expect(openSecrets({ ...more, keychain: null })).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
    });
    await expect(createSecrets({ ...more, source: "key-file" })).rejects.toMatchObject({
      message: expect.stringContaining("from keychain, not key-file"),
    });
  });

  it("CFG-7 fails with the five ways when there is none, and leaves nothing behind", async () => {
    const keychain = memoryKeychain();
    keychain.fault = "there is no D-Bus session here";
    const ports = portsFor(join(await temporaryDirectory(), "state"), { keychain });
    const failing = createSecrets({ ...ports, source: null });
    await expect(failing).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      message: expect.stringContaining("there is no D-Bus session here"),
    });
    const hint = await failing.catch((error: { hint: string }) => error.hint);
    for (const way of [
      "LoadCredentialEncrypted=integ-master",
      "INTEG_MASTER_KEY_FILE",
      "keychain",
      "INTEG_PASSPHRASE_FILE",
      "INTEG_MASTER_KEY ",
      "--insecure-key-file",
    ]) {
      expect(hint).toContain(way);
    }
    expect(await secretsExist(ports.stateDir)).toBe(false);
  });

  it("CFG-7 does not step over a source that is set up but wrong", async () => {
    const directory = await temporaryDirectory();
    const ports = portsFor(join(directory, "state"), {
      env: { INTEG_MASTER_KEY_FILE: join(directory, "absent") },
      keychain: memoryKeychain(),
    });
    await expect(createSecrets({ ...ports, source: null })).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      message: expect.stringContaining("absent"),
    });
  });

  it("CFG-7 takes INTEG_MASTER_KEY out of the environment and warns", async () => {
    const value = randomBytes(32).toString("base64");
    const ports = portsFor(join(await temporaryDirectory(), "state"), { env: { INTEG_MASTER_KEY: value } });
    const store = await createSecrets({ ...ports, source: null });
    expect(ports.env).toEqual({});
    expect(store.describe().warning).toMatch(/environment/);
    await expect(openSecrets(ports)).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      hint: expect.stringContaining("INTEG_MASTER_KEY"),
    });
    await expect(openSecrets({ ...ports, env: { INTEG_MASTER_KEY: value } })).resolves.toBeDefined();
  });

  it("CFG-7 puts a key beside the vault only when asked to, with a warning", async () => {
    const ports = portsFor(join(await temporaryDirectory(), "state"));
    const store = await createSecrets({ ...ports, source: "insecure-key-file" });
    await store.set("a/x", "one");
    expect(store.describe().warning).toMatch(/beside the vault/);
    const file = join(ports.stateDir, "master.key");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await (await openSecrets(ports)).get("a/x")).toBe("one");
    await unlink(file);
    await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_UNAVAILABLE" });
  });

  it("CFG-7 opens with the passphrase from a file or a person, not with another, not without", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "passphrase");
    await writeFile(file, "correct horse battery staple\n", { mode: 0o600 });
    const ports = portsFor(join(directory, "state"), { env: { INTEG_PASSPHRASE_FILE: file } });
    const store = await createSecrets({ ...ports, source: null });
    await store.set("a/x", "one");
    const asked: string[] = [];
    const ask = (answer: string) => async (purpose: string) => {
      asked.push(purpose);
      return answer;
    };
    const person = portsFor(ports.stateDir, { askPassphrase: ask("correct horse battery staple") });
    expect(await (await openSecrets(person)).get("a/x")).toBe("one");
    const stranger = portsFor(ports.stateDir, { askPassphrase: ask("incorrect horse") });
    await expect(openSecrets(stranger)).rejects.toMatchObject({ code: "E_SECRETS_KEY" });
    expect(asked).toEqual(["open", "open"]);
    await expect(openSecrets(portsFor(ports.stateDir))).rejects.toMatchObject({
      code: "E_SECRETS_UNAVAILABLE",
      hint: expect.stringContaining("INTEG_PASSPHRASE_FILE"),
    });
  });

  it("CFG-7 refuses a short passphrase, and key-derivation parameters out of bounds", async () => {
    const directory = await temporaryDirectory();
    const short = portsFor(join(directory, "a"), { askPassphrase: async () => "short" });
    await expect(createSecrets({ ...short, source: "passphrase" })).rejects.toMatchObject({
      code: "E_INPUT",
    });
    const ports = portsFor(join(directory, "state"), {
      askPassphrase: async () => "a long enough passphrase",
    });
    await createSecrets({ ...ports, source: "passphrase" });
    const vault = join(ports.stateDir, "vault.json");
    for (const cost of [1024, 2 ** 30]) {
      const content = JSON.parse(await readFile(vault, "utf8"));
      content.source.kdf.cost = cost;
      await writeFile(vault, JSON.stringify(content));
      await expect(openSecrets(ports)).rejects.toMatchObject({ code: "E_SECRETS_DAMAGED" });
    }
  });

  it("CFG-7 refuses a state directory that can't be made", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "taken"));
    await writeFile(join(directory, "taken", "file"), "");
    const ports = portsFor(join(directory, "taken", "file", "state"), { env: await keyFile(directory) });
    await expect(createSecrets({ ...ports, source: null })).rejects.toMatchObject({
      code: "E_STATE_DIR",
      exitCode: 73,
    });
  });
});
