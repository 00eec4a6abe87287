// ServiceNow's refusals → our errors. The body says in words what was wrong; there are no codes but the status.
// Source: servicenow.com docs "REST API HTTP response codes", "Inbound REST API rate limiting".
import { z } from "zod";
import {
  AuthError,
  type ErrorFacts,
  type IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../contract/http.ts";
import { withOAuthErrors } from "../../oauth/errors.ts";

const longestText = 300;

const Body = z.object({
  error: z.object({ message: z.string().nullish(), detail: z.string().nullish() }),
});

interface Refusal {
  readonly text: string;
  readonly isJson: boolean;
  /** The platform's name for what was thrown, where it gives one (`Data Policy Exception`, `ACL Exception`). */
  readonly thrown: string | null;
}

function readJson(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.text);
  } catch {
    return undefined;
  }
}

function readRefusal(response: HttpResponse): Refusal {
  const body = Body.safeParse(readJson(response));
  if (!body.success) return { text: `status ${response.status}`, isJson: false, thrown: null };
  const { message, detail } = body.data.error;
  const text = [message, detail].filter((part) => part != null && part !== "").join(": ");
  const thrown = /^([A-Z]\w*(?: [A-Z]\w*)* Exception)\b/.exec(detail ?? "")?.[1] ?? null;
  return { text: (text || `status ${response.status}`).slice(0, longestText), isJson: true, thrown };
}

type Facts = Pick<ErrorFacts, "operation" | "status" | "vendorCode">;
type Rule = (refusal: Refusal, facts: Facts, request: HttpRequest) => IntegrationError;

const refuseValues: Rule = (refusal, facts, request) => {
  const message = `ServiceNow refused to ${facts.operation}: ${refusal.text}`;
  // A read has no values: what is wrong is what we ask for.
  if (request.method === "GET") return new PermanentError({ ...facts, code: "E_VENDOR_ANSWER", message });
  return new ValidationError({ ...facts, code: "E_RECORD_INVALID", message });
};

const refuseRight: Rule = (refusal, facts, request) => {
  const message = `ServiceNow does not allow to ${facts.operation}: ${refusal.text}`;
  if (request.method === "GET") {
    return new AuthError({
      ...facts,
      code: "E_AUTH_SCOPE",
      message,
      hint: "Give the integration's user a role that may read the table (System Security > Access Control).",
    });
  }
  if (refusal.thrown === "Data Policy Exception") {
    return new ValidationError({
      ...facts,
      code: "E_RECORD_INVALID",
      message,
      hint: "Map the fields named above, or set `stateFields` of the connection for those that a state asks for; then run `integ replay-dlq`.",
    });
  }
  return new PermanentError({
    ...facts,
    code: "E_RECORD_FORBIDDEN",
    message,
    hint: "An access rule or a business rule of the instance refuses it: give the integration's user the role, or change the record as the rule says; then run `integ replay-dlq`.",
  });
};

const rules: Readonly<Record<number, Rule>> = {
  400: refuseValues,
  401: (refusal, facts) =>
    new AuthError({
      ...facts,
      code: "E_AUTH_REJECTED",
      message: `ServiceNow refused the credential: ${refusal.text}`,
      hint: "See that the user is active and not locked out and that its client may sign in, then run `integ connect` again.",
    }),
  403: refuseRight,
  404: (refusal, facts) => {
    if (refusal.isJson)
      return new SyncError({ ...facts, code: "E_RECORD_GONE", message: `ServiceNow says: ${refusal.text}` });
    return new PermanentError({
      ...facts,
      code: "E_VENDOR_ANSWER",
      message: "There is no ServiceNow API at this address",
      hint: "Check `baseUrl` of the connection.",
    });
  },
  406: refuseValues,
  409: (refusal, facts) =>
    new SyncError({
      ...facts,
      code: "E_RECORD_LOCKED",
      message: `ServiceNow met a colliding change: ${refusal.text}`,
      retryable: true,
    }),
  413: refuseValues,
  415: refuseValues,
  429: (refusal, facts) =>
    new RateLimitError({
      ...facts,
      code: "E_RATE_LIMITED",
      message: `A rate limit of the instance was met: ${refusal.text}`,
      retryable: true,
    }),
};

/**
 * The vendor's answer of 400 or above as one of our errors; null leaves it to the general rules by status.
 * Retry-After and what may have taken effect are facts of HTTP, which the client adds.
 */
export function classify(response: HttpResponse, request: HttpRequest): IntegrationError | null {
  const refusal = readRefusal(response);
  const rule = response.headers["x-ratelimit-rule"];
  const vendorCode = refusal.thrown ?? (response.status === 429 ? rule : undefined);
  const facts: Facts = {
    operation: request.operation,
    status: response.status,
    ...(vendorCode === undefined ? {} : { vendorCode }),
  };
  const known = rules[response.status];
  if (known !== undefined) return known(refusal, facts, request);
  if (response.status < 500) return null;
  return new TransientError({
    ...facts,
    code: "E_VENDOR_DOWN",
    message: `ServiceNow could not ${facts.operation}: ${refusal.text}`,
    retryable: true,
  });
}

/** The same for calls that sign in: a refresh token that ended is refused there with a code of no standard. */
export const classifySignIn = (response: HttpResponse, request: HttpRequest): IntegrationError | null => {
  const isRenewal = request.authorize === false && request.form?.grant_type === "refresh_token";
  if (isRenewal && response.status === 401) {
    return new AuthError({
      code: "E_AUTH_EXPIRED",
      message: "ServiceNow no longer takes the session's refresh token",
      operation: request.operation,
      status: response.status,
    });
  }
  return withOAuthErrors(classify)(response, request);
};
