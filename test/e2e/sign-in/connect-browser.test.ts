// `integ connect --auth browser` through the built CLI, with a browser's stand-in.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/cli/ports.ts";
import { renewalLockOf } from "../../../src/daemon/connections.ts";
import { collect, openWorkshop, type Workshop } from "../commands/workshop.ts";
import { until } from "../pair.ts";
import { registerRedirect } from "./redirect-url.ts";

const browser = join(import.meta.dirname, "browser-child.ts");
let shop: Workshop;
let redirectUrl: string;
beforeAll(async () => {
  shop = await openWorkshop();
  redirectUrl = await registerRedirect(shop);
  await shop.control("POST", "/settings", { salesforce: { refreshTokenRotation: true } });
  await shop.run(["init", "--insecure-key-file"]);
});
afterAll(() => shop.stop());

const salesforce = (): string[] => [
  ...["connect", "salesforce", "--name", "sf", "--auth", "browser"],
  ...["--login-url", shop.sandbox.salesforceUrl, "--set", `redirectUrl=${redirectUrl}`],
];
const zendesk = (): string[] => [
  ...["connect", "zendesk", "--name", "zd", "--auth", "browser"],
  ...["--base-url", shop.sandbox.zendeskUrl, "--set", `redirectUrl=${redirectUrl}`],
];
const client = { INTEG_SALESFORCE_CLIENT_ID: "sandbox-client", INTEG_ZENDESK_CLIENT_ID: "sandbox-client" };
const withBrowser = { ...client, BROWSER: `${process.execPath} ${browser}` };

