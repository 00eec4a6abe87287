import { describe, expect, it } from "vitest";
import { JiraConfig, readSettings } from "../../../../src/core/connectors/jira/config.ts";

const base = { connector: "jira", baseUrl: "https://acme.atlassian.net/" };

describe("the configuration of a Jira connection", () => {
  it("JRA-1 has what a site needs by default, and the address without its last slash", () => {
    expect(readSettings(base)).toMatchObject({
      site: "https://acme.atlassian.net",
      deployment: "cloud",
      auth: "api-token",
      pollEveryMs: 5000,
      indexLagMs: 60_000,
      overlapMs: 900_000,
      absence: "unknown",
      ceiling: null,
    });
  });

  it.each([
    [{ baseUrl: "http://acme.atlassian.net" }, "https"],
    [{ deployment: "data-center" }, "personal-token"],
    [{ auth: "personal-token" }, "api-token"],
    [{ auth: "scoped-token" }, "cloudId"],
    [{ issueType: "Bug" }, "project"],
    [{ project: "sup" }, "SUP"],
    [{ keyField: "10042" }, "customfield_10042"],
    [{ internalRole: "Staff", internalGroup: "staff" }, "either"],
    [{ overlap: "5s" }, "60000ms"],
    [{ ceiling: { requests: 0, per: "1h" } }, "requests"],
    [{ projekt: "SUP" }, "projekt"],
  ])("JRA-1 refuses %j and says why", (wrong, told) => {
    const result = JiraConfig.safeParse({ ...base, ...wrong });
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(told);
  });

  it("JRA-7 takes a ceiling in requests and time, and people by address whatever its case", () => {
    const settings = readSettings({
      ...base,
      ceiling: { requests: 100, per: "1h" },
      people: { "Ann@Acme.example": "5b10" },
      deletes: "absence",
      internalRole: "Service Desk Team",
    });
    expect(settings.ceiling).toEqual({ capacity: 100, perMs: 3_600_000 });
    expect(settings.people.get("ann@acme.example")).toBe("5b10");
    expect(settings.absence).toBe("deleted");
    expect(settings.internal).toEqual({ type: "role", value: "Service Desk Team" });
  });
});
