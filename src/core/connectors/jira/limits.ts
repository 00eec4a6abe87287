// Jira's rate limits as buckets, and what its headers tell about them.
// Source: developer.atlassian.com "Rate limiting" (points of apps, burst per endpoint and method, per issue).
import type { HttpRequest, HttpResponse, LimitObservation, LimitRule } from "../../contract/http.ts";
import type { Settings } from "./config.ts";

const secondMs = 1000;
const hourMs = 3_600_000;
/** Of an app's points in an hour, at one point a request; API tokens are under the burst limits alone. */
const requestsPerHour = 65_000;

/** `all` is entered with each of the others: the ceiling over every call. `files` are the bytes of attachments. */
export type EndpointClass = "read" | "write" | "files" | "sign-in" | "all";

/** Buckets of a connection; its ceiling, where one is set, in place of the app's hour. */
export function limitsFor(ceiling: Settings["ceiling"]): Readonly<Record<EndpointClass, LimitRule>> {
  const burst = (capacity: number): LimitRule => ({ capacity, perMs: secondMs, within: "all" });
  return {
    read: burst(100),
    write: burst(50),
    files: burst(50),
    "sign-in": burst(10),
    all: ceiling ?? { capacity: requestsPerHour, perMs: hourMs },
  };
}

const quotaReason = /^jira-quota-/;

/**
 * A used-up quota concerns every call, whichever met it; the other reasons are told by the refusal itself. The counts
 * in `x-ratelimit-*` belong to one endpoint and method, of which a class here holds several, so they are not taken over.
 */
export function observeLimits(response: HttpResponse, _request: HttpRequest): readonly LimitObservation[] {
  const isSpent = response.status === 429 && quotaReason.test(response.headers["ratelimit-reason"] ?? "");
  const seconds = Number(response.headers["retry-after"]);
  if (!isSpent || !Number.isFinite(seconds)) return [];
  return [{ endpointClass: "all", remaining: 0, resetsInMs: seconds * secondMs }];
}