describe("integ connect --auth browser", () => {
  it.each([
    ["sf", salesforce],
    ["zd", zendesk],
  ])("OPS-1 SFC-1 signs somebody in to %s, proves it and stores the session", async (name, command) => {
    const visits = join(shop.dir, `${name}-visits`);
    const { run, document } = await shop.json(command(), { ...withBrowser, TEST_VISITS: visits });
    expect(run.stderr).toContain("Sign in to");
    expect(run.code).toBe(0);
    expect(document).toMatchObject({ status: "connected", connection: name, auth: "browser" });
    const [visit] = (await readFile(visits, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    // The browser's own memory has the codes; what integ leaves behind is looked through for them.
    await rm(visits);
    expect(visit).toMatchObject({ status: 200, page: expect.stringContaining("integ has the answer") });
    const works = await shop.json(["connections", "test", name]);
    expect(works.run.code).toBe(0);
  });

  it("OPS-1 says already_connected when run again, and opens no browser", async () => {
    const { document } = await shop.json(["connect", "sf"], client);
    expect(document).toMatchObject({ status: "already_connected", storedSecrets: [] });
  });

  it("BAS-5 renews the rotating session in each process that needs it", async () => {
    await shop.control("POST", "/faults", { vendor: "salesforce", kind: "expire-tokens", count: 1 });
    const first = await shop.run(["connections", "test", "sf"]);
    const second = await shop.run(["connections", "test", "sf"]);
    expect([first.code, second.code]).toEqual([0, 0]);
  });

  it("OPS-1 names the refusal of whoever sat in front of the browser, and keeps what was stored", async () => {
    const denied = ["connect", "salesforce", "--name", "other", ...salesforce().slice(4)];
    const { run, document } = await shop.json(denied, { ...withBrowser, TEST_DECISION: "deny" });
    expect(run.code).toBe(77);
    expect(document).toMatchObject({ error: { code: "E_SIGN_IN_DENIED", connection: "other" } });
    expect(await shop.readConfig()).not.toContain("other:");
  });

  it("OPS-1 ends in good order when it is interrupted while it waits", async () => {
    const child = shop.start(
      ["connect", "salesforce", "--name", "slow", ...salesforce().slice(4), "--no-browser"],
      {
        ...client,
      },
    );
    const ended = collect(child);
    await new Promise<void>((resolve) =>
      child.stderr?.on("data", (chunk) => String(chunk).includes("Waiting for the browser") && resolve()),
    );
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain("E_CANCELLED");
  });

  it("OPS-1 refuses at once where nobody could see a browser or the address", async () => {
    const { code, stderr } = await shop.run(
      ["connect", "salesforce", "--name", "blind", ...salesforce().slice(4)],
      { ...client, SSH_CONNECTION: "1 2 3 4" },
    );
    expect(code).toBe(64);
    expect(stderr).toContain("nobody is there");
  });
});

describe("the lock of a connection's renewals", () => {
  it("BAS-5 is taken by every process: a renewal waits for another one's, and then uses its outcome", async () => {
    const clock = systemClock();
    const { signal } = new AbortController();
    const lock = renewalLockOf({ stateDir: join(shop.dir, "state"), clock, signal }, "sf");
    await shop.control("POST", "/faults", { vendor: "salesforce", kind: "expire-tokens" });
    let isHeld = true;
    const started = Promise.withResolvers<void>();
    const held = lock.run(async () => {
      started.resolve();
      // Until the command has met the refusal of its token, and some time in which it could go on.
      await until(async () => ((await refusals()) > 0 ? [] : ["its token was not refused yet"]));
      await clock.sleep(300);
      expect(await requests("/services/oauth2/token")).toBe(0);
      isHeld = false;
    });
    await shop.control("DELETE", "/requests");
    await started.promise;
    const { code } = await shop.run(["connections", "test", "sf"]);
    await held;
    expect([code, isHeld, await requests("/services/oauth2/token")]).toEqual([0, false, 1]);
  });

  async function entries(): Promise<readonly { path: string; status: number | null }[]> {
    const { requests: all } = await shop.control("GET", "/requests");
    return all as { path: string; status: number | null }[];
  }
  const requests = async (path: string) => (await entries()).filter((one) => one.path === path).length;
  const refusals = async () => (await entries()).filter((one) => one.status === 401).length;
});

describe("integ connections", () => {
  it("BAS-4 shows what is stored of a connection, and no value of it", async () => {
    const { run, document } = await shop.json(["connections", "show", "zd"]);
    expect(run.code).toBe(0);
    expect(document).toMatchObject({
      schema: "integ.connection/1",
      connection: "zd",
      auth: "browser",
      session: { renewsAt: expect.any(String), endsAt: expect.any(String) },
      settings: { baseUrl: shop.sandbox.zendeskUrl },
    });
    const days =
      (Date.parse(String((document.session as { endsAt: string }).endsAt)) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    const names = (document.secrets as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(["accessToken", "clientId", "refreshToken", "renewal"]);
  });

  it.each(["sf", "zd"])(
    "OPS-1 rotates the session of %s: the old one holds until the new one is proven",
    async (name) => {
      const denied = await shop.run(["connections", "rotate", name], {
        ...withBrowser,
        TEST_DECISION: "deny",
      });
      expect(denied.code).toBe(77);
      expect((await shop.run(["connections", "test", name])).code).toBe(0);
      const { run, document } = await shop.json(["connections", "rotate", name], withBrowser);
      expect(run.code).toBe(0);
      expect(document).toMatchObject({
        schema: "integ.connection-rotate/1",
        status: "rotated",
        former: "revoked",
      });
      expect((await shop.run(["connections", "test", name])).code).toBe(0);
    },
  );

  it("OPS-1 refuses to remove what a sync uses, and to remove without being told", async () => {
    const config = await shop.readConfig();
    const sync = `syncs:\n  cases:\n    left: { connection: sf, object: Case }\n    right: { connection: zd, object: ticket }\n    fields:\n      - { left: Subject, right: subject }\n`;
    await shop.writeConfig(config.replace(/^syncs:.*\n/m, sync));
    const used = await shop.run(["connections", "remove", "sf", "--yes"]);
    await shop.writeConfig(config);
    const untold = await shop.run(["connections", "remove", "sf"]);
    expect([used.code, untold.code]).toEqual([64, 64]);
    expect(used.stderr).toContain("cases");
    expect(untold.stderr).toContain("--yes");
  });

  it.each(["sf", "zd"])(
    "OPS-1 removes %s: revoked at the vendor, gone from secrets and configuration",
    async (name) => {
      const { run, document } = await shop.json(["connections", "remove", name, "--yes"]);
      expect(run.code).toBe(0);
      expect(document).toMatchObject({ connection: name, session: "revoked" });
      const { document: left } = await shop.json(["secrets", "list"]);
      expect(JSON.stringify(left)).not.toContain(`${name}/`);
      expect(await shop.readConfig()).not.toContain(`  ${name}:`);
      expect((await shop.run(["connections", "remove", name, "--yes"])).code).toBe(65);
      const { document: audit } = await shop.json(["audit", "list"]);
      expect(JSON.stringify(audit)).toContain("connection.remove");
    },
  );
});
