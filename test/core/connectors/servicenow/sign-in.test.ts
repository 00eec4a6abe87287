import { describe, expect, it } from "vitest";
import type { Connection } from "../../../../src/core/contract/connector.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

const denied = { error_description: "access_denied", error: "server_error" };
const rows = { body: { result: [{ sys_id: "0123456789abcdef0123456789abcdef" }] } };
const tokenPath = "https://acme.service-now.com/oauth_token.do";

const open = (auth: string, token: Answer) =>
  answeringVendor((request: HttpRequest) => (request.path === tokenPath ? token : rows), { auth });

/** A call that needs a sign-in. */
const use = (connection: Connection) => connection.users?.emails(["0123456789abcdef0123456789abcdef"]);

describe("signing in at ServiceNow", () => {
  it("SNW-1 sends forms, and keeps the token it was given for the calls that follow", async () => {
    const vendor = open("client-credentials", { body: { access_token: "t", expires_in: 1800 } });
    await use(vendor.connection);
    await use(vendor.connection);
    const asked = vendor.requests.filter(({ path }) => path === tokenPath);
    expect(asked.map(({ form }) => form)).toEqual([
      { grant_type: "client_credentials", client_id: "c", client_secret: "s" },
    ]);
  });

  it("SNW-1 says that a session ended where its refresh token is refused, whatever it is called", async () => {
    const vendor = open("browser", { status: 401, body: denied });
    vendor.secrets.set("refreshToken", "ended");
    await expect(use(vendor.connection)).rejects.toMatchObject({ code: "E_AUTH_EXPIRED" });
  });

  it("SNW-1 tells a refused client from that", async () => {
    const vendor = open("client-credentials", { status: 401, body: denied });
    await expect(use(vendor.connection)).rejects.toMatchObject({ code: "E_AUTH_REJECTED" });
  });

  it("SNW-8 takes the page of a sleeping instance for what it is, also in the place of a token", async () => {
    const vendor = open("client-credentials", { body: "<html>Your instance is hibernating</html>" });
    await expect(use(vendor.connection)).rejects.toMatchObject({ code: "E_VENDOR_DOWN" });
  });

  it.each(["browser", "password", "jwt-bearer", "api-key"])(
    "SNW-1 asks for what is not stored, with %s",
    async (auth) => {
      const vendor = open(auth, { body: { access_token: "t" } });
      vendor.secrets.clear();
      await expect(use(vendor.connection)).rejects.toMatchObject({ code: "E_SECRET_MISSING" });
    },
  );

  it.each(["basic", "api-key"])("SNW-1 has no session to take back with %s", (auth) => {
    expect(open(auth, {}).connection.revoke).toBeUndefined();
  });

  it("SNW-1 takes back what is stored, and sends no token in an address", async () => {
    const vendor = open("browser", { body: { access_token: "access-1", refresh_token: "refresh-2" } });
    vendor.secrets.set("refreshToken", "refresh-1");
    await use(vendor.connection);
    await vendor.connection.revoke?.();
    const revoked = vendor.requests.filter(({ path }) => path.endsWith("/oauth_revoke_token.do"));
    expect(revoked.map(({ form }) => form?.token)).toEqual(["refresh-2", "access-1"]);
    for (const { path, query } of vendor.requests)
      expect(JSON.stringify([path, query])).not.toMatch(/access-1|refresh-/);
  });
});
