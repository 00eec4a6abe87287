import { createSign, generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, call, DATA, member, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const post = (path: string, form: Record<string, string>) =>
  call(sandbox.salesforceUrl, "POST", `/services/oauth2/${path}`, { form }, "");
const get = (path: string, token: string) => call(sandbox.salesforceUrl, "GET", path, {}, token);

describe("Salesforce sign-in", () => {
  it("OPS-4 gives client credentials an opaque token without a stated lifetime", async () => {
    const reply = await post("token", { grant_type: "client_credentials", ...CLIENT });
    const token = member(reply.json);
    expect(token).toMatchObject({ token_type: "Bearer", instance_url: sandbox.salesforceUrl });
    expect(token.access_token).toMatch(/^00D\w{12}!AQ4A/);
    expect(token.issued_at).toBe(String(sandbox.clock.now()));
    expect(Object.keys(token)).not.toContain("expires_in");
    expect(Object.keys(token)).not.toContain("refresh_token");
  });

  it.each([
    [{ grant_type: "client_credentials", ...CLIENT, client_secret: "wrong" }, "invalid_client"],
    [{ grant_type: "client_credentials", ...CLIENT, client_id: "wrong" }, "invalid_client_id"],
    [{ grant_type: "password", ...CLIENT }, "unsupported_grant_type"],
    [{ grant_type: "refresh_token", ...CLIENT, refresh_token: "wrong" }, "invalid_grant"],
  ])("OPS-4 refuses %j with %s", async (form, error) => {
    const reply = await post("token", form);
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ error, error_description: expect.any(String) });
  });

  it("OPS-4 ends a session when unused for the timeout, and use prolongs it", async () => {
    const token = String(
      member((await post("token", { grant_type: "client_credentials", ...CLIENT })).json).access_token,
    );
    sandbox.clock.advance(7_000_000);
    expect((await get(`${DATA}/sobjects`, token)).status).toBe(200);
    sandbox.clock.advance(7_000_000);
    const introspected = member((await post("introspect", { token, ...CLIENT })).json);
    expect(introspected).toMatchObject({
      active: true,
      exp: Math.floor((sandbox.clock.now() + 200_000) / 1000),
    });
    sandbox.clock.advance(200_000);
    const ended = await get(`${DATA}/sobjects`, token);
    expect(ended.status).toBe(401);
    expect(ended.json).toEqual([{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }]);
    expect(member((await post("introspect", { token, ...CLIENT })).json)).toEqual({ active: false });
  });

  it("OPS-4 refuses a request without a credential by its own code", async () => {
    const reply = await get(`${DATA}/sobjects`, "");
    expect(reply.status).toBe(401);
    expect(reply.json).toMatchObject([{ errorCode: "INVALID_AUTH_HEADER" }]);
  });

  it("OPS-4 refreshes without a new refresh token, unless rotation is on", async () => {
    const form = { grant_type: "refresh_token", refresh_token: "sandbox-refresh-token", ...CLIENT };
    expect(Object.keys(member((await post("token", form)).json))).not.toContain("refresh_token");
    await sandbox.control("POST", "/settings", { salesforce: { refreshTokenRotation: true } });
    const rotated = member((await post("token", form)).json);
    expect(rotated.refresh_token).toEqual(expect.any(String));
    const replayed = await post("token", form);
    expect(replayed.json).toEqual({
      error: "invalid_grant",
      error_description: "expired access/refresh token",
    });
    const family = { ...form, refresh_token: String(rotated.refresh_token) };
    expect((await post("token", family)).status).toBe(400);
    expect((await get(`${DATA}/sobjects`, String(rotated.access_token))).status).toBe(401);
  });

  it("OPS-4 revokes tokens and tells who is signed in", async () => {
    const token = String(
      member((await post("token", { grant_type: "client_credentials", ...CLIENT })).json).access_token,
    );
    expect(member((await get("/services/oauth2/userinfo", token)).json)).toMatchObject({
      preferred_username: "integration@sandbox.example",
      organization_id: expect.stringMatching(/^00D/),
    });
    expect((await post("revoke", { token })).status).toBe(200);
    expect((await post("revoke", { token })).json).toMatchObject({ error: "invalid_token" });
    expect((await get("/services/oauth2/userinfo", token)).status).toBe(403);
  });
});

describe("Salesforce JWT bearer", () => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const rival = generateKeyPairSync("rsa", { modulusLength: 2048 });

  const assertion = (claims: Record<string, unknown>, key = keys.privateKey, alg = "RS256") => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const exp = Math.floor(sandbox.clock.now() / 1000) + 180;
    const base = {
      iss: CLIENT.client_id,
      sub: "integration@sandbox.example",
      aud: sandbox.salesforceUrl,
      exp,
    };
    const signed = `${encode({ alg })}.${encode({ ...base, ...claims })}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key).toString("base64url")}`;
  };
  const signIn = (text: string) =>
    post("token", { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: text });
  beforeEach(async () => {
    const jwtPublicKey = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
    await sandbox.control("POST", "/settings", { salesforce: { jwtPublicKey } });
  });

  it("OPS-4 accepts an assertion signed by the registered key", async () => {
    const token = String(member((await signIn(assertion({}))).json).access_token);
    expect((await get(`${DATA}/sobjects`, token)).status).toBe(200);
  });

  it("OPS-4 words its refusals as the vendor does", async () => {
    const refusals = [
      assertion({}, rival.privateKey),
      assertion({ aud: "https://elsewhere.example" }),
      assertion({ exp: Math.floor(sandbox.clock.now() / 1000) - 1 }),
      assertion({ sub: "someone@else.example" }),
      "no.jwt",
    ];
    const texts = [];
    for (const text of refusals) texts.push(member((await signIn(text)).json).error_description);
    expect(texts).toEqual([
      "invalid assertion",
      "audience is invalid",
      "expired authorization code",
      "user hasn't approved this consumer",
      "invalid assertion",
    ]);
    expect(member((await signIn(assertion({ iss: "x" }))).json).error).toBe("invalid_client_id");
  });
});
