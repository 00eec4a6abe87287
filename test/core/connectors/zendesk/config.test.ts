// What may be written under a Zendesk connection.
import { describe, expect, it } from "vitest";
import { readSettings, ZendeskConfig } from "../../../../src/core/connectors/zendesk/config.ts";
import { ConfigError } from "../../../../src/core/contract/errors.ts";

const isValid = (config: Readonly<Record<string, unknown>>) =>
  ZendeskConfig.safeParse({ connector: "zendesk", ...config }).success;

describe("the configuration of a connection", () => {
  it("CFG-1 needs the subdomain only, and has OAuth, all tickets and five seconds as its defaults", () => {
    expect(readSettings({ connector: "zendesk", subdomain: "acme" })).toMatchObject({
      origin: "https://acme.zendesk.com",
      apiUrl: "https://acme.zendesk.com/api/v2",
      auth: "client-credentials",
      scope: "read write",
      supportTypes: "all",
      pollEveryMs: 5000,
      accountPerMinute: 700,
    });
  });

  it.each([
    [{ subdomain: "acme" }, true],
    [{ baseUrl: "https://help.acme.com" }, true],
    [{ baseUrl: "http://127.0.0.1:4010/" }, true],
    [{ baseUrl: "http://localhost:4010" }, true],
    [{ baseUrl: "http://[::1]:4010" }, true],
    [{}, false],
    [{ subdomain: "acme", baseUrl: "https://help.acme.com" }, false],
    [{ subdomain: "acme.zendesk.com" }, false],
    [{ subdomain: "evil.example/" }, false],
    [{ baseUrl: "http://help.acme.com" }, false],
    [{ baseUrl: "http://127.0.0.1.evil.example" }, false],
    [{ baseUrl: "https://user:pw@help.acme.com" }, false],
    [{ baseUrl: "https://help.acme.com?x=1" }, false],
    [{ subdomain: "acme", pollEvery: "5" }, false],
    [{ subdomain: "acme", pollEvery: "0s" }, false],
    [{ subdomain: "acme", pollEvery: "500ms" }, true],
    [{ subdomain: "acme", plan: "gold" }, false],
    [{ subdomain: "acme", mergeNote: "into request (\\d+)" }, true],
    [{ subdomain: "acme", mergeNote: "into request \\d+" }, false],
    [{ subdomain: "acme", mergeNote: "#(\\d+" }, false],
    [{ subdomain: "acme", mergeTag: "" }, true],
    [{ subdomain: "acme", auth: "password" }, false],
    [{ subdomain: "acme", sudomain: "acme" }, false],
  ])("CFG-1 %j is valid: %s", (config, expected) => {
    expect(isValid(config)).toBe(expected);
  });

  it.each(["0s", "0ms", "1ms", "199ms"])(
    "CFG-8 refuses to poll every %s, and says what the shortest is",
    (pollEvery) => {
      const { error } = ZendeskConfig.safeParse({ connector: "zendesk", subdomain: "acme", pollEvery });
      expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
        [["pollEvery"], "must be 200ms or longer"],
      ]);
      expect(isValid({ subdomain: "acme", pollEvery: "200ms" })).toBe(true);
    },
  );

  it("CFG-4 takes the account's limit from the plan", () => {
    expect(readSettings({ connector: "zendesk", subdomain: "acme", plan: "team" }).accountPerMinute).toBe(
      200,
    );
  });

  it("CFG-1 that was never checked is refused as a configuration error", () => {
    expect(() => readSettings({ connector: "zendesk" })).toThrow(ConfigError);
  });
});
