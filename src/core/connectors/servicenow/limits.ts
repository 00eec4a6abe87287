// ServiceNow's rate limits as buckets. An admin makes the rules, per hour and API; without any there are only the
// instance's semaphores, so what is declared here is far above what one of them lets through.
// Source: servicenow.com docs "Inbound REST API rate limiting".
import type { HttpRequest, HttpResponse, LimitObservation, LimitRule } from "../../contract/http.ts";
import type { Settings } from "./config.ts";

const hourMs = 3_600_000;
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
    all: ceiling ?? { capacity: requestsPerHour, perMs: hourMs },
  };
}

/** The capacity in the hour of the rule that a call fell under. What is left of it is not told. */
export function observeLimits(response: HttpResponse, request: HttpRequest): readonly LimitObservation[] {
  const capacity = Number(response.headers["x-ratelimit-limit"]);
  if (!Number.isInteger(capacity) || capacity <= 0) return [];
  return [{ endpointClass: request.endpointClass, capacity }];
}
