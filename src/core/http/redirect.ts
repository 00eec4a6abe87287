// Redirects: which are followed, and what may not travel along.
import { PermanentError } from "../contract/errors.ts";
import type { Classify, HttpRequest, HttpResponse } from "../contract/http.ts";
import { effectOf } from "./classify.ts";

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const unanswered = { status: null, written: true, hasRetryAfter: false } as const;

/** Most redirects one request follows. */
export const maxRedirects = 3;

/** Where an answer sends on; null when it is no redirect. */
export function redirectOf(response: HttpResponse, from: URL): URL | null {
  const location = response.headers.location;
  if (!statuses.has(response.status) || location === undefined) return null;
  return URL.parse(location, from.href);
}

/**
 * Whether a redirect is followed: of reads only, on the same origin, or where the request allows it to another one
 * that is at least as well protected.
 */
export function isFollowed(request: HttpRequest, from: URL, to: URL): boolean {
  if (effectOf(request, unanswered) !== "none") return false;
  if (to.origin === from.origin) return true;
  if (request.foreignRedirects !== "unsigned") return false;
  return to.protocol === "https:" || to.protocol === from.protocol;
}

/** The error of a redirect that is not followed. */
export function refusedRedirect(
  connection: string,
  request: HttpRequest,
  status: number,
  target: URL,
): PermanentError {
  return new PermanentError({
    code: "E_VENDOR_ANSWER",
    message: `${connection} redirects "${request.operation}" to ${target.origin}, which is not followed`,
    hint: "Check the connection's URL: it should be the address the vendor redirects to.",
    connection,
    operation: request.operation,
    status,
    effect: effectOf(request, { status, written: true, hasRetryAfter: false }),
  });
}

/** A foreign host's refusal is about the one file: it must not pause the connection as a vendor's would. */
export const classifyForeign: Classify = (response, request) => {
  if (response.status !== 401 && response.status !== 403) return null;
  return new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `The host that keeps the file refused to ${request.operation}`,
    hint: "Open the file in the vendor's own UI; if it opens there, replay.",
    operation: request.operation,
    status: response.status,
  });
};
