// The session of an OAuth app at the emulated Jira: a person allows it once, and each renewal ends the one before.
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { jira } from "../../src/core/connectors/jira/index.ts";
import { createTestContext, type TestContext, withoutLimits } from "./context.ts";
import { type JiraAccount, startJira } from "./jira-subject.ts";

const redirectUrl = "http://localhost:18787/callback";
const Clients = z.object({
  jira: z.object({ baseUrl: z.string(), clientId: z.string(), clientSecret: z.string() }),
});

let account: JiraAccount | undefined;
const opened: TestContext[] = [];
afterEach(async () => {
  for (const testContext of opened.splice(0)) await testContext.release();
  await account?.release();
  account = undefined;
});

/** An app that somebody has signed in for. */
async function openApp() {
  account = await startJira("cloud", { webhooks: { enabled: true } });
  const { control } = account.sandbox;
  const { jira: client } = Clients.parse(await control("GET", "/clients"));
  const { baseUrl, clientId, clientSecret } = client;
  const secrets = new Map(Object.entries({ clientId, clientSecret }));
  const own = { gatewayUrl: baseUrl, signInUrl: baseUrl };
  const config = { connector: "jira", baseUrl, auth: "browser", project: "SUP", ...own };
  const connect = () => {
    const testContext = createTestContext({ name: "jira", config, secrets });
    opened.push(testContext);
    return { connection: jira.connect(withoutLimits(testContext.context)), testContext };
  };
  const { connection, testContext } = connect();
  const signIn = jira.signIn?.(testContext.context);
  if (signIn?.kind !== "browser") throw new Error("no sign-in");
  const verifier = "integ-verifier-".padEnd(64, "x");
  const page = await signIn.authorizeUrl({ redirectUrl, state: "s1", challenge: "c1" });
  const body = new URLSearchParams({ decision: "allow" });
  const answer = await fetch(page, { method: "POST", body, redirect: "manual" });
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
  await signIn.exchange({ code, redirectUrl, verifier });
  const expire = () => control("POST", "/faults", { vendor: "jira", kind: "expire-tokens", times: 1 });
  return { connection, connect, secrets, expire };
}

describe("an app's session", () => {
  it("JRA-1 reaches the site through the gateway, and keeps each new refresh token", async () => {
    const { connection, connect, secrets, expire } = await openApp();
    expect((await connection.check()).identity).toContain("@");
    const first = secrets.get("refreshToken");
    await expire();
    const port = connection.object("issue:SUP:Task", ["summary"]);
    const reads = await Promise.all(Array.from({ length: 6 }, () => port.read(["1"])));
    expect(reads.map((found) => found.size)).toEqual(Array(6).fill(0));
    const second = secrets.get("refreshToken");
    expect(second).not.toBe(first);
    await expire();
    expect((await connect().connection.check()).identity).toContain("@");
    expect(secrets.get("refreshToken")).not.toBe(second);
  });

  it("JRA-1 that Jira has ended is told as ended, with the way to a new one", async () => {
    const { connect, secrets } = await openApp();
    secrets.set("refreshToken", "of-another-time");
    secrets.delete("accessToken");
    await expect(connect().connection.check()).rejects.toMatchObject({
      code: "E_AUTH_EXPIRED",
      hint: expect.stringContaining("integ connect"),
    });
  });

  it("JRA-9 registers its webhook, renews it, and takes it away", async () => {
    const { connection } = await openApp();
    const url = "https://integ.example/webhooks/jira";
    const dayMs = 24 * 3_600_000;
    expect(await connection.webhooks?.ensure(url)).toEqual({ againInMs: 10 * dayMs });
    const again = await connection.webhooks?.ensure(url);
    expect(again?.againInMs).toBeGreaterThan(9.9 * dayMs);
    expect(again?.againInMs).toBeLessThan(10.1 * dayMs);
    await connection.webhooks?.remove?.(url);
    await connection.webhooks?.remove?.(url);
  });
});
