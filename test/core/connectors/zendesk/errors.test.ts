// Every shape in which Zendesk refuses, and what becomes of it.
import { describe, expect, it } from "vitest";
import { classify } from "../../../../src/core/connectors/zendesk/errors.ts";
import {
  AuthError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../../../src/core/contract/errors.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { respond } from "./scripted-vendor.ts";

const requestOf = (method: HttpRequest["method"]): HttpRequest => ({
  method,
  path: "tickets",
  endpointClass: "account",
  effect: "once",
  operation: "write ticket",
});

const invalid = (error: string | null) => ({
  error: "RecordInvalid",
  description: "Record validation errors",
  details: { subject: [{ description: "Subject: cannot be blank", error }] },
});

const html = { "content-type": "text/html; charset=utf-8" };

describe("refusals of the vendor", () => {
  it.each([
    ["422 with details", "PUT", 422, invalid("BlankValue"), {}, ValidationError, "E_RECORD_INVALID"],
    ["422 with a null field code", "PUT", 422, invalid(null), {}, ValidationError, "E_RECORD_INVALID"],
    ["422 of a duplicate", "POST", 422, invalid("DuplicateValue"), {}, ValidationError, "E_RECORD_DUPLICATE"],
    [
      "404 of a record",
      "PUT",
      404,
      { error: "RecordNotFound", description: "Not found" },
      {},
      SyncError,
      "E_RECORD_GONE",
    ],
    [
      "404 of a host that is no account",
      "GET",
      404,
      "<html>No help desk</html>",
      html,
      PermanentError,
      "E_VENDOR_ANSWER",
    ],
    [
      "400 with title and message",
      "PUT",
      400,
      { error: { title: "Invalid attribute", message: "no" } },
      {},
      ValidationError,
      "E_RECORD_INVALID",
    ],
    [
      "400 of a read",
      "GET",
      400,
      { error: { title: "Invalid cursor", message: "no" } },
      {},
      PermanentError,
      "E_VENDOR_ANSWER",
    ],
    [
      "400 of a used idempotency key",
      "POST",
      400,
      { error: "IdempotentRequestError", description: "x" },
      {},
      SyncError,
      "E_OUTCOME_UNKNOWN",
    ],
    ["401 in words", "GET", 401, { error: "Couldn't authenticate you" }, {}, AuthError, "E_AUTH_REJECTED"],
    [
      "401 of OAuth",
      "GET",
      401,
      { error: "invalid_token", error_description: "expired" },
      {},
      AuthError,
      "E_AUTH_REJECTED",
    ],
    [
      "403 of a write",
      "PUT",
      403,
      { error: { title: "Forbidden", message: "You do not have access" } },
      {},
      PermanentError,
      "E_RECORD_FORBIDDEN",
    ],
    [
      "403 of a read",
      "GET",
      403,
      { error: { title: "Forbidden", message: "no" } },
      {},
      AuthError,
      "E_AUTH_SCOPE",
    ],
    [
      "403 for want of scope",
      "PUT",
      403,
      { error: "insufficient_scope", error_description: "x" },
      {},
      AuthError,
      "E_AUTH_SCOPE",
    ],
    [
      "409 of a safe update",
      "PUT",
      409,
      { error: "UpdateConflict", description: "x" },
      {},
      SyncError,
      "E_RECORD_MOVED",
    ],
    [
      "409 as plain text",
      "POST",
      409,
      "Requester creation collision - please try again",
      {},
      SyncError,
      "E_RECORD_LOCKED",
    ],
    ["429 as text", "GET", 429, "Rate limit", {}, RateLimitError, "E_RATE_LIMITED"],
    ["413", "POST", 413, "too large", {}, ValidationError, "E_RECORD_INVALID"],
    [
      "the newer list form",
      "POST",
      422,
      { errors: [{ code: "InvalidValue", title: "t", detail: "d" }] },
      {},
      ValidationError,
      "E_RECORD_INVALID",
    ],
    ["503 as a page", "GET", 503, "<html>maintenance</html>", html, TransientError, "E_VENDOR_DOWN"],
    [
      "500 of search",
      "GET",
      500,
      { error: "unavailable", description: "Sorry" },
      {},
      TransientError,
      "E_VENDOR_DOWN",
    ],
    [
      "JSON that is none",
      "PUT",
      422,
      "{",
      { "content-type": "application/json" },
      ValidationError,
      "E_RECORD_INVALID",
    ],
  ] as const)("ZDK-8 %s", (_name, method, status, body, headers, kind, code) => {
    const error = classify(respond(status, body, headers), requestOf(method));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, status });
    expect(error?.hint).not.toBe("");
  });

  it("ZDK-8 keep the vendor's code and the field's fault for the operator", () => {
    const error = classify(respond(422, invalid("BlankValue")), requestOf("PUT"));
    expect(error?.vendorCode).toBe("RecordInvalid");
    expect(error?.message).toContain("subject: Subject: cannot be blank");
  });

  it("ZDK-8 are repeated only where the same request may succeed later", () => {
    const retryable = (status: number, body: unknown) =>
      classify(respond(status, body), requestOf("PUT"))?.retryable;
    expect(retryable(409, "collision")).toBe(true);
    expect(retryable(429, "limit")).toBe(true);
    expect(retryable(503, "down")).toBe(true);
    expect(retryable(409, { error: "UpdateConflict" })).toBe(false);
    expect(retryable(422, invalid("BlankValue"))).toBe(false);
  });

  it("ZDK-8 tell the limit of one ticket from that of all, which holds up the rest", () => {
    const refused = (one: number, all: number) =>
      classify(
        respond(
          429,
          { error: "TooManyRequests" },
          {
            "zendesk-ratelimit-per-ticket-updates": `total=30; remaining=${one}; resets=600`,
            "zendesk-ratelimit-tickets-update": `total=100; remaining=${all}; resets=60`,
          },
        ),
        requestOf("PUT"),
      );
    expect(refused(0, 9)).toMatchObject({ name: "SyncError", code: "E_RECORD_LOCKED", retryable: true });
    expect(refused(9, 0)).toMatchObject({ name: "RateLimitError" });
    expect(refused(0, 0)).toMatchObject({ name: "RateLimitError" });
  });

  it("ZDK-8 leave a status without a rule of Zendesk's to the general ones", () => {
    expect(classify(respond(418, "tea"), requestOf("GET"))).toBeNull();
  });
});
