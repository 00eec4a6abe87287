import { describe, expect, it } from "vitest";
import { readSettings, ServiceNowConfig } from "../../../../src/core/connectors/servicenow/config.ts";
import { childrenOf, readName } from "../../../../src/core/connectors/servicenow/names.ts";

const base = { connector: "servicenow", baseUrl: "https://acme.service-now.com/" };

describe("the configuration of a ServiceNow connection", () => {
  it("BAS-4 needs no more than the instance, and keeps nothing of the password kind", () => {
    const settings = readSettings(base);
    expect(settings).toMatchObject({ instance: "https://acme.service-now.com", auth: "client-credentials" });
    expect(Object.keys(ServiceNowConfig.shape).filter((name) => /secret|password|key$/i.test(name))).toEqual(
      [],
    );
  });

  it.each([
    ["an unknown name", { pollevery: "5s" }],
    ["an address without TLS", { baseUrl: "http://acme.service-now.com" }],
    ["a way to sign in that is none", { auth: "saml" }],
    ["a field that no dictionary has", { rewritten: ["Not A Field"] }],
    ["a look back that finds nothing late", { netOverlap: "1s" }],
    ["a level without its other half", { priorityMatrix: { "1": { impact: "1" } } }],
  ])("BAS-4 is refused with %s", (_what, more) => {
    expect(() => readSettings({ ...base, ...more })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_INVALID" }),
    );
  });
});

describe("names of objects", () => {
  it.each([
    ["incident", { table: "incident", child: null }],
    ["u_request.comments", { table: "u_request", child: "comments" }],
    ["u_request.attachments", { table: "u_request", child: "attachments" }],
    ["u_request.notes", null],
    ["Incident", null],
    ["incident^ORsys_id=1", null],
    ["incident/../sys_user", null],
  ])("SNW-1 %s stand for what they say, or for nothing", (name, parts) => {
    expect(readName(name)).toEqual(parts);
  });

  it("SNW-1 of tables have comments and files, those of children none", () => {
    expect(childrenOf("u_request")).toMatchObject({
      comments: { object: "u_request.comments", isPublic: "public" },
      attachments: { object: "u_request.attachments", isPublic: null },
    });
    expect(childrenOf("u_request.comments")).toBeNull();
  });
});
