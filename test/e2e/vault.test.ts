// The secret store through the command line: connect, restart, rotate, move; in a real keychain and in a key file.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createKeychain } from "../../src/core/secrets/keychain.ts";
import { skipUnless } from "../skips.ts";
import { collect, mustPass, untilReady } from "./commands/workshop.ts";
import { openPair, type Pair, sampleCases } from "./pair.ts";

type Environment = Readonly<Record<string, string>>;

async function newKey(pair: Pair, name: string): Promise<string> {
  const file = join(pair.dir, name);
  await writeFile(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
  return file;
}

async function keySourceOf(pair: Pair): Promise<{ kind: string; account?: string }> {
  return JSON.parse(await readFile(join(pair.dir, "state", "vault.json"), "utf8")).source;
}

const tested = async (pair: Pair, env: Environment): Promise<number | null> =>
  (await pair.run(["connections", "test", "sf"], env)).code;

/** Every token ends: the daemon has to read the vault as it is now, and to store new tokens in it. */
async function expectSignIn(pair: Pair): Promise<void> {
  await pair.fault({ vendor: "salesforce", kind: "expire-tokens" });
  await pair.fault({ vendor: "zendesk", kind: "expire-tokens" });
  await pair.createCase("made after the rotation");
  await pair.untilInStep();
}

it("CFG-7 with a new data key as well, a running daemon goes on", async () => {
  const pair = await openPair(sampleCases(1));
  onTestFinished(() => pair.stop());
  const daemon = await pair.daemon();
  const { document } = await pair.json(["secrets", "rotate"]);
  expect(document.dataKey).toMatchObject({ secrets: expect.any(Number) });
  await expectSignIn(pair);
  expect((await daemon.end("SIGTERM")).stderr).not.toContain("E_SECRETS");
});

it("CFG-7 OPS-8 in a file: connect, rotate under a running daemon, list, set, and start again", async () => {
  const pair = await openPair(sampleCases(1));
  onTestFinished(() => pair.stop());
  const first = await newKey(pair, "first.key");
  const env = { INTEG_MASTER_KEY_FILE: first };
  await mustPass(pair.run(["secrets", "move", "key-file"], env));
  expect(await tested(pair, {})).toBe(77);
  expect(await tested(pair, env)).toBe(0);
  const daemon = pair.start(["daemon", "--log-level", "warn"], env);
  const ended = collect(daemon);
  await untilReady(daemon);
  const second = await newKey(pair, "second.key");
  const refused = await pair.json(["secrets", "rotate"], env);
  expect([refused.run.code, refused.run.stderr]).toEqual([64, expect.stringContaining("--new-key FILE")]);
  const { run, document } = await pair.json(["secrets", "rotate", "--new-key", second], env);
  expect([run.code, document.next]).toEqual([
    0,
    expect.arrayContaining([expect.stringContaining(`INTEG_MASTER_KEY_FILE=${second}`)]),
  ]);
  await expectSignIn(pair);
  daemon.kill("SIGTERM");
  expect((await ended).stderr).not.toContain("E_SECRETS");
  expect(await tested(pair, env)).toBe(77);
  const now = { INTEG_MASTER_KEY_FILE: second };
  expect(await tested(pair, now)).toBe(0);
  await mustPass(pair.run(["secrets", "set", "sf/clientSecret"], now, "another-secret\n"));
  const list = await pair.json(["secrets", "list"]);
  expect(list.document.secrets).toContainEqual(
    expect.objectContaining({ name: "sf/clientSecret", version: 2, updatedBy: expect.any(String) }),
  );
  expect(list.run.stdout).not.toContain("another-secret");
  const status = await pair.json(["secrets", "status"], now);
  expect([status.run.code, status.document.status, status.document.source]).toEqual([0, "open", "key-file"]);
  const closed = await pair.json(["secrets", "status"], env);
  expect([closed.run.code, closed.document.status]).toEqual([2, "closed"]);
});

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((directory) => existsSync(join(directory, name)));

/** An unlocked gnome-keyring on a bus of its own, until the test is over; what finds it. */
async function openKeyring(home: string): Promise<Environment> {
  const runtime = join(home, "run");
  await mkdir(runtime, { mode: 0o700 });
  await chmod(runtime, 0o700);
  const script =
    'printf %s "$PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat';
  const places = { XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, "data") };
  const session = spawn("dbus-run-session", ["--", "sh", "-c", script], {
    env: { PATH: process.env.PATH, HOME: home, ...places, PASSWORD: randomBytes(8).toString("hex") },
    stdio: ["pipe", "pipe", "ignore"],
  });
  onTestFinished(() => void session.stdin.end());
  const address = await new Promise<string>((resolve) => {
    session.stdout.once("data", (chunk) => resolve(String(chunk).trim()));
  });
  return { ...places, DBUS_SESSION_BUS_ADDRESS: address };
}

skipUnless(
  process.platform === "linux" && onPath("gnome-keyring-daemon") && onPath("dbus-run-session"),
  "gnome-keyring",
  "that the key is kept, changed and moved in the real Secret Service",
)("a real keychain", () => {
  it("CFG-7 OPS-8 connect, restart, rotate, move to a file and back", async () => {
    const pair = await openPair(sampleCases(1));
    onTestFinished(() => pair.stop());
    const env = await openKeyring(pair.dir);
    const keychain = createKeychain({
      platform: "linux",
      env: { ...process.env, ...env },
      nodePath: process.execPath,
    });
    const kept = async (account = "") => {
      const got = await keychain?.call({ action: "get", account }, 10_000);
      return got?.status === "done" && got.value !== null;
    };
    await mustPass(pair.run(["secrets", "move", "keychain"], env));
    await mustPass(pair.run(["connect", "salesforce", "--name", "sf"], { ...pair.credentials, ...env }));
    const first = await keySourceOf(pair);
    expect([first.kind, await kept(first.account), await tested(pair, env), await tested(pair, {})]).toEqual([
      "keychain",
      true,
      0,
      77,
    ]);
    await mustPass(pair.run(["secrets", "rotate"], env));
    const second = await keySourceOf(pair);
    expect([await kept(first.account), await kept(second.account), await tested(pair, env)]).toEqual([
      false,
      true,
      0,
    ]);
    const file = await newKey(pair, "integ.key");
    await mustPass(pair.run(["secrets", "move", "key-file", "--new-key", file], env));
    expect([await kept(second.account), await tested(pair, env)]).toEqual([false, 77]);
    expect(await tested(pair, { INTEG_MASTER_KEY_FILE: file })).toBe(0);
    await mustPass(pair.run(["secrets", "move", "keychain"], { ...env, INTEG_MASTER_KEY_FILE: file }));
    expect([await kept((await keySourceOf(pair)).account), await tested(pair, env)]).toEqual([true, 0]);
  });
});
