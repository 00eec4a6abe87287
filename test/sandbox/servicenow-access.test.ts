import { createSign, generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, call, member } from "./running.ts";
import { type Desk, openDesk, TABLE } from "./servicenow-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.running.stop());

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const PASSWORD = { username: "integration", password: "sandbox-password" };
const token = (form: Record<string, string>) => call(desk.url, "POST", "/oauth_token.do", { form }, "");
const get = (bearer: string) => call(desk.url, "GET", `${TABLE}/incident?sysparm_limit=1`, {}, bearer);
const getWith = (headers: Record<string, string>) =>
  call(desk.url, "GET", `${TABLE}/incident?sysparm_limit=1`, { headers }, "");
const basic = (pair: string) => ({ authorization: `Basic ${btoa(pair)}` });
const denied = { error_description: "access_denied", error: "server_error" };

describe("ServiceNow sign-in", () => {
  it("SNW-7 gives the same token until it ends, with what is left of its life", async () => {
    const form = { grant_type: "password", ...CLIENT, ...PASSWORD };
    const first = member((await token(form)).json);
    expect(first).toMatchObject({ scope: "useraccount", token_type: "Bearer", expires_in: 1800 });
    desk.running.clock.advance(600_000);
    expect(member((await token(form)).json)).toEqual({ ...first, expires_in: 1200 });
    desk.running.clock.advance(1_200_000);
    expect((await get(String(first.access_token))).status).toBe(401);
    const refresh = { grant_type: "refresh_token", ...CLIENT, refresh_token: String(first.refresh_token) };
    const second = member((await token(refresh)).json);
    expect(second.refresh_token).toBe(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    expect((await get(String(second.access_token))).status).toBe(200);
  });

  it("SNW-7 takes forms only, and refuses all that is wrong in the same words", async () => {
    const form = { grant_type: "client_credentials", ...CLIENT };
    const json = await call(desk.url, "POST", "/oauth_token.do", { body: form }, "");
    const wrong = [
      json,
      await token({ ...form, client_secret: "wrong" }),
      await token({ ...form, client_id: "wrong" }),
      await token({ ...form, grant_type: "password", username: "integration", password: "wrong" }),
      await token({ ...form, grant_type: "refresh_token", refresh_token: "wrong" }),
    ];
    expect(wrong.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    for (const { json: body } of wrong) expect(body).toEqual(denied);
    const granted = member((await token(form)).json);
    expect(Object.keys(granted)).not.toContain("refresh_token");
    await desk.settings({ grants: { clientCredentials: false } });
    expect((await token(form)).json).toEqual(denied);
  });

  it("SNW-7 lets in by name and password and by API key, and nobody who is inactive or locked out", async () => {
    const good = basic("integration:sandbox-password");
    expect((await getWith(good)).status).toBe(200);
    expect((await getWith({ "x-sn-apikey": "sandbox-api-token" })).status).toBe(200);
    for (const headers of [
      {},
      basic("integration:x"),
      basic("ivo:sandbox-password"),
      { "x-sn-apikey": "x" },
    ]) {
      const refused = await getWith(headers);
      expect(refused.json).toEqual({
        error: { message: "User is not authenticated", detail: "Required to provide Auth information" },
        status: "failure",
      });
    }
    const [user] = await desk.list("sys_user", { query: "user_name=integration" });
    await desk.person("PATCH", `users/${String(user?.sys_id)}`, { locked_out: "true" });
    expect((await getWith(good)).status).toBe(401);
    await desk.settings({ basicAuth: false });
    expect((await getWith(basic("dana:sandbox-password"))).status).toBe(401);
  });

  it("SNW-7 takes a code once, from who asked for it", async () => {
    const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const redirect = "http://localhost:18787/callback";
    const query = new URLSearchParams({
      response_type: "code",
      client_id: CLIENT.client_id,
      redirect_uri: redirect,
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    const allow = async () => {
      const init = {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ decision: "allow" }),
      } as const;
      const sent = await fetch(`${desk.url}/oauth_auth.do?${query}`, init);
      return new URL(sent.headers.get("location") ?? "").searchParams.get("code") ?? "";
    };
    const redeem = (code: string, verifier: string) =>
      token({
        grant_type: "authorization_code",
        client_id: CLIENT.client_id,
        code,
        redirect_uri: redirect,
        code_verifier: verifier,
      });
    expect((await redeem(await allow(), "wrong")).status).toBe(401);
    const code = await allow();
    const granted = member((await redeem(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).json);
    expect((await get(String(granted.access_token))).status).toBe(200);
    expect(granted.refresh_token).toEqual(expect.any(String));
    expect((await redeem(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).status).toBe(401);
  });

  it("SNW-7 takes a signed assertion once, for the user it names", async () => {
    const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const sign = (claims: Record<string, unknown>) => {
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const exp = Math.floor(desk.running.clock.now() / 1000) + 60;
      const base = { iss: CLIENT.client_id, aud: CLIENT.client_id, sub: "dana@sandbox.example", exp };
      const signed = `${encode({ alg: "RS256" })}.${encode({ ...base, ...claims })}`;
      return `${signed}.${createSign("RSA-SHA256").update(signed).sign(keys.privateKey).toString("base64url")}`;
    };
    const signIn = (assertion: string) => token({ grant_type: JWT_BEARER, ...CLIENT, assertion });
    expect((await signIn(sign({ jti: "1" }))).status).toBe(401);
    const jwtPublicKey = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
    await desk.settings({ jwtPublicKey });
    const assertion = sign({ jti: "1" });
    const granted = member((await signIn(assertion)).json);
    expect((await get(String(granted.access_token))).status).toBe(200);
    for (const wrong of [
      assertion,
      sign({ jti: "2", aud: "x" }),
      sign({ jti: "3", exp: 1 }),
      sign({}),
      "no.jwt",
    ])
      expect((await signIn(wrong)).status).toBe(401);
  });

  it("SNW-7 revokes a token, and a refresh token with what it gave", async () => {
    const form = { grant_type: "password", ...CLIENT, ...PASSWORD };
    const granted = member((await token(form)).json);
    const revoke = (text: unknown) =>
      call(desk.url, "POST", `/oauth_revoke_token.do?token=${String(text)}`, {}, "");
    expect((await revoke(granted.refresh_token)).status).toBe(200);
    expect((await get(String(granted.access_token))).status).toBe(401);
    const log = (await desk.running.control("GET", "/requests?vendor=servicenow")).text;
    expect(log).toContain("token=***");
    expect(log).not.toContain(String(granted.refresh_token));
    await desk.running.control("POST", "/faults", { vendor: "servicenow", kind: "expire-tokens" });
    expect((await desk.api("GET", `${TABLE}/incident`)).status).toBe(401);
  });
});

describe("ServiceNow limits", () => {
  it("SNW-8 has none until a rule is made, and tells of a rule with every answer", async () => {
    const free = await desk.api("GET", `${TABLE}/incident`);
    expect(free.headers.get("x-ratelimit-limit")).toBeNull();
    await desk.settings({ limits: { tablePerHour: 2, windowMs: 600_000 } });
    const replies = [];
    for (let turn = 0; turn < 3; turn += 1) replies.push(await desk.api("GET", `${TABLE}/incident`));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
    const resetS = Math.ceil(desk.running.clock.now() / 1000) + 600;
    const last = replies.at(-1);
    expect(last?.headers.get("x-ratelimit-reset")).toBe(String(resetS));
    expect(last?.headers.get("x-ratelimit-rule")).toMatch(/^[0-9a-f]{32}$/);
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(598);
    expect(last?.json).toEqual({
      error: {
        message: "Rate limit exceeded",
        detail: "Rate limit of 2 requests per hour for Table API exceeded",
      },
      status: "failure",
    });
    expect((await desk.api("GET", "/api/now/v2/stats/incident?sysparm_count=true")).status).toBe(200);
    desk.running.clock.advance(600_000);
    expect((await desk.api("GET", `${TABLE}/incident`)).status).toBe(200);
  });

  it("SNW-8 counts on each node, so that the limit is soft until they told each other", async () => {
    await desk.settings({ limits: { allPerHour: 4, nodes: 2 } });
    const ask = async () => (await desk.api("GET", `${TABLE}/incident`)).status;
    const first = [];
    for (let turn = 0; turn < 7; turn += 1) first.push(await ask());
    expect(first).toEqual([200, 200, 200, 200, 200, 200, 200]);
    desk.running.clock.advance(30_000);
    expect(await ask()).toBe(429);
  });
});

describe("ServiceNow's listener", () => {
  it("SNW-8 refuses other content types and bodies that are no JSON, and starts a session for whoever has none", async () => {
    const post = (headers: Record<string, string>, body: string) =>
      fetch(`${desk.url}${TABLE}/incident`, {
        method: "POST",
        headers: { ...basic("integration:sandbox-password"), ...headers },
        body,
      });
    const json = { "content-type": "application/json" };
    expect((await post({ "content-type": "text/xml" }, "<a/>")).status).toBe(415);
    expect((await post(json, "{")).status).toBe(400);
    expect((await post({ ...json, accept: "application/xml" }, "{}")).status).toBe(406);
    const made = await post(json, "{}");
    expect([made.status, made.headers.get("set-cookie")]).toEqual([
      201,
      expect.stringMatching(/^JSESSIONID=/),
    ]);
    const again = await post({ ...json, cookie: "JSESSIONID=x", "x-no-response-body": "true" }, "{}");
    expect([again.status, again.headers.get("set-cookie"), await again.text()]).toEqual([201, null, ""]);
  });

  it("SNW-8 sleeps with a page and a good status, breaks answers off, and fails after the effect", async () => {
    const create = () => desk.api("POST", `${TABLE}/incident`, { body: { short_description: "a" } });
    await desk.running.control("POST", "/faults", {
      vendor: "servicenow",
      kind: "status-after",
      status: 500,
      times: 1,
    });
    expect((await create()).status).toBe(500);
    expect(await desk.list("incident")).toHaveLength(1);
    await desk.running.control("POST", "/faults", { vendor: "servicenow", kind: "garbage", times: 1 });
    const broken = await create();
    expect([broken.status, broken.json]).toEqual([200, null]);
    expect(broken.text).toContain('"result"');
    expect(broken.text).toContain("maximum execution time exceeded");
    expect(await desk.list("incident")).toHaveLength(2);
    await desk.settings({ hibernating: true });
    const page = await create();
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html;charset=UTF-8"]);
  });
});
