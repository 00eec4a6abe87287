// Jira's refusals → our errors. Bodies are JSON of one shape, but proxies and the sign-in answer HTML or plain text.
// Source: developer.atlassian.com "Status codes" of the REST API v3, "Rate limiting", "OAuth 2.0 (3LO) apps".
import { z } from "zod";
import type { ErrorCode } from "../../contract/error-codes.ts";
import {
  AuthError,
  ConfigError,
  type ErrorFacts,
  type IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../contract/http.ts";

const longestText = 300;

/** The body of a refusal; `code` and `message` are the gateway's in front of Jira. */
const Body = z.object({
  errorMessages: z.array(z.string()).catch([]),
  errors: z.record(z.string(), z.string()).catch({}),
  message: z.string().optional().catch(undefined),
});

interface Refusal {
  readonly text: string;
  /** Ids of the fields that are refused. */
  readonly fields: readonly string[];
  readonly isJson: boolean;
  /** The gateway's own word on a missing scope, which it gives with the status of a missing sign-in. */
  readonly lacksScope: boolean;
}

function readJson(response: HttpResponse): unknown {
  if (!/\bjson\b/i.test(response.headers["content-type"] ?? "")) return undefined;
  try {
    return JSON.parse(response.text);
  } catch {
    return undefined;
  }
}

function readRefusal(response: HttpResponse): Refusal {
  const body = Body.safeParse(readJson(response));
  const status = `status ${response.status}`;
  if (!body.success) return { text: status, fields: [], isJson: false, lacksScope: false };
  const { errorMessages, errors, message } = body.data;
  const told = [...errorMessages, ...Object.entries(errors).map(([field, text]) => `${field}: ${text}`)];
  const text = told.join("; ") || message || status;
  const lacksScope = message?.includes("scope does not match") ?? false;
  return { text: text.slice(0, longestText), fields: Object.keys(errors), isJson: true, lacksScope };
}

type Facts = Pick<ErrorFacts, "operation" | "status" | "vendorCode">;
type Rule = (
  refusal: Refusal,
  facts: Facts,
  request: HttpRequest,
  response: HttpResponse,
) => IntegrationError;

function refuseSignIn(refusal: Refusal, facts: Facts, response: HttpResponse): IntegrationError {
  // Jira's servers ask for a CAPTCHA after failed logins: trying on makes it worse.
  const denied = response.headers["x-authentication-denied-reason"];
  if (denied !== undefined) {
    return new AuthError({
      ...facts,
      code: "E_AUTH_REJECTED",
      message: `Jira locked the sign-in: ${denied.slice(0, longestText)}`,
      hint: "Sign in to Jira as that user in a browser, answer the CAPTCHA, then run `integ connect` again.",
    });
  }
  const code: ErrorCode = refusal.lacksScope ? "E_AUTH_SCOPE" : "E_AUTH_REJECTED";
  const hint = refusal.lacksScope
    ? { hint: "Give the app the scopes named in the connection's `scope`, then run `integ connect` again." }
    : {};
  return new AuthError({ ...facts, ...hint, code, message: `Jira refused the credential: ${refusal.text}` });
}

function refuseValues(refusal: Refusal, facts: Facts, request: HttpRequest): IntegrationError {
  const message = `Jira refused to ${facts.operation}: ${refusal.text}`;
  // A read has no values: what is wrong is what we ask for.
  if (request.effect === "repeatable" && request.endpointClass === "read")
    return new PermanentError({ ...facts, code: "E_VENDOR_ANSWER", message });
  return new ValidationError({ ...facts, code: "E_RECORD_INVALID", message });
}

const rules: Readonly<Record<number, Rule>> = {
  400: refuseValues,
  401: (refusal, facts, _request, response) => refuseSignIn(refusal, facts, response),
  403: (refusal, facts, request, response) => {
    if (response.headers["x-authentication-denied-reason"] !== undefined)
      return refuseSignIn(refusal, facts, response);
    const message = `Jira does not allow to ${facts.operation}: ${refusal.text}`;
    if (request.endpointClass === "read") return new AuthError({ ...facts, code: "E_AUTH_SCOPE", message });
    return new PermanentError({ ...facts, code: "E_RECORD_FORBIDDEN", message });
  },
  404: (refusal, facts) => {
    if (refusal.isJson)
      return new SyncError({ ...facts, code: "E_RECORD_GONE", message: `Jira says: ${refusal.text}` });
    return new PermanentError({
      ...facts,
      code: "E_VENDOR_ANSWER",
      message: "There is no Jira API at this address",
      hint: "Check `baseUrl` and `deployment` of the connection.",
    });
  },
  409: (refusal, facts) =>
    new SyncError({
      ...facts,
      code: "E_RECORD_LOCKED",
      message: `Jira met a colliding update: ${refusal.text}`,
      retryable: true,
    }),
  410: (refusal, facts) =>
    new ConfigError({
      ...facts,
      code: "E_CONFIG_INVALID",
      message: `Jira has no such call any more: ${refusal.text}`,
      hint: "Check `deployment` of the connection; else update integ.",
    }),
  413: refuseValues,
  422: refuseValues,
  429: (_refusal, facts, _request, response) => refuseForNow(facts, response),
};

function refuseForNow(facts: Facts, response: HttpResponse): IntegrationError {
  const reason = response.headers["ratelimit-reason"];
  const told = { ...facts, ...(reason === undefined ? {} : { vendorCode: reason }), retryable: true };
  // One issue's own limit: the others are not to wait for it.
  if (reason === "jira-per-issue-on-write") {
    return new SyncError({
      ...told,
      code: "E_RECORD_LOCKED",
      message: "Jira takes no more writes to this issue for now",
    });
  }
  return new RateLimitError({
    ...told,
    code: "E_RATE_LIMITED",
    message: `Jira's rate limit was met: ${facts.operation}`,
  });
}

/**
 * The vendor's answer of 400 or above as one of our errors; null leaves it to the general rules by status.
 * Retry-After and what may have taken effect are facts of HTTP, which the client adds.
 */
export function classify(response: HttpResponse, request: HttpRequest): IntegrationError | null {
  const refusal = readRefusal(response);
  const facts: Facts = { operation: request.operation, status: response.status };
  const rule = rules[response.status];
  if (rule !== undefined) return rule(refusal, facts, request, response);
  if (response.status < 500) return null;
  return new TransientError({
    ...facts,
    code: "E_VENDOR_DOWN",
    message: `Jira could not ${facts.operation}: ${refusal.text}`,
    retryable: true,
  });
}

/** One item of a batch that the vendor refused by the item's own status. */
export function itemRefusal(status: number, body: unknown, operation: string): IntegrationError {
  const text = JSON.stringify(body ?? {});
  const headers = { "content-type": "application/json" };
  const response: HttpResponse = { status, headers, text, json: () => body };
  const request: HttpRequest = {
    method: "POST",
    path: "",
    endpointClass: "write",
    effect: "once",
    operation,
  };
  const refused = classify(response, request);
  if (refused !== null && !(refused instanceof AuthError)) return refused;
  const { text: said } = readRefusal(response);
  return new ValidationError({
    code: "E_RECORD_INVALID",
    message: `Jira refused to ${operation}: ${said}`,
    operation,
    status,
  });
}
