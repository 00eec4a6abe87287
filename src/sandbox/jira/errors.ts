// Jira's error shapes (fact sheet, sections 2, 13 and 14).
import { type Answer, Refusal } from "../edge.ts";
import type { Fault } from "../faults.ts";
import type { JsonObject } from "../json.ts";

export type FieldErrors = Readonly<Record<string, string>>;

export function errorAnswer(status: number, messages: readonly string[], errors: FieldErrors = {}): Answer {
  return { status, body: { errorMessages: [...messages], errors: { ...errors } } };
}

export function refuse(status: number, message: string): Refusal {
  return new Refusal(errorAnswer(status, [message]));
}

export function refuseFields(errors: FieldErrors): Refusal {
  return new Refusal(errorAnswer(400, [], errors));
}

/** Deleted, never there, or not to be seen: told in the same words. */
export function noIssue(): Refusal {
  return refuse(404, "Issue does not exist or you do not have permission to see it.");
}

/** The credential is wrong or missing: no JSON. */
export function notAuthenticated(): Answer {
  return {
    status: 401,
    text: "Client must be authenticated to access this resource.",
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      "x-seraph-loginreason": "AUTHENTICATED_FAILED",
      "www-authenticate": 'OAuth realm="sandbox"',
    },
  };
}

export function wrongScope(): Answer {
  return { status: 401, body: { code: 401, message: "Unauthorized; scope does not match" } };
}

export function tokenError(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}

export function noPath(): Answer {
  return {
    status: 404,
    text: "<html><head><title>Oops, you&#39;ve found a dead link.</title></head><body></body></html>",
    headers: { "content-type": "text/html;charset=UTF-8" },
  };
}

export function goneSearch(): Answer {
  const message =
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046";
  return errorAnswer(410, [message]);
}

/** A hand-made request from a browser could be a trap: uploads must say that they are none. */
export function xsrfFailed(): Answer {
  return { status: 403, text: "XSRF check failed", headers: { "content-type": "text/html;charset=UTF-8" } };
}

export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 503;
  const headers: Record<string, string> =
    fault.retryAfterS === null ? {} : { "retry-after": String(fault.retryAfterS) };
  if (status === 401 && fault.code === null) return notAuthenticated();
  if (status === 429 && fault.code !== null) headers["ratelimit-reason"] = fault.code;
  const body: JsonObject = { errorMessages: [fault.message ?? "Injected by a fault"], errors: {} };
  return { status, body, headers };
}
