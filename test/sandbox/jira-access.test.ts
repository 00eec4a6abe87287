import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printSafe } from "../../src/sandbox/clients.ts";
import { API_TOKEN, basic, type JiraSite, startJira } from "./jira-site.ts";
import { CLIENT, member, type Reply } from "./running.ts";

let site: JiraSite;
beforeEach(async () => {
  site = await startJira();
});
afterEach(() => site.stop());

const redirect = "http://localhost:18787/callback";
const SCOPES = "read:jira-work write:jira-work read:jira-user manage:jira-webhook offline_access";

const token = (body: Record<string, string>) => site.raw("POST", "/oauth/token", { body });
const refresh = (refreshToken: unknown) =>
  token({ grant_type: "refresh_token", ...CLIENT, refresh_token: String(refreshToken) });
const myself = (base: string, headers: Readonly<Record<string, string>>) =>
  site.raw("GET", `${base}/rest/api/3/myself`, { headers });
const bearer = (value: unknown) => ({ authorization: `Bearer ${String(value)}` });
const set = (jira: Record<string, string | boolean | number>) => site.control("POST", "/settings", { jira });

/** As a browser does it: consent, and back with a code. */
async function consent(scope: string, extra: Record<string, string> = {}): Promise<URL> {
  const asked = { audience: "api.atlassian.com", client_id: CLIENT.client_id, prompt: "consent", ...extra };
  const query = new URLSearchParams({
    ...asked,
    scope,
    redirect_uri: redirect,
    state: "s",
    response_type: "code",
  });
  const body = new URLSearchParams({ decision: "allow" });
  const reply = await fetch(`${site.url}/authorize?${query}`, { method: "POST", body, redirect: "manual" });
  return new URL(reply.headers.get("location") ?? "http://refused.example/");
}

async function signIn(scope = SCOPES): Promise<Reply> {
  const code = (await consent(scope)).searchParams.get("code") ?? "";
  return token({ grant_type: "authorization_code", ...CLIENT, code, redirect_uri: redirect });
}

describe("the API token", () => {
  it("OPS-4 opens the site, or the gateway when it is a scoped one, until it expires", async () => {
    expect((await myself("", API_TOKEN)).status).toBe(200);
    expect((await myself(site.gateway, API_TOKEN)).status).toBe(401);
    await set({ scopedApiToken: true });
    expect((await myself("", API_TOKEN)).status).toBe(401);
    expect((await myself(site.gateway, API_TOKEN)).status).toBe(200);
    await set({ apiTokenExpired: true });
    const refused = await myself(site.gateway, API_TOKEN);
    expect([refused.status, refused.json]).toEqual([401, null]);
  });

  it("OPS-4 is refused with a wrong secret or none, but for the server's facts", async () => {
    expect((await myself("", basic("integration@sandbox.example", "no"))).status).toBe(401);
    expect((await myself("", {})).status).toBe(401);
    const facts = await site.raw("GET", "/rest/api/2/serverInfo");
    expect(facts.json).toMatchObject({ deploymentType: "Cloud", versionNumbers: [1001, 0, 0] });
  });
});

describe("the app's sign-in", () => {
  it("OPS-4 trades a code once, names the sites, and opens the gateway only", async () => {
    const pair = member((await signIn()).json);
    expect(pair).toMatchObject({ expires_in: 3600, token_type: "Bearer", scope: SCOPES });
    const sites = await site.raw("GET", "/oauth/token/accessible-resources", {
      headers: bearer(pair.access_token),
    });
    expect(sites.json).toMatchObject([{ url: site.url, id: site.gateway.slice("/ex/jira/".length) }]);
    expect((await myself(site.gateway, bearer(pair.access_token))).status).toBe(200);
    expect((await myself("", bearer(pair.access_token))).status).toBe(401);
    expect((await myself("/ex/jira/another", bearer(pair.access_token))).status).toBe(401);
    site.clock.advance(3_600_000);
    expect((await myself(site.gateway, bearer(pair.access_token))).status).toBe(401);
  });

  it("OPS-4 asks for the audience, and renews only what was allowed to be renewed", async () => {
    expect((await consent(SCOPES, { audience: "elsewhere" })).host).toBe("refused.example");
    expect(member((await signIn("read:jira-work")).json).refresh_token).toBeUndefined();
    const form = await site.raw("POST", "/oauth/token", { form: { grant_type: "refresh_token", ...CLIENT } });
    expect(form.status).toBe(400);
  });

  it("JRA-1 rotates refresh tokens: the old one lives ten minutes more, then is dead with 403", async () => {
    const first = member((await signIn()).json);
    const second = member((await refresh(first.refresh_token)).json);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(first.refresh_token)).status).toBe(200);
    site.clock.advance(600_000);
    const dead = await refresh(first.refresh_token);
    expect([dead.status, member(dead.json).error]).toEqual([403, "unauthorized_client"]);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it("JRA-1 ends a refresh token that nobody used for ninety days", async () => {
    const pair = member((await signIn()).json);
    site.clock.advance(91 * 86_400_000);
    expect((await refresh(pair.refresh_token)).status).toBe(403);
  });

  it("OPS-4 tells a missing scope apart from a dead token", async () => {
    const pair = member((await signIn("read:jira-work")).json);
    const path = `${site.gateway}/rest/api/3/issue`;
    const reply = await site.raw("POST", path, { headers: bearer(pair.access_token), body: { fields: {} } });
    expect([reply.status, reply.json]).toEqual([
      401,
      { code: 401, message: "Unauthorized; scope does not match" },
    ]);
  });
});

describe("Data Center's sign-in", () => {
  it("OPS-4 takes a personal token, and a password where the version does, with a captcha after three failures", async () => {
    const server = (headers: Readonly<Record<string, string>>) =>
      site.raw("GET", "/rest/api/2/myself", { headers });
    const password = basic("integration", printSafe.password);
    await set({ deployment: "data-center-10" });
    expect((await server(bearer(printSafe.personalToken))).status).toBe(200);
    expect((await server(password)).status).toBe(200);
    for (let turn = 0; turn < 3; turn += 1)
      expect((await server(basic("integration", "no"))).status).toBe(401);
    const denied = await server(password);
    expect([denied.status, denied.headers.get("x-authentication-denied-reason")]).toEqual([
      403,
      expect.stringContaining("CAPTCHA_CHALLENGE"),
    ]);
    await set({ deployment: "data-center-11" });
    expect((await server(bearer(printSafe.personalToken))).status).toBe(200);
    expect((await site.raw("GET", "/rest/api/3/myself", { headers: API_TOKEN })).status).toBe(404);
  });
});
