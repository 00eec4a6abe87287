import { generateKeyPairSync } from "node:crypto";
import { jwtVerify } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { AuthError, ValidationError } from "../../../src/core/contract/errors.ts";
import { grantClientCredentials } from "../../../src/core/oauth/client-credentials.ts";
import { withOAuthErrors } from "../../../src/core/oauth/errors.ts";
import { grantJwtBearer, signAssertion } from "../../../src/core/oauth/jwt-bearer.ts";
import { grantRefresh } from "../../../src/core/oauth/refresh.ts";
import type { TokenEndpoint } from "../../../src/core/oauth/token-endpoint.ts";
import {
  type Answer,
  cut,
  failure,
  json,
  read,
  type Stage,
  setStage,
  startVendor,
  type Vendor,
} from "../http/stage.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function stageWith(...answers: readonly Answer[]): Promise<Stage & { readonly vendor: Vendor }> {
  const vendor = await startVendor(...answers);
  const classify = () =>
    new ValidationError({ code: "E_RECORD_INVALID", message: "the connector's own rule" });
  const stage = setStage({
    // As after a sign-in: asking for it here would never end.
    baseUrl: () => Promise.reject(new Error("the base URL is not known before sign-in")),
    classify: withOAuthErrors(classify),
    limits: { token: { capacity: 100, perMs: 60_000 }, main: { capacity: 100, perMs: 60_000 } },
  });
  open.push(vendor, stage);
  return { ...stage, vendor };
}

const salesforce = (origin: string): TokenEndpoint => ({
  url: `${origin}/services/oauth2/token`,
  encoding: "form",
  endpointClass: "token",
  keep: ["instance_url", "id"],
});

const zendesk = (origin: string): TokenEndpoint => ({
  url: `${origin}/oauth/tokens`,
  encoding: "json",
  endpointClass: "token",
  params: { scope: "read write", expires_in: 1800 },
});

const app = { clientId: "app", clientSecret: "s3cret!" };
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs8 = String(keys.privateKey.export({ type: "pkcs8", format: "pem" }));
const pkcs1 = String(keys.privateKey.export({ type: "pkcs1", format: "pem" }));
const identity = { issuer: "key", subject: "integ@acme.com", audience: "https://login.salesforce.com" };

describe("client credentials", () => {
  it("SFC-1 signs in at Salesforce: form in, no lifetime, instance URL out", async () => {
    const { client, vendor } = await stageWith(
      json(200, {
        access_token: "00D!x",
        instance_url: "https://acme.my.salesforce.com",
        token_type: "Bearer",
        issued_at: "1",
      }),
    );
    const granted = await grantClientCredentials(client, salesforce(vendor.origin), app);
    expect(granted).toEqual({
      accessToken: "00D!x",
      expiresInMs: null,
      refreshExpiresInMs: null,
      refreshToken: null,
      kept: { instance_url: "https://acme.my.salesforce.com" },
    });
    expect(vendor.seen[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(vendor.seen[0]?.body).toBe("grant_type=client_credentials&client_id=app&client_secret=s3cret%21");
    expect(vendor.seen[0]?.headers.authorization).toBeUndefined();
  });

  it("BAS-5 signs in at Zendesk: JSON in, lifetime and refresh token out", async () => {
    const { client, vendor } = await stageWith(
      json(200, {
        access_token: "a",
        refresh_token: "r",
        token_type: "bearer",
        scope: "read write",
        expires_in: 1800,
      }),
    );
    const granted = await grantClientCredentials(client, zendesk(vendor.origin), app);
    expect(granted).toEqual({
      accessToken: "a",
      expiresInMs: 1_800_000,
      refreshExpiresInMs: null,
      refreshToken: "r",
      kept: {},
    });
    expect(JSON.parse(vendor.seen[0]?.body ?? "")).toEqual({
      grant_type: "client_credentials",
      client_id: "app",
      client_secret: "s3cret!",
      scope: "read write",
      expires_in: 1800,
    });
  });

  it("BAS-5 says in the vendor's words why a sign-in was refused, without the secret it echoes", async () => {
    const { client, vendor } = await stageWith(
      json(400, { error: "invalid_client", error_description: "invalid client credentials s3cret!" }),
    );
    const error = await failure(grantClientCredentials(client, salesforce(vendor.origin), app));
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "E_AUTH_REJECTED", vendorCode: "invalid_client", status: 400 });
    expect(error.message).toBe(
      'The vendor refused "sign in with client credentials" (invalid_client: invalid client credentials [hidden])',
    );
    expect(vendor.seen).toHaveLength(1);
  });

  it("BAS-5 does not take an answer without a token for a sign-in", async () => {
    const { client, vendor } = await stageWith(json(200, { ok: true }));
    const error = await failure(grantClientCredentials(client, salesforce(vendor.origin), app));
    expect(error.code).toBe("E_VENDOR_ANSWER");
  });

  it("BAS-5 leaves refusals of other requests to the connector's rules", async () => {
    const { client, vendor } = await stageWith(json(400, { error: "invalid_grant" }));
    const error = await failure(client.request({ ...read, path: `${vendor.origin}/x` }));
    expect(error.message).toBe("the connector's own rule");
  });
});

