import { describe, expect, it } from "vitest";
import { readSettings, SalesforceConfig } from "../../../../src/core/connectors/salesforce/config.ts";

const base = { connector: "salesforce", loginUrl: "https://acme.my.salesforce.com" };

describe("configuration of a connection", () => {
  it("CFG-1 needs a login URL only, and defaults the rest", () => {
    expect(readSettings(base)).toEqual({
      loginOrigin: "https://acme.my.salesforce.com",
      apiVersion: null,
      auth: "client-credentials",
      username: null,
      redirectUrl: null,
      audience: "https://login.salesforce.com",
      externalIdField: "Integ_Key__c",
      pollEveryMs: null,
      overlapMs: 30_000,
      budgetShare: 0.5,
    });
  });

  it.each([
    ["https://test.salesforce.com", "https://test.salesforce.com"],
    ["https://acme--uat.sandbox.my.salesforce.com/", "https://test.salesforce.com"],
    ["https://login.salesforce.com", "https://login.salesforce.com"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ])("SFC-1 addresses an assertion for %s to %s", (loginUrl, audience) => {
    expect(readSettings({ ...base, loginUrl }).audience).toBe(audience);
  });

  it.each([
    ["a plain-text host", { loginUrl: "http://acme.my.salesforce.com" }],
    ["the user interface's host", { loginUrl: "https://acme.lightning.force.com" }],
    ["no URL", { loginUrl: "acme" }],
    ["a URL with a path", { loginUrl: "https://acme.my.salesforce.com/services" }],
    ["a retired API version", { apiVersion: "57.0" }],
    ["an API version without its point", { apiVersion: "66" }],
    ["a bare number as duration", { pollEvery: "30" }],
    ["a share above one", { budgetShare: 1.5 }],
    ["a standard field as key", { externalIdField: "Subject" }],
    ["a JWT sign-in without user", { auth: "jwt-bearer" }],
    ["an unknown key", { logunUrl: "x" }],
  ])("CFG-1 refuses %s", (_, change) => {
    const config = { ...base, ...change };
    expect(SalesforceConfig.safeParse(config).success).toBe(false);
    expect(() => readSettings(config)).toThrow(
      expect.objectContaining({ code: "E_CONFIG_INVALID", exitCode: 78 }),
    );
  });

  it.each(["0s", "0ms", "1ms", "199ms"])(
    "CFG-8 refuses to poll every %s, and says what the shortest is",
    (pollEvery) => {
      const { error } = SalesforceConfig.safeParse({ ...base, pollEvery });
      expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
        [["pollEvery"], "must be 200ms or longer"],
      ]);
      expect(readSettings({ ...base, pollEvery: "200ms" }).pollEveryMs).toBe(200);
    },
  );

  it("CFG-1 reads durations in milliseconds", () => {
    expect(readSettings({ ...base, pollEvery: "1s", overlap: "2m" })).toMatchObject({
      pollEveryMs: 1000,
      overlapMs: 120_000,
    });
  });
});
