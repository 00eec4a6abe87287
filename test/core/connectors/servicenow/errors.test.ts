import { describe, expect, it } from "vitest";
import { classify } from "../../../../src/core/connectors/servicenow/errors.ts";
import { limitsFor, observeLimits } from "../../../../src/core/connectors/servicenow/limits.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { respond } from "./answering-vendor.ts";

const read: HttpRequest = {
  method: "GET",
  path: "/api/now/v2/table/incident",
  endpointClass: "table",
  effect: "repeatable",
  operation: "list incident",
};
const write: HttpRequest = { ...read, method: "PATCH", operation: "update incident" };
const told = (message: string, detail: string | null = null) => ({
  error: { message, detail },
  status: "failure",
});

describe("ServiceNow's refusals", () => {
  it.each([
    [400, told("Invalid table nosuch"), read, "E_VENDOR_ANSWER"],
    [400, told("The payload is not valid JSON."), write, "E_RECORD_INVALID"],
    [401, told("User Not Authenticated", "Required to provide Auth information"), read, "E_AUTH_REJECTED"],
    [
      403,
      told("Operation Failed", "ACL Exception Update Failed due to security"),
      write,
      "E_RECORD_FORBIDDEN",
    ],
    [403, told("Operation Failed", "Data Policy Exception: mandatory: Notes"), write, "E_RECORD_INVALID"],
    [403, told("Operation Failed", "No changes on Fridays"), write, "E_RECORD_FORBIDDEN"],
    [403, told("Insufficient rights to query records"), read, "E_AUTH_SCOPE"],
    [404, told("No Record found", "Record doesn't exist or ACL restricts"), write, "E_RECORD_GONE"],
    [404, "<html>Page not found</html>", read, "E_VENDOR_ANSWER"],
    [409, told("Conflict"), write, "E_RECORD_LOCKED"],
    [
      429,
      told("Rate limit exceeded", "Rate limit of 100 requests per hour exceeded"),
      read,
      "E_RATE_LIMITED",
    ],
    [500, told("Transaction cancelled: maximum execution time exceeded"), write, "E_VENDOR_DOWN"],
    [503, "<html>Semaphores</html>", read, "E_VENDOR_DOWN"],
  ])("SNW-8 takes %i %j for what it is, and says what to do", (status, body, request, code) => {
    const error = classify(respond({ status, body }), request);
    expect(error?.code).toBe(code);
    expect(error?.hint).not.toBe("");
    expect(error?.message).not.toMatch(/undefined|null/);
  });

  it("SNW-8 keeps the instance's own words, and what was thrown", () => {
    const body = told("Operation Failed", "Data Policy Exception: The following fields are mandatory: Notes");
    const error = classify(respond({ status: 403, body }), write);
    expect(error?.message).toContain("The following fields are mandatory: Notes");
    expect(error?.vendorCode).toBe("Data Policy Exception");
  });

  it("SNW-8 names the rule whose limit was met", () => {
    const headers = { "x-ratelimit-rule": "Table API for integ" };
    const error = classify(respond({ status: 429, body: told("Rate limit exceeded"), headers }), read);
    expect(error?.vendorCode).toBe("Table API for integ");
  });
});

describe("ServiceNow's limits", () => {
  it("SNW-8 are learnt from the headers of each answer", () => {
    const headers = { "x-ratelimit-limit": "500", "x-ratelimit-reset": "1778054400" };
    expect(observeLimits(respond({ body: {}, headers }), read)).toEqual([
      { endpointClass: "table", capacity: 500 },
    ]);
    const refused = respond({ status: 429, body: {}, headers: { ...headers, "retry-after": "90" } });
    expect(observeLimits(refused, read)).toEqual([{ endpointClass: "table", capacity: 500 }]);
    expect(observeLimits(respond({ body: {} }), read)).toEqual([]);
  });

  it("SNW-8 count every call in one, which a ceiling replaces", () => {
    const limits = limitsFor({ capacity: 100, perMs: 60_000 });
    const { all, ...others } = limits;
    expect(all).toEqual({ capacity: 100, perMs: 60_000 });
    for (const rule of Object.values(others)) expect(rule.within).toBe("all");
  });
});
