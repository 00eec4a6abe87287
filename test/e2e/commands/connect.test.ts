// `integ init` and `integ connect` against the emulated vendors.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.stop());

const salesforce = (): string[] => [
  "connect",
  "salesforce",
  "--name",
  "sf",
  "--login-url",
  shop.sandbox.salesforceUrl,
];

describe("integ init", () => {
  it("says that there is no configuration yet, with exit 78", async () => {
    const { run, document } = await shop.json(["sync"]);
    expect(run.code).toBe(78);
    expect(document).toMatchObject({ schema: "integ.error/1", error: { code: "E_CONFIG_MISSING" } });
  });

  it("OPS-8 names the ways to keep a master key where there is none, and ends by itself", async () => {
    const { run, document } = await shop.json(["init"]);
    expect(run.code).toBe(77);
    expect(document).toMatchObject({ error: { code: "E_SECRETS_UNAVAILABLE" } });
    expect(run.stderr).toContain("INTEG_MASTER_KEY_FILE");
  });

  it("takes the key from the environment when nothing better is there, and says what is weak about it", async () => {
    const other = await openWorkshop();
    const key = Buffer.alloc(32, 7).toString("base64");
    const { run, document } = await other.json(["init"], { INTEG_MASTER_KEY: key });
    await other.stop();
    expect(run.code).toBe(0);
    expect(document).toMatchObject({
      config: { status: "created" },
      secrets: { source: "environment", status: "created" },
    });
    expect(run.stdout).not.toContain(key);
  });

  it("never writes over a configuration and is safe to repeat", async () => {
    await shop.writeConfig("# mine\nconnections:\nsyncs:\n");
    const first = await shop.json(["init", "--insecure-key-file"]);
    const again = await shop.json(["init"]);
    expect([first.run.code, again.run.code]).toEqual([0, 0]);
    expect(first.document).toMatchObject({
      config: { status: "there_already" },
      secrets: { status: "created" },
    });
    expect(again.document).toMatchObject({
      secrets: { status: "there_already", source: "insecure-key-file" },
    });
    expect(await shop.readConfig()).toBe("# mine\nconnections:\nsyncs:\n");
  });
});

describe("integ connect", () => {
  it("OPS-1 names every variable that is missing instead of hanging without a terminal", async () => {
    const { code, stderr } = await shop.run(salesforce());
    expect(code).toBe(64);
    expect(stderr).toContain("INTEG_SALESFORCE_CLIENT_ID");
    expect(stderr).toContain("INTEG_SALESFORCE_CLIENT_SECRET");
  });

  it("OPS-1 refuses a wrong credential with 77, says the command that mends it, and stores nothing", async () => {
    const wrong = { ...shop.credentials, INTEG_SALESFORCE_CLIENT_SECRET: "wrong-secret-value" };
    const { run, document } = await shop.json(salesforce(), wrong);
    expect(run.code).toBe(77);
    expect(document).toMatchObject({ error: { code: "E_AUTH_REJECTED", connection: "sf" } });
    expect(run.stderr).toContain(
      `integ connect salesforce --name sf --login-url ${shop.sandbox.salesforceUrl}`,
    );
    expect(await shop.readConfig()).not.toContain("sf:");
    expect(run.stdout + run.stderr).not.toContain("wrong-secret-value");
  });

  it("OPS-1 OPS-8 proves the sign-in, keeps the file's comments and stores the secret encrypted", async () => {
    const { run, document } = await shop.json([...salesforce(), "--set", "pollEvery=1s"], shop.credentials);
    expect(run.code).toBe(0);
    expect(document).toMatchObject({
      schema: "integ.connect/1",
      status: "connected",
      connection: "sf",
      storedSecrets: ["clientId", "clientSecret"],
    });
    expect(String(document.identity)).toContain("integration@sandbox.example");
    const config = await shop.readConfig();
    expect(config).toContain("# mine");
    expect(config).toContain("pollEvery: 1s");
    const files = (await readdir(shop.dir, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    const texts = await Promise.all(
      files.map((file) => readFile(join(file.parentPath, file.name), "latin1")),
    );
    expect(texts.filter((text) => text.includes(shop.canary.credentials.clientSecret))).toEqual([]);
  });

  it("keeps the good credential when a new one is refused", async () => {
    const refused = await shop.run(["connect", "sf"], { INTEG_SALESFORCE_CLIENT_SECRET: "wrong" });
    const works = await shop.json(["connections", "test", "sf"]);
    expect([refused.code, works.run.code]).toEqual([77, 0]);
    expect(works.document).toMatchObject({ schema: "integ.connection-test/1", connection: "sf" });
  });

  it("says already_connected when nothing changed", async () => {
    const { run, document } = await shop.json(["connect", "salesforce"]);
    expect(run.code).toBe(0);
    expect(document).toMatchObject({ status: "already_connected", connection: "sf", storedSecrets: [] });
  });

  it("OPS-8 reads the secret from standard input", async () => {
    const args = ["connect", "zendesk", "--base-url", shop.sandbox.zendeskUrl, "--secret-from-stdin"];
    const { code, stdout } = await shop.run(
      args,
      { INTEG_ZENDESK_CLIENT_ID: "sandbox-client" },
      `${shop.canary.credentials.clientSecret}\n`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("zendesk is connected");
  });

  it.each([
    [["connect", "salesforc"], "Did you mean salesforce?"],
    [["connect", "zendesk", "--name", "z2", "--set", "subdomian=acme"], "Did you mean subdomain?"],
    [["connect", "zendesk", "--name", "z2", "--base-url", "ftp://x"], "https"],
    [["connect", "zendesk", "--name", "sf", "--subdomain", "acme"], "sf is a salesforce connection"],
    [["connect", "zendesk", "--name", "Bad Name", "--subdomain", "acme"], "can't be a connection's name"],
    [
      ["connect", "zendesk", "--name", "z2", "--subdomain", "acme", "--auth", "magic"],
      "client-credentials or browser or api-token",
    ],
  ])("refuses %j with 64 and says what is right", async (args, sentence) => {
    const { code, stderr } = await shop.run(args);
    expect(code).toBe(64);
    expect(stderr).toContain(sentence);
  });

  it("BAS-4 lists connections and connectors", async () => {
    const { document } = await shop.json(["connections", "list"]);
    expect(document).toMatchObject({
      schema: "integ.connections/1",
      connections: [{ name: "sf" }, { name: "zendesk" }],
    });
    const connectors = await shop.json(["connectors"]);
    expect(connectors.document).toMatchObject({
      connectors: [{ id: "jira" }, { id: "salesforce" }, { id: "servicenow" }, { id: "zendesk" }],
    });
  });
});
