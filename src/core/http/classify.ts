// What a failed exchange means: the general rules, by status and by fault of the transport.
// A connector's own classification goes first; the facts about effect are always ours.
import {
  AuthError,
  ConfigError,
  type Effect,
  type ErrorFacts,
  IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../contract/errors.ts";
import type { Classify, HttpRequest, HttpResponse } from "../contract/http.ts";
import { parseRetryAfterMs } from "./retry.ts";
import type { FaultKind, TransportFault } from "./transport.ts";

/** Where an exchange ended: `status` is null without an answer; `written` when bytes may have left. */
export interface ExchangeEnd {
  readonly status: number | null;
  readonly written: boolean;
  readonly hasRetryAfter: boolean;
}

interface Place {
  readonly connection: string;
  readonly now: number;
}

/**
 * Whether a failed request may have changed something at the vendor. A refusal (4xx, 429) applied
 * nothing; a gateway's 502 or 504 says nothing about what the server behind it did.
 */
export function effectOf(request: Pick<HttpRequest, "method">, end: ExchangeEnd): Effect {
  if (request.method === "GET" || request.method === "HEAD" || !end.written) return "none";
  const { status } = end;
  if (status === null || status < 300 || status === 303 || status === 408) return "unknown";
  if (status === 503 && end.hasRetryAfter) return "none";
  return status >= 500 ? "unknown" : "none";
}

/** The same error with some facts replaced; its class and everything else stay. */
export function restate(error: IntegrationError, changes: Partial<ErrorFacts>): IntegrationError {
  const facts: Record<string, unknown> = { ...changes };
  for (const name of factNames) facts[name] ??= error[name];
  const { code, message } = error;
  const Kind = kinds.find((kind) => error instanceof kind) ?? IntegrationError;
  const restated = new Kind({ code, message, ...facts });
  if (error.stack !== undefined) restated.stack = error.stack;
  return restated;
}

const factNames = [
  "hint",
  "connection",
  "operation",
  "vendorCode",
  "status",
  "retryable",
  "retryAfterMs",
  "effect",
  "cause",
] as const;

const kinds = [
  AuthError,
  RateLimitError,
  SyncError,
  ValidationError,
  ConfigError,
  TransientError,
  PermanentError,
] as const;

/** The error of an answer of 400 or above. */
export function classifyAnswer(
  response: HttpResponse,
  request: HttpRequest,
  classify: Classify,
  place: Place,
): IntegrationError {
  const retryAfterMs = parseRetryAfterMs(response.headers["retry-after"], place.now);
  const end = { status: response.status, written: true, hasRetryAfter: retryAfterMs !== undefined };
  const ours = effectOf(request, end);
  const error = askConnector(classify, response, request) ?? byStatus(response, request, place, retryAfterMs);
  return restate(error, {
    connection: place.connection,
    operation: request.operation,
    status: response.status,
    effect: ours === "unknown" ? "unknown" : error.effect,
    ...(error.retryAfterMs === undefined && retryAfterMs !== undefined ? { retryAfterMs } : {}),
  });
}

function askConnector(
  classify: Classify,
  response: HttpResponse,
  request: HttpRequest,
): IntegrationError | null {
  try {
    return classify(response, request);
  } catch (error) {
    // A gateway's HTML page where the connector expected JSON: the status alone must do.
    if (error instanceof IntegrationError) return null;
    throw error;
  }
}

type ErrorKind = (typeof kinds)[number];
interface Rule {
  readonly Kind: ErrorKind;
  readonly code: ErrorFacts["code"];
  readonly retryable: boolean;
}

const rule = (Kind: ErrorKind, code: ErrorFacts["code"], retryable = false): Rule => ({
  Kind,
  code,
  retryable,
});

// Meanings of RFC 9110 section 15.5 and 15.6, as far as they are common to vendors.
const rules: Readonly<Record<number, Rule>> = {
  400: rule(ValidationError, "E_RECORD_INVALID"),
  401: rule(AuthError, "E_AUTH_REJECTED"),
  403: rule(PermanentError, "E_RECORD_FORBIDDEN"),
  404: rule(SyncError, "E_RECORD_GONE"),
  408: rule(TransientError, "E_TIMEOUT", true),
  409: rule(SyncError, "E_RECORD_MOVED"),
  410: rule(SyncError, "E_RECORD_GONE"),
  412: rule(SyncError, "E_RECORD_MOVED"),
  413: rule(ValidationError, "E_RECORD_INVALID"),
  422: rule(ValidationError, "E_RECORD_INVALID"),
  423: rule(SyncError, "E_RECORD_LOCKED", true),
  429: rule(RateLimitError, "E_RATE_LIMITED", true),
};

function byStatus(
  response: HttpResponse,
  request: HttpRequest,
  place: Place,
  retryAfterMs: number | undefined,
): IntegrationError {
  const { status } = response;
  const vendorDown = rule(TransientError, "E_VENDOR_DOWN", true);
  const senseless = rule(PermanentError, "E_VENDOR_ANSWER");
  const { Kind, code, retryable } = rules[status] ?? (status >= 500 ? vendorDown : senseless);
  return new Kind({
    code,
    retryable,
    message: `${place.connection} answered ${status} to "${request.operation}"`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

const faultRules: Readonly<Record<FaultKind, Rule>> = {
  unreachable: rule(TransientError, "E_UNREACHABLE", true),
  tls: rule(TransientError, "E_TLS", true),
  proxy: rule(TransientError, "E_PROXY", true),
  broken: rule(TransientError, "E_UNREACHABLE", true),
  timeout: rule(TransientError, "E_TIMEOUT", true),
  "too-large": rule(PermanentError, "E_VENDOR_ANSWER"),
  undecodable: rule(TransientError, "E_VENDOR_ANSWER", true),
};

/** The error of an exchange that gave no whole answer. */
export function classifyFault(fault: TransportFault, request: HttpRequest, place: Place): IntegrationError {
  const { Kind, code, retryable } = faultRules[fault.kind];
  const effect = effectOf(request, { status: fault.status, written: fault.written, hasRetryAfter: false });
  return new Kind({
    code,
    retryable,
    effect,
    connection: place.connection,
    operation: request.operation,
    message: `${place.connection}: "${request.operation}" got no usable answer: ${fault.message}`,
    cause: fault,
    ...(fault.status === null ? {} : { status: fault.status }),
    ...(fault.hint === null ? {} : { hint: fault.hint }),
  });
}
