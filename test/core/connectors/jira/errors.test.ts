import { describe, expect, it } from "vitest";
import { classify } from "../../../../src/core/connectors/jira/errors.ts";
import { limitsFor, observeLimits } from "../../../../src/core/connectors/jira/limits.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { respond } from "./answering-vendor.ts";

const read: HttpRequest = {
  method: "GET",
  path: "/rest/api/3/issue/1",
  endpointClass: "read",
  effect: "repeatable",
  operation: "read issue",
};
const write: HttpRequest = {
  method: "PUT",
  path: "/rest/api/3/issue/1",
  endpointClass: "write",
  effect: "repeatable",
  operation: "update issue",
};
const told = (text: string) => ({ errorMessages: [text], errors: {} });

describe("Jira's refusals", () => {
  it.each([
    [400, { errorMessages: [], errors: { summary: "is required" } }, write, "E_RECORD_INVALID"],
    [400, told("The JQL is wrong"), read, "E_VENDOR_ANSWER"],
    [401, { code: 401, message: "Unauthorized" }, read, "E_AUTH_REJECTED"],
    [401, { code: 401, message: "Unauthorized; scope does not match" }, read, "E_AUTH_SCOPE"],
    [401, "<html>Log in</html>", read, "E_AUTH_REJECTED"],
    [403, told("no"), read, "E_AUTH_SCOPE"],
    [403, told("no"), write, "E_RECORD_FORBIDDEN"],
    [404, told("Issue does not exist or you do not have permission to see it."), write, "E_RECORD_GONE"],
    [404, "<html>Not found</html>", read, "E_VENDOR_ANSWER"],
    [409, told("conflict"), write, "E_RECORD_LOCKED"],
    [410, told("The requested API has been removed."), read, "E_CONFIG_INVALID"],
    [413, told("too large"), write, "E_RECORD_INVALID"],
    [422, told("configuration"), write, "E_RECORD_INVALID"],
    [503, "<html>Down</html>", read, "E_VENDOR_DOWN"],
  ])("JRA-8 takes %i %j for what it is", (status, body, request, code) => {
    const error = classify(respond(status, body), request);
    expect(error?.code).toBe(code);
    expect(error?.hint).not.toBe("");
    expect(error?.message).not.toMatch(/undefined|null/);
  });

  it("JRA-8 says which field is refused and why", () => {
    const body = { errorMessages: ["No."], errors: { priority: "is off the screen" } };
    expect(classify(respond(400, body), write)?.message).toContain("No.; priority: is off the screen");
  });

  it("JRA-1 tries no locked sign-in again: the person is told of the CAPTCHA", () => {
    const headers = { "x-authentication-denied-reason": "CAPTCHA_CHALLENGE; login-url=https://jira/login" };
    for (const status of [401, 403]) {
      const error = classify(respond(status, "denied", headers), read);
      expect(error).toMatchObject({ code: "E_AUTH_REJECTED", retryable: false });
      expect(error?.hint).toContain("CAPTCHA");
    }
  });

  it("JRA-7 lets one issue wait for its own limit, and the connection for all others", () => {
    const limited = (reason: string) => classify(respond(429, {}, { "ratelimit-reason": reason }), write);
    expect(limited("jira-per-issue-on-write")).toMatchObject({ code: "E_RECORD_LOCKED", retryable: true });
    expect(limited("jira-burst-based")).toMatchObject({ code: "E_RATE_LIMITED", retryable: true });
  });
});

describe("Jira's limits", () => {
  it("JRA-7 stop everything when the quota is used up, and nothing else when a burst was too fast", () => {
    const headers = (reason: string) => ({ "ratelimit-reason": reason, "retry-after": "30" });
    const seen = (reason: string) => observeLimits(respond(429, {}, headers(reason)), write);
    expect(seen("jira-quota-tenant-based")).toEqual([
      { endpointClass: "all", remaining: 0, resetsInMs: 30_000 },
    ]);
    expect(seen("jira-burst-based")).toEqual([]);
  });

  it("JRA-7 enter every call in one book, whose rule is the ceiling where one is set", () => {
    const { all, ...others } = limitsFor({ capacity: 100, perMs: 3_600_000 });
    expect(all).toEqual({ capacity: 100, perMs: 3_600_000 });
    expect(Object.values(others).map(({ within }) => within)).toEqual(Object.keys(others).map(() => "all"));
  });
});
