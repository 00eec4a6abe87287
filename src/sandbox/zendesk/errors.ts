// Zendesk's error shapes, several at once as the vendor has them (fact sheet section 12).
import type { Answer } from "../edge.ts";
import type { Fault } from "../faults.ts";
import type { JsonObject } from "../json.ts";

/** One fault of one field: 422 RecordInvalid lists them by field. */
export interface FieldProblem {
  readonly field: string;
  readonly error: string;
  readonly description: string;
}

export function recordInvalid(problems: readonly FieldProblem[]): Answer {
  const details: Record<string, JsonObject[]> = {};
  for (const { field, error, description } of problems) {
    const listed = details[field] ?? [];
    details[field] = [...listed, { description, error }];
  }
  return { status: 422, body: { error: "RecordInvalid", description: "Record validation errors", details } };
}

export function notFound(): Answer {
  return { status: 404, body: { error: "RecordNotFound", description: "Not found" } };
}

/** A path nobody serves, as told by the router before any record is looked for. */
export function noEndpoint(): Answer {
  return {
    status: 404,
    body: { error: { title: "No endpoint", message: "The page you are looking for is not here" } },
  };
}

export function titled(status: number, title: string, message: string): Answer {
  return { status, body: { error: { title, message } } };
}

export function named(status: number, error: string, description: string): Answer {
  return { status, body: { error, description } };
}

export function listed(status: number, code: string, title: string, detail: string): Answer {
  return { status, body: { errors: [{ code, title, detail, status: String(status) }] } };
}

export function updateConflict(): Answer {
  const description =
    "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.";
  return named(409, "UpdateConflict", description);
}

export function notAuthenticated(): Answer {
  return { status: 401, body: { error: "Couldn't authenticate you" } };
}

export function invalidToken(): Answer {
  const description =
    "The access token provided is expired, revoked, malformed or invalid for other reasons.";
  return { status: 401, body: { error: "invalid_token", error_description: description } };
}

export function oauthError(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}

/** 429; the account-wide one is plain text, which clients must survive. */
export function tooMany(retryAfterS: number, headers: Readonly<Record<string, string>> = {}): Answer {
  const type = { "content-type": "text/plain; charset=utf-8", "retry-after": String(retryAfterS) };
  return {
    status: 429,
    text: "Number of allowed API requests per minute exceeded",
    headers: { ...type, ...headers },
  };
}

export function tooManyHere(
  what: string,
  retryAfterS: number,
  headers: Readonly<Record<string, string>>,
): Answer {
  const description = `Number of allowed ${what} requests exceeded`;
  return {
    ...named(429, "TooManyRequests", description),
    headers: { "retry-after": String(retryAfterS), ...headers },
  };
}

export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 503;
  const retry: Record<string, string> =
    fault.retryAfterS === null ? {} : { "retry-after": String(fault.retryAfterS) };
  const answer = bodyByStatus(status, fault);
  return { ...answer, headers: { ...answer.headers, ...retry } };
}

function bodyByStatus(status: number, fault: Fault): Answer {
  if (fault.code !== null) return named(status, fault.code, fault.message ?? "Injected by a fault");
  if (status === 401) return notAuthenticated();
  if (status === 404) return notFound();
  if (status === 429) return { ...tooMany(fault.retryAfterS ?? 60) };
  if (status === 409) {
    const headers = { "content-type": "text/plain; charset=utf-8" };
    return { status, text: fault.message ?? "Requester creation collision - please try again", headers };
  }
  return titled(status, "Injected fault", fault.message ?? "Injected by a fault");
}
