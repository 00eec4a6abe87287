import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createKeychain } from "../../../src/core/secrets/keychain.ts";
import { skipUnless } from "../../skips.ts";
import { removeDirectories, temporaryDirectory } from "./fixture.ts";

afterEach(removeDirectories);

const nodePath = process.execPath;
const bus = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus", PATH: process.env.PATH };
const probe = { action: "probe", account: "probe-test", value: "v" } as const;

/** A child script with the given body, in place of the one that speaks to the keychain. */
async function childScript(body: string): Promise<string> {
  const file = join(await temporaryDirectory(), "child.mjs");
  await writeFile(file, body);
  return file;
}

describe("the keychain", () => {
  it("CFG-7 is pinned to one back end per platform, and absent elsewhere", () => {
    const backend = (platform: string): string | undefined =>
      createKeychain({ platform, env: {}, nodePath })?.backend;
    expect(["linux", "darwin", "win32", "aix"].map(backend)).toEqual([
      "secret-service",
      "macos-keychain",
      "windows-credential-manager",
      undefined,
    ]);
  });

  it("CFG-7 without a D-Bus session says so at once, and starts none", async () => {
    const keychain = createKeychain({
      platform: "linux",
      env: { XDG_RUNTIME_DIR: "/nowhere" },
      nodePath: "/must/not/run",
    });
    expect(await keychain?.call(probe, 3000)).toEqual({
      status: "failed",
      reason: "there is no D-Bus session here",
    });
  });

  it("CFG-7 with a bus that does not answer fails with a reason", async () => {
    const keychain = createKeychain({ platform: "linux", env: bus, nodePath });
    expect(await keychain?.call(probe, 10_000)).toEqual({
      status: "failed",
      reason: expect.stringMatching(/./),
    });
  });

  it("CFG-7 that hangs is given up, and its process ended", async () => {
    const keychain = createKeychain({
      platform: "darwin",
      env: {},
      nodePath,
      childScript: await childScript("setInterval(() => {}, 1000);"),
    });
    expect(await keychain?.call(probe, 300)).toEqual({
      status: "failed",
      reason: "it did not answer within 0.3 s",
    });
  });

  it("CFG-7 whose process ends without an answer, or can't be started, is a failure and no crash", async () => {
    const broken = await childScript("process.exitCode = 1;");
    const silent = createKeychain({ platform: "darwin", env: {}, nodePath, childScript: broken });
    expect(await silent?.call(probe, 5000)).toEqual({
      status: "failed",
      reason: "its process gave no answer",
    });
    const absent = createKeychain({ platform: "darwin", env: {}, nodePath: "/nowhere/node" });
    expect(await absent?.call(probe, 5000)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("ENOENT"),
    });
  });

  it("CFG-7 names the missing native module", async () => {
    const directory = await temporaryDirectory();
    const script = join(directory, "keychain-child.ts");
    await copyFile(
      fileURLToPath(new URL("../../../src/core/secrets/keychain-child.ts", import.meta.url)),
      script,
    );
    await writeFile(join(directory, "package.json"), '{ "type": "module" }');
    const keychain = createKeychain({ platform: "linux", env: bus, nodePath, childScript: script });
    expect(await keychain?.call(probe, 10_000)).toEqual({
      status: "failed",
      reason: "the keychain module is not installed for this platform",
    });
  });

  it("CFG-7 keeps our own variables from its process and the value from its arguments", async () => {
    const script = await childScript(`
      const value = JSON.stringify({ env: Object.keys(process.env), argv: process.argv.slice(2) });
      process.stdout.write(JSON.stringify({ status: "done", value }));`);
    const env = {
      PATH: process.env.PATH,
      HOME: "/h",
      INTEG_MASTER_KEY: "x",
      INTEG_SF_CLIENT_SECRET: "y",
      AWS_SECRET: "z",
    };
    const keychain = createKeychain({ platform: "darwin", env, nodePath, childScript: script });
    const answer = await keychain?.call({ action: "set", account: "a", value: "secret" }, 5000);
    const seen = JSON.parse(answer?.status === "done" ? (answer.value ?? "") : "{}");
    expect(seen.argv).toEqual([]);
    expect(seen.env).toContain("HOME");
    expect(seen.env.filter((name: string) => /INTEG|AWS/.test(name))).toEqual([]);
  });
});

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((directory) => existsSync(join(directory, name)));
const hasKeyring =
  process.platform === "linux" && onPath("gnome-keyring-daemon") && onPath("dbus-run-session");

skipUnless(
  hasKeyring,
  "gnome-keyring",
  "that the real Secret Service keeps the master key",
)("a real Secret Service", () => {
  const session = fileURLToPath(new URL("./keyring-session.ts", import.meta.url));

  /** Runs the session script on a bus of its own, with or without an unlocked keyring. */
  async function runSession(unlocked: boolean): Promise<unknown> {
    const home = await temporaryDirectory();
    const runtime = join(home, "run");
    await mkdir(runtime, { mode: 0o700 });
    await chmod(runtime, 0o700);
    const unlock = unlocked
      ? 'printf %s "$PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; '
      : "";
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      XDG_RUNTIME_DIR: runtime,
      XDG_DATA_HOME: join(home, "data"),
      PASSWORD: randomBytes(8).toString("hex"),
      NODE: nodePath,
      SESSION: session,
      STATE: join(home, "state"),
    };
    const command = ["--", "sh", "-c", `${unlock}"$NODE" "$SESSION" "$STATE"`];
    const { stdout, stderr } = spawnSync("dbus-run-session", command, {
      env,
      encoding: "utf8",
      timeout: 25_000,
      killSignal: "SIGKILL",
    });
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`no answer: ${stdout}${stderr}`);
    }
  }

  it("CFG-7 keeps the master key over a restart and refuses when the entry is gone", async () => {
    expect(await runSession(true)).toEqual({
      source: "keychain",
      backend: "vault, key in the keychain (Secret Service)",
      reopened: "one",
      withoutEntry: "E_SECRETS_UNAVAILABLE",
    });
  });

  it("CFG-7 that has no unlocked collection is found out by the probe", async () => {
    expect(await runSession(false)).toEqual({ failure: "E_SECRETS_UNAVAILABLE" });
  });
});
