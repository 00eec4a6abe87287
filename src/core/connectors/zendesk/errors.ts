// Zendesk's refusals → our errors. It answers in several shapes at once (JSON in four forms, plain text, HTML),
// so the content type is looked at first. Source: developer.zendesk.com "Requests" › Response format.
import {
  AuthError,
  type IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../contract/http.ts";
import { perTicketHeader, readEndpointLimit, updatesHeader } from "./limits.ts";

/** What a refusal says, whatever its shape. */
interface Refusal {
  /** The vendor's code, when it gives one (`RecordInvalid`, `invalid_token`). */
  readonly code: string | null;
  readonly text: string;
  /** Codes of the single fields' faults (`BlankValue`, `DuplicateValue`). */
  readonly fieldCodes: readonly string[];
  readonly isJson: boolean;
}

const longestText = 300;
// OAuth codes, RFC 6749 §5.2 and RFC 6750 §3.1; Zendesk uses them for the token endpoint and on tokens.
const scopeCodes = new Set(["invalid_scope", "insufficient_scope"]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function parseJson(response: HttpResponse): unknown {
  if (!/\bjson\b/i.test(response.headers["content-type"] ?? "")) return undefined;
  try {
    return JSON.parse(response.text);
  } catch {
    return undefined;
  }
}

function fieldFaults(details: unknown): readonly { readonly code: string | null; readonly text: string }[] {
  if (!isObject(details)) return [];
  return Object.entries(details).flatMap(([field, faults]) =>
    (Array.isArray(faults) ? faults : [faults]).map((fault) => ({
      code: isObject(fault) ? text(fault.error) : null,
      text: `${field}: ${(isObject(fault) ? text(fault.description) : text(fault)) ?? "refused"}`,
    })),
  );
}

/** Reads a refusal of any of the vendor's shapes; never throws. */
function readRefusal(response: HttpResponse): Refusal {
  const body = parseJson(response);
  const plain = { code: null, text: `status ${response.status}`, fieldCodes: [] };
  if (!isObject(body)) return { ...plain, isJson: false };
  const first = Array.isArray(body.errors) ? body.errors[0] : body.error;
  const faults = fieldFaults(body.details);
  if (isObject(first)) {
    const said = text(first.detail) ?? text(first.message) ?? text(first.title) ?? plain.text;
    return { code: text(first.code) ?? text(first.title), text: said, fieldCodes: [], isJson: true };
  }
  const told = faults.map((fault) => fault.text).join("; ");
  const said = text(told) ?? text(body.description) ?? text(body.error_description) ?? text(body.message);
  return {
    code: text(first),
    text: (said ?? text(first) ?? plain.text).slice(0, longestText),
    fieldCodes: faults.flatMap((fault) => (fault.code === null ? [] : [fault.code])),
    isJson: true,
  };
}

interface Facts {
  readonly operation: string;
  readonly status: number;
  readonly vendorCode?: string;
}

type Rule = (
  refusal: Refusal,
  facts: Facts,
  request: HttpRequest,
  response: HttpResponse,
) => IntegrationError;

function refuseSignIn(refusal: Refusal, facts: Facts): IntegrationError {
  const lacksScope = refusal.code !== null && scopeCodes.has(refusal.code);
  return new AuthError({
    ...facts,
    code: lacksScope ? "E_AUTH_SCOPE" : "E_AUTH_REJECTED",
    message: `Zendesk refused the credential: ${refusal.text}`,
  });
}

function isUsedUp({ headers }: HttpResponse, name: string): boolean {
  return readEndpointLimit(headers[name] ?? "").remaining === 0;
}

const rules: Readonly<Record<number, Rule>> = {
  400: (refusal, facts, request) => {
    if (refusal.code === "IdempotentRequestError") {
      return new SyncError({
        ...facts,
        code: "E_OUTCOME_UNKNOWN",
        message: "Zendesk has seen this create before with other values",
        effect: "unknown",
      });
    }
    return refuseValues(refusal, facts, request);
  },
  401: (refusal, facts) => refuseSignIn(refusal, facts),
  403: (refusal, facts, request) => {
    const lacksScope = refusal.code !== null && scopeCodes.has(refusal.code);
    if (lacksScope) return refuseSignIn(refusal, facts);
    const message = `Zendesk does not allow to ${facts.operation}: ${refusal.text}`;
    if (request.method === "GET") return new AuthError({ ...facts, code: "E_AUTH_SCOPE", message });
    return new PermanentError({ ...facts, code: "E_RECORD_FORBIDDEN", message });
  },
  404: (refusal, facts) => {
    if (refusal.isJson)
      return new SyncError({ ...facts, code: "E_RECORD_GONE", message: "Zendesk does not know the record" });
    return new PermanentError({
      ...facts,
      code: "E_VENDOR_ANSWER",
      message: "There is no Zendesk API at this address",
      hint: "Check `subdomain` (or `baseUrl`) of the connection.",
    });
  },
  409: (refusal, facts) => {
    if (refusal.code === "UpdateConflict") {
      // Not retryable as it is: the same stamp is refused for ever. The record is to be read again.
      return new SyncError({
        ...facts,
        code: "E_RECORD_MOVED",
        message: "The ticket changed since it was read",
      });
    }
    // Two creates at once with one new requester, or one idempotency key in flight twice: nothing was written.
    return new SyncError({
      ...facts,
      code: "E_RECORD_LOCKED",
      message: `Zendesk is busy with a colliding request: ${refusal.text}`,
      retryable: true,
    });
  },
  413: (refusal, facts, request) => refuseValues(refusal, facts, request),
  422: (refusal, facts, request) => refuseValues(refusal, facts, request),
  429: (_refusal, facts, _request, response) => {
    // Other tickets may go on: it says something of this one alone.
    const isTicketsOwn = isUsedUp(response, perTicketHeader) && !isUsedUp(response, updatesHeader);
    const message = `Zendesk's rate limit was met: ${facts.operation}`;
    if (isTicketsOwn) return new SyncError({ ...facts, code: "E_RECORD_LOCKED", message, retryable: true });
    return new RateLimitError({ ...facts, code: "E_RATE_LIMITED", message, retryable: true });
  },
};

function refuseValues(refusal: Refusal, facts: Facts, request: HttpRequest): IntegrationError {
  const message = `Zendesk refused to ${facts.operation}: ${refusal.text}`;
  if (request.method === "GET") return new PermanentError({ ...facts, code: "E_VENDOR_ANSWER", message });
  const isDuplicate =
    refusal.fieldCodes.length > 0 && refusal.fieldCodes.every((code) => code === "DuplicateValue");
  return new ValidationError({
    ...facts,
    code: isDuplicate ? "E_RECORD_DUPLICATE" : "E_RECORD_INVALID",
    message,
  });
}

/**
 * The vendor's answer of 400 or above as one of our errors; null leaves it to the general rules by status.
 * Retry-After and what may have taken effect are facts of HTTP, which the client adds.
 */
export function classify(response: HttpResponse, request: HttpRequest): IntegrationError | null {
  const refusal = readRefusal(response);
  const facts: Facts = {
    operation: request.operation,
    status: response.status,
    ...(refusal.code === null ? {} : { vendorCode: refusal.code }),
  };
  const rule = rules[response.status];
  if (rule !== undefined) return rule(refusal, facts, request, response);
  if (response.status < 500) return null;
  return new TransientError({
    ...facts,
    code: "E_VENDOR_DOWN",
    message: `Zendesk could not ${facts.operation}: ${refusal.text}`,
    retryable: true,
  });
}