describe("JWT bearer", () => {
  it.each([
    ["PKCS #8", pkcs8],
    ["PKCS #1", pkcs1],
  ])("SFC-1 signs an assertion the vendor can verify, key in %s", async (_name, privateKeyPem) => {
    const { client, clock, vendor } = await stageWith(json(200, { access_token: "t" }));
    await grantJwtBearer(client, salesforce(vendor.origin), { ...identity, privateKeyPem }, clock.now());
    const form = new URLSearchParams(vendor.seen[0]?.body);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const { payload, protectedHeader } = await jwtVerify(form.get("assertion") ?? "", keys.publicKey, {
      currentDate: new Date(clock.now()),
    });
    expect(protectedHeader.alg).toBe("RS256");
    expect(payload).toEqual({
      iss: "key",
      sub: "integ@acme.com",
      aud: "https://login.salesforce.com",
      exp: clock.now() / 1000 + 90,
    });
  });

  it("SFC-1 refuses a key that is none without quoting it", async () => {
    const error = await failure(signAssertion({ ...identity, privateKeyPem: "-----BEGIN s3cret" }, 0));
    expect(error).toMatchObject({ code: "E_AUTH_REJECTED" });
    expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain("s3cret");
  });
});

describe("refresh", () => {
  const credentials = { clientId: "app", refreshToken: "r1" };

  it("BAS-5 calls a dead refresh token an ended session", async () => {
    const { client, vendor } = await stageWith(
      json(400, { error: "invalid_grant", error_description: "expired access/refresh token" }),
    );
    const error = await failure(grantRefresh(client, salesforce(vendor.origin), credentials));
    expect(error).toMatchObject({ code: "E_AUTH_EXPIRED", vendorCode: "invalid_grant" });
  });

  it("JRA-1 calls one dead by the vendor's own code, and by that code no other refusal", async () => {
    const refused = json(403, {
      error: "unauthorized_client",
      error_description: "refresh_token is invalid",
    });
    const vendor = await startVendor(refused);
    const quirks = { deadRefresh: ["unauthorized_client"] };
    const stage = setStage({
      classify: withOAuthErrors(() => null, quirks),
      limits: { token: { capacity: 100, perMs: 60_000 } },
    });
    open.push(vendor, stage);
    const endpoint = salesforce(vendor.origin);
    const dead = await failure(grantRefresh(stage.client, endpoint, credentials));
    expect(dead).toMatchObject({ code: "E_AUTH_EXPIRED", vendorCode: "unauthorized_client" });
    const refusedApp = await failure(grantClientCredentials(stage.client, endpoint, app));
    expect(refusedApp).toMatchObject({ code: "E_AUTH_REJECTED", vendorCode: "unauthorized_client" });
  });

  it("BAS-5 never sends a refresh token again when the answer to it was lost", async () => {
    const { client, vendor } = await stageWith(cut, json(200, { access_token: "t" }));
    const error = await failure(grantRefresh(client, salesforce(vendor.origin), credentials));
    expect(error.effect).toBe("unknown");
    expect(vendor.seen).toHaveLength(1);
    expect(vendor.seen[0]?.body).toBe("grant_type=refresh_token&refresh_token=r1&client_id=app");
  });
});
