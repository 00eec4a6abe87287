// The life of connections through the built CLI, with the master key where operators keep it.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { skipUnless } from "../../skips.ts";
import { mustPass, openWorkshop, type Workshop } from "../commands/workshop.ts";
import { hasKeyring, startDesktop } from "./keyring.ts";
import { registerRedirect } from "./redirect-url.ts";

type Environment = Readonly<Record<string, string>>;

const browser = join(import.meta.dirname, "browser-child.ts");

interface Life {
  readonly shop: Workshop;
  readonly source: string;
  readonly env: () => Environment;
  readonly restart: () => Promise<void>;
}

/** Connects, restarts, rotates and removes; says what it saw on the way. */
async function live({ shop, source, env, restart }: Life): Promise<void> {
  const works = async (name: string): Promise<number | null> =>
    (await shop.run(["connections", "test", name], env())).code;
  const { document: made } = await shop.json(["init", "--key-source", source], env());
  expect(made).toMatchObject({ secrets: { status: "created", source } });
  const sf = ["connect", "salesforce", "--name", "sf", "--login-url", shop.sandbox.salesforceUrl];
  const zd = [
    "connect",
    "zendesk",
    "--name",
    "zd",
    "--base-url",
    shop.sandbox.zendeskUrl,
    "--auth",
    "browser",
  ];
  const withBrowser = { ...env(), ...shop.credentials, BROWSER: `${process.execPath} ${browser}` };
  await mustPass(shop.run(sf, { ...env(), ...shop.credentials }));
  await mustPass(shop.run([...zd, "--set", `redirectUrl=${await registerRedirect(shop)}`], withBrowser));

  await restart();
  expect([await works("sf"), await works("zd")]).toEqual([0, 0]);

  const { document: same } = await shop.json(["connections", "rotate", "sf"], {
    ...env(),
    ...shop.credentials,
  });
  expect(same).toMatchObject({ error: { code: "E_USAGE" } });
  const browsing = { ...env(), BROWSER: withBrowser.BROWSER };
  const { document: rotated } = await shop.json(["connections", "rotate", "zd"], browsing);
  expect(rotated).toMatchObject({ status: "rotated", former: "revoked" });

  await restart();
  expect([await works("sf"), await works("zd")]).toEqual([0, 0]);
  const vault = await readFile(join(shop.dir, "state", "vault.json"), "latin1");
  for (const secret of Object.values(shop.credentials)) expect(vault).not.toContain(secret);

  for (const name of ["sf", "zd"]) {
    const { document } = await shop.json(["connections", "remove", name, "--yes"], env());
    expect(document).toMatchObject({ connection: name, session: "revoked" });
  }
  const { document: left } = await shop.json(["secrets", "list"], env());
  expect(left).toMatchObject({ secrets: [] });
  expect(await works("sf")).toBe(65);
}

describe("connections with their key in a file", () => {
  it("OPS-1 OPS-8 are connected, outlive a restart, are rotated and removed", async () => {
    const shop = await openWorkshop();
    const key = join(shop.dir, "master.key");
    await writeFile(key, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
    const env = { INTEG_MASTER_KEY_FILE: key };
    // Every command is a process of its own: there is nothing else to restart.
    await live({ shop, source: "key-file", env: () => env, restart: async () => undefined });
    await shop.stop();
  });
});

skipUnless(
  hasKeyring,
  "gnome-keyring",
  "that connections outlive a restart of the desktop session that keeps their key",
)("connections with their key in a real keychain", () => {
  it("OPS-1 OPS-8 are connected, outlive a restart, are rotated and removed", async () => {
    const shop = await openWorkshop();
    const home = join(shop.dir, "home");
    await mkdir(home, { mode: 0o700 });
    const password = randomBytes(8).toString("hex");
    let session = await startDesktop(home, password);
    const restart = async (): Promise<void> => {
      await session.end();
      session = await startDesktop(home, password);
    };
    try {
      await live({ shop, source: "keychain", env: () => session.env, restart });
      expect(await readdir(join(home, "data", "keyrings"))).not.toEqual([]);
    } finally {
      await session.end();
      await shop.stop();
    }
  });
});
