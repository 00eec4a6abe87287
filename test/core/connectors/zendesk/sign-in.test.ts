// Sign-in and the check of a connection.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuthError } from "../../../../src/core/contract/errors.ts";
import { type ScriptedVendor, scriptVendor } from "./scripted-vendor.ts";

let vendor: ScriptedVendor;
beforeEach(() => {
  vendor = scriptVendor();
});
afterEach(() => vendor.verify());

const authorize = (given: ScriptedVendor, renew: boolean) => {
  const { authorize: sign } = given.options();
  if (!sign) throw new Error("the client does not sign in");
  return sign(renew);
};
const granted = (token: string) => ({
  access_token: token,
  token_type: "bearer",
  scope: "read write",
  expires_in: 1800,
});
const userOf = (facts: Readonly<Record<string, unknown>>) => ({
  user: { id: 1, name: "integ", email: "integ@acme.com", role: "admin", ...facts },
});

describe("signing in with client credentials", () => {
  it("ZDK-1 asks once, as JSON, outside the API's path, and keeps the token", async () => {
    vendor.expectCalls({
      call: "POST https://acme.zendesk.com/oauth/tokens",
      json: {
        grant_type: "client_credentials",
        client_id: "integ",
        client_secret: "s3cret",
        scope: "read write",
      },
      answer: granted("t1"),
    });
    expect(await authorize(vendor, false)).toEqual({ authorization: "Bearer t1" });
    expect(await authorize(vendor, false)).toEqual({ authorization: "Bearer t1" });
    expect(vendor.requests[0]).toMatchObject({ authorize: false });
  });

  it("BAS-5 asks again when the token was refused, and before it ends", async () => {
    const call = "POST https://acme.zendesk.com/oauth/tokens";
    vendor.expectCalls(
      { call, answer: granted("t1") },
      { call, answer: granted("t2") },
      { call, answer: granted("t3") },
    );
    await authorize(vendor, false);
    expect(await authorize(vendor, true)).toEqual({ authorization: "Bearer t2" });
    vendor.advance(1_795_000);
    expect(await authorize(vendor, false)).toEqual({ authorization: "Bearer t3" });
  });

  it.each([
    [401, { error: "invalid_client", error_description: "Client authentication failed" }, "E_AUTH_REJECTED"],
    [400, { error: "invalid_scope", error_description: "no" }, "E_AUTH_SCOPE"],
  ])("ZDK-8 a refusal with %i %j is of sign-in, not of a record", async (status, answer, code) => {
    vendor.expectCalls({ call: "POST https://acme.zendesk.com/oauth/tokens", status, answer });
    await expect(authorize(vendor, false)).rejects.toMatchObject({ code });
  });

  it("ZDK-1 says which credential is missing", async () => {
    vendor.secrets.delete("clientSecret");
    await expect(authorize(vendor, false)).rejects.toMatchObject({
      code: "E_SECRET_MISSING",
      message: expect.stringContaining("client secret"),
    });
  });
});

describe("signing in with an API token", () => {
  it("ZDK-1 sends email and token as Basic, and warns that such tokens end", async () => {
    vendor = scriptVendor({ auth: "api-token", email: "integ@acme.com" });
    vendor.secrets.set("apiToken", "tok");
    const { authorization } = await authorize(vendor, false);
    expect(Buffer.from(authorization?.replace("Basic ", "") ?? "", "base64").toString()).toBe(
      "integ@acme.com/token:tok",
    );
    vendor.expectCalls({ call: "GET users/me", answer: userOf({}) });
    const checked = await vendor.connection.check();
    expect(checked.expiresAt).toBe("2027-04-30T00:00:00Z");
    expect(checked.warnings).toEqual([expect.stringContaining("2027-04-30")]);
  });
});

describe("the check of a connection", () => {
  it("ZDK-1 names who we are and where", async () => {
    vendor.expectCalls({ call: "GET users/me", answer: userOf({}) });
    expect(await vendor.connection.check()).toEqual({
      identity: "integ@acme.com (admin) at acme.zendesk.com",
      apiVersion: "v2",
      proved: ["signed in as admin"],
      expiresAt: null,
      warnings: [],
    });
  });

  const anonymous = userOf({ id: null, name: "Anonymous user", email: null, role: "end-user" });
  const tokens = "POST https://acme.zendesk.com/oauth/tokens";

  it("ZDK-1 is not taken in by the anonymous user that an invalid credential yields", async () => {
    vendor.expectCalls(
      { call: "GET users/me", answer: anonymous },
      { call: tokens, answer: granted("t2") },
      { call: "GET users/me", answer: anonymous },
    );
    const check = vendor.connection.check();
    await expect(check).rejects.toThrow(AuthError);
    await expect(check).rejects.toMatchObject({ code: "E_AUTH_REJECTED" });
  });

  it("BAS-5 renews an ended token, which the vendor answers with the anonymous user too", async () => {
    vendor.expectCalls(
      { call: "GET users/me", answer: anonymous },
      { call: tokens, answer: granted("t2") },
      { call: "GET users/me", answer: userOf({}) },
    );
    expect((await vendor.connection.check()).identity).toContain("integ@acme.com");
  });

  it("ZDK-1 refuses an end user, and warns an agent who can't export", async () => {
    vendor.expectCalls(
      { call: "GET users/me", answer: userOf({ role: "end-user" }) },
      { call: "GET users/me", answer: userOf({ role: "agent" }) },
    );
    await expect(vendor.connection.check()).rejects.toMatchObject({ code: "E_AUTH_SCOPE" });
    expect((await vendor.connection.check()).warnings).toEqual([expect.stringContaining("needs an admin")]);
  });
});
