import { describe, expect, it } from "vitest";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

const tokenUrl = "POST https://auth.atlassian.com/oauth/token";
const sites = "GET /oauth/token/accessible-resources";

async function baseOf(vendor: ReturnType<typeof answeringVendor>): Promise<string> {
  const { baseUrl } = vendor.options().at(-1) ?? {};
  return typeof baseUrl === "function" ? baseUrl() : (baseUrl ?? "");
}

function openApp(...answers: Answer[]) {
  const vendor = answeringVendor(
    { auth: "browser", clientId: "app" },
    [tokenUrl, () => answers.shift()],
    [
      sites,
      [
        { id: "c1", url: "https://acme.atlassian.net" },
        { id: "c2", url: "https://other.atlassian.net" },
      ],
    ],
  );
  vendor.secrets.set("clientSecret", "s3cret");
  const renew = async (again: boolean) => vendor.options().at(-1)?.authorize?.(again);
  return { vendor, renew };
}

const granted = (access: string, refresh: string): Answer => ({
  body: { access_token: access, refresh_token: refresh, expires_in: 3600, scope: "x" },
});

describe("sign-in at Jira Cloud", () => {
  it("JRA-1 sends an account's token to the site, and one with scopes through the gateway", async () => {
    const plain = answeringVendor({});
    expect(await baseOf(plain)).toBe("https://acme.atlassian.net");
    const basic = Buffer.from("integ@acme.example:t0ken").toString("base64");
    expect(await plain.options()[0]?.authorize?.(false)).toEqual({ authorization: `Basic ${basic}` });
    const scoped = answeringVendor({ auth: "scoped-token", cloudId: "c1" });
    expect(await baseOf(scoped)).toBe("https://api.atlassian.com/ex/jira/c1");
    expect(await scoped.connection.account()).toBe(await plain.connection.account());
    plain.secrets.delete("apiToken");
    await expect(plain.options()[0]?.authorize?.(false)).rejects.toMatchObject({ code: "E_SECRET_MISSING" });
  });

  it("JRA-1 keeps each new refresh token before its access token is used", async () => {
    const { vendor, renew } = openApp(granted("a1", "r1"), granted("a2", "r2"));
    vendor.secrets.set("refreshToken", "r0");
    expect(await renew(false)).toEqual({ authorization: "Bearer a1" });
    expect(vendor.secrets.get("refreshToken")).toBe("r1");
    expect(await renew(true)).toEqual({ authorization: "Bearer a2" });
    expect(vendor.sent(tokenUrl).map(({ json }) => json)).toMatchObject([
      { grant_type: "refresh_token", refresh_token: "r0", client_id: "app", client_secret: "s3cret" },
      { refresh_token: "r1" },
    ]);
  });

  it.each(["unauthorized_client", "invalid_grant"])(
    "JRA-1 tells that a refresh token is dead when Jira says %s with status 403",
    async (error) => {
      const body = { error, error_description: "Unknown or invalid refresh token." };
      const { vendor, renew } = openApp({ status: 403, body });
      vendor.secrets.set("refreshToken", "r0");
      await expect(renew(false)).rejects.toMatchObject({ code: "E_AUTH_EXPIRED", retryable: false });
      expect(vendor.sent(tokenUrl)).toHaveLength(1);
    },
  );

  it("JRA-1 finds the site among those the sign-in reaches, and says which ones it does", async () => {
    const { vendor } = openApp();
    expect(await baseOf(vendor)).toBe("https://api.atlassian.com/ex/jira/c1");
    vendor.answer([sites, [{ id: "c2", url: "https://other.atlassian.net" }]]);
    const { vendor: elsewhere } = openApp();
    elsewhere.answer([sites, [{ id: "c2", url: "https://other.atlassian.net" }]]);
    await expect(baseOf(elsewhere)).rejects.toMatchObject({
      code: "E_CONFIG_INVALID",
      hint: expect.stringContaining("other.atlassian.net"),
    });
  });
});
