import { describe, expect, it } from "vitest";
import { redactText } from "../../../src/core/http/redact.ts";
import { withOAuthErrors } from "../../../src/core/oauth/errors.ts";
import { createBrowserSignIn, createDeviceSignIn } from "../../../src/core/oauth/interactive.ts";
import { challengeOf, createPkce } from "../../../src/core/oauth/pkce.ts";
import { RedirectUrl, redirectUrlOf } from "../../../src/core/oauth/redirect-url.ts";
import { renewalSecret } from "../../../src/core/oauth/renewal-mark.ts";
import { memorySecrets } from "../../conformance/context.ts";
import { type Answer, failure, json, setStage, startVendor } from "../http/stage.ts";

describe("PKCE", () => {
  it("SFC-1 gives the challenge of RFC 7636, appendix B", () => {
    expect(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    const { verifier, challenge } = createPkce((size) => new Uint8Array(size).fill(255));
    expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(challenge).toBe(challengeOf(verifier));
  });
});

describe("the redirect address", () => {
  it("CFG-3 is the one that is set, else the usual one with the port that is set", () => {
    expect([
      redirectUrlOf(null, null),
      redirectUrlOf(null, 28_787),
      redirectUrlOf("https://a.example/b", 1),
    ]).toEqual(["http://localhost:18787/callback", "http://localhost:28787/callback", "https://a.example/b"]);
    const [near, far] = ["http://[::1]:1/x", "http://acme.example/x"].map(
      (url) => RedirectUrl.safeParse(url).success,
    );
    expect([near, far]).toEqual([true, false]);
  });
});

/** A vendor whose token endpoint gives these answers, and what connectors make of it. */
async function stage(...answers: readonly Answer[]) {
  const vendor = await startVendor(...answers);
  const values = new Map<string, string>();
  const { client: http, clock } = setStage({
    baseUrl: vendor.origin,
    classify: withOAuthErrors(() => null),
    limits: { "sign-in": { capacity: 100, perMs: 1000 } },
  });
  const shared = {
    context: { name: "acme", clock, secrets: memorySecrets(values) },
    http,
    endpoint: { url: `${vendor.origin}/token`, encoding: "form", endpointClass: "sign-in" },
    client: async () => ({ clientId: "key" }),
    scope: "api refresh_token",
  } as const;
  return { vendor, values, clock, shared };
}

const tokens = { access_token: "a1", refresh_token: "r1", expires_in: 600, refresh_token_expires_in: 6000 };

describe("a sign-in in a browser", () => {
  it("SFC-1 asks with everything PKCE needs, and sends the code once with its verifier and no secret", async () => {
    const { vendor, values, shared } = await stage(json(200, tokens));
    const signIn = createBrowserSignIn({
      ...shared,
      authorizeUrl: `${vendor.origin}/authorize?prompt=login`,
      redirectUrl: "http://localhost:18787/callback",
    });
    const ask = { redirectUrl: signIn.redirectUrl, state: "s+/=", challenge: "c" };
    expect(Object.fromEntries(new URL(await signIn.authorizeUrl(ask)).searchParams)).toEqual({
      prompt: "login",
      response_type: "code",
      client_id: "key",
      redirect_uri: "http://localhost:18787/callback",
      scope: "api refresh_token",
      state: "s+/=",
      code_challenge: "c",
      code_challenge_method: "S256",
    });
    await signIn.exchange({ code: "aPrx==", redirectUrl: signIn.redirectUrl, verifier: "v" });
    expect(Object.fromEntries(new URLSearchParams(vendor.seen[0]?.body))).toEqual({
      grant_type: "authorization_code",
      code: "aPrx==",
      redirect_uri: "http://localhost:18787/callback",
      client_id: "key",
      code_verifier: "v",
    });
    expect(values.get("refreshToken")).toBe("r1");
    expect(values.get(renewalSecret)).toBe("none");
    await vendor.close();
  });

  it("JRA-1 says nothing of PKCE to a vendor that knows none", async () => {
    const { vendor, shared } = await stage(json(200, tokens));
    const signIn = createBrowserSignIn({
      ...shared,
      authorizeUrl: `${vendor.origin}/authorize?audience=api.vendor.example`,
      redirectUrl: "http://localhost:18787/callback",
      pkce: false,
    });
    const asked = await signIn.authorizeUrl({
      redirectUrl: signIn.redirectUrl,
      state: "s",
      challenge: "c",
    });
    expect(new URL(asked).searchParams.get("audience")).toBe("api.vendor.example");
    expect(asked).not.toContain("challenge");
    await signIn.exchange({ code: "aPrx", redirectUrl: signIn.redirectUrl, verifier: "v" });
    expect(vendor.seen[0]?.body).not.toContain("verifier");
    await vendor.close();
  });

  it("SFC-1 refuses a session without a refresh token, which would end unseen", async () => {
    const { vendor, values, shared } = await stage(json(200, { access_token: "a1" }));
    const signIn = createBrowserSignIn({
      ...shared,
      authorizeUrl: vendor.origin,
      redirectUrl: "http://[::1]/",
    });
    const error = await failure(signIn.exchange({ code: "c", redirectUrl: "http://[::1]/", verifier: "v" }));
    expect(error).toMatchObject({ code: "E_AUTH_SCOPE", connection: "acme" });
    expect(values.size).toBe(0);
    await vendor.close();
  });
});

describe("a sign-in by device code", () => {
  const asked = {
    device_code: "dev-1",
    user_code: "WDJB-MJHT",
    verification_uri: "https://vendor.example/device",
    expires_in: 1800,
    interval: 7,
  };
  const refused = (error: string) => json(400, { error });

  it("BAS-5 shows the code, waits as the vendor asks, and stores what it gives", async () => {
    const { vendor, values, clock, shared } = await stage(
      json(200, asked),
      refused("authorization_pending"),
      refused("slow_down"),
      json(200, tokens),
    );
    const signIn = createDeviceSignIn({ ...shared, deviceUrl: `${vendor.origin}/device` });
    expect(await signIn.start()).toEqual({
      userCode: "WDJB-MJHT",
      url: "https://vendor.example/device",
      completeUrl: null,
      expiresInMs: 1_800_000,
      everyMs: 7000,
    });
    expect([await signIn.poll(), await signIn.poll(), await signIn.poll()]).toEqual([
      "pending",
      "slow-down",
      "done",
    ]);
    expect(values.get("refreshToken")).toBe("r1");
    expect(JSON.parse(values.get("accessToken") ?? "")).toMatchObject({
      grantEndsAt: clock.now() + 6_000_000,
    });
    expect(vendor.seen.map(({ body }) => new URLSearchParams(body).get("device_code"))).toEqual([
      null,
      "dev-1",
      "dev-1",
      "dev-1",
    ]);
    await vendor.close();
  });

  it.each([
    ["access_denied", "E_SIGN_IN_DENIED"],
    ["expired_token", "E_SIGN_IN_TIMEOUT"],
    ["invalid_client", "E_AUTH_REJECTED"],
  ])("BAS-5 ends on %s with %s", async (error, code) => {
    const { vendor, shared } = await stage(json(200, asked), refused(error));
    const signIn = createDeviceSignIn({ ...shared, deviceUrl: `${vendor.origin}/device` });
    await signIn.start();
    expect(await failure(signIn.poll())).toMatchObject({ code });
    await vendor.close();
  });

  it("BAS-5 keeps its codes out of what is written down", () => {
    expect(redactText("no dev-1 for WDJB", { device_code: "dev-1", user_code: "WDJB" })).toBe(
      "no [hidden] for [hidden]",
    );
  });
});
