// The sandbox's sign-in pages: whom they send where, and what their codes are worth.
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { call, member, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const redirect = "http://localhost:18787/callback";
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const challenge = createHash("sha256").update(verifier).digest("base64url");
const usual = {
  response_type: "code",
  client_id: "sandbox-client",
  redirect_uri: redirect,
  scope: "api refresh_token read write",
  state: "s1",
  code_challenge: challenge,
  code_challenge_method: "S256",
};

describe.each([
  ["Salesforce", "/services/oauth2/authorize", "/services/oauth2/token", "invalid_request"],
  ["Zendesk", "/oauth/authorizations/new", "/oauth/tokens", "invalid_grant"],
])("the sign-in page of %s", (vendor, page, tokens, wrongVerifier) => {
  const base = () => (vendor === "Salesforce" ? sandbox.salesforceUrl : sandbox.zendeskUrl);
  const ask = (over: Record<string, string>, init: RequestInit = {}) =>
    fetch(`${base()}${page}?${new URLSearchParams({ ...usual, ...over })}`, { redirect: "manual", ...init });
  const press = async (decision: string) => {
    const pressed = await ask({}, { method: "POST", body: new URLSearchParams({ decision }) });
    expect(pressed.status).toBe(302);
    return new URL(pressed.headers.get("location") ?? "");
  };
  const redeem = (code: string, over: Record<string, string> = {}) => {
    const grant = { grant_type: "authorization_code", client_id: "sandbox-client", code };
    const form = { ...grant, redirect_uri: redirect, code_verifier: verifier, ...over };
    return call(base(), "POST", tokens, { form }, "");
  };

  it("OPS-4 asks, and sends whoever allows it back with a code and the state", async () => {
    const shown = await ask({});
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining("api refresh_token")]);
    const back = await press("allow");
    expect(back.href.startsWith(redirect)).toBe(true);
    expect(back.searchParams.get("state")).toBe("s1");
    const reply = await redeem(back.searchParams.get("code") ?? "");
    expect([reply.status, member(reply.json)]).toMatchObject([
      200,
      { access_token: expect.any(String), refresh_token: expect.any(String) },
    ]);
  });

  it("OPS-4 sends whoever denies it back with an error", async () => {
    const back = await press("deny");
    expect(back.searchParams.get("error")).toBe("access_denied");
    expect(back.searchParams.get("code")).toBeNull();
  });

  it("OPS-4 sends nobody to an address that is not registered", async () => {
    const elsewhere = { redirect_uri: "http://localhost:18787/other" };
    const replies = [await ask(elsewhere), await ask(elsewhere, { method: "POST", body: "decision=allow" })];
    expect(replies.map(({ status, headers }) => [status, headers.get("location")])).toEqual([
      [400, null],
      [400, null],
    ]);
  });

  it("OPS-4 takes a code once, from who asked for it, within its time", async () => {
    const code = async () => (await press("allow")).searchParams.get("code") ?? "";
    const used = await code();
    expect((await redeem(used)).status).toBe(200);
    expect(member((await redeem(used)).json).error).toBe("invalid_grant");
    const wrong = await redeem(await code(), { code_verifier: "x".repeat(43) });
    expect(member(wrong.json).error).toBe(wrongVerifier);
    const late = await code();
    sandbox.clock.advance(600_001);
    expect(member((await redeem(late)).json).error).toBe("invalid_grant");
  });
});
