// ServiceNow's rate limits as buckets. An admin makes the rules, per hour and API; without any there are only the
// instance's semaphores, so what is declared here is far above what one of them lets through.
// Source: servicenow.com docs "Inbound REST API rate limiting".
import type { HttpRequest, HttpResponse, LimitObservation, LimitRule } from "../../contract/http.ts";
import type { Settings } from "./config.ts";

const hourMs = 3_600_000;
const secondMs = 1000;
const requestsPerHour = 180_000;

/** By API; `all` is entered with each of the others. `actions` are the APIs that only actions call. */
export type EndpointClass = "table" | "actions" | "attachment" | "sign-in" | "all";

/** Buckets of a connection, with its ceiling over every call where one is set. */
export function limitsFor(ceiling: Settings["ceiling"]): Readonly<Record<EndpointClass, LimitRule>> {
  const hourly: LimitRule = { capacity: requestsPerHour, perMs: hourMs, within: "all" };
  return {
    table: hourly,
    actions: hourly,
    attachment: hourly,
    "sign-in": hourly,
    all:
      ceiling === null
        ? { capacity: requestsPerHour, perMs: hourMs }
        : { capacity: ceiling.requests, perMs: ceiling.perMs },
  };
}

/**
 * The rule that a call fell under: its capacity in the hour, and when it begins anew (`X-RateLimit-Reset`, seconds
 * since 1970). What is left is not told; a refusal means that nothing is.
 */
export function observeLimits(response: HttpResponse, request: HttpRequest): readonly LimitObservation[] {
  const capacity = Number(response.headers["x-ratelimit-limit"]);
  if (!Number.isInteger(capacity) || capacity <= 0) return [];
  const { endpointClass } = request;
  if (response.status !== 429) return [{ endpointClass, capacity }];
  const seconds = Number(response.headers["retry-after"]);
  const resetsInMs = Number.isFinite(seconds) ? seconds * secondMs : undefined;
  return [{ endpointClass, capacity, remaining: 0, ...(resetsInMs === undefined ? {} : { resetsInMs }) }];
}
