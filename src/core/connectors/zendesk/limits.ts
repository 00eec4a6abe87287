// Zendesk's rate limits as buckets, and what its headers tell about them.
// Source: developer.zendesk.com "Rate limits" (account, update ticket, delete, deep lists, incremental export).
import type { HttpRequest, HttpResponse, LimitObservation, LimitRule } from "../../contract/http.ts";
import { accountLimitPerMinute } from "./config.ts";

const minuteMs = 60_000;

/**
 * Endpoint classes: `tickets-update` is the single update, `deep-list` pages beyond the 500th. `jobs` starts jobs:
 * the vendor refuses that alone while 30 are open, and polls must not wait for it. `files` fetches the bytes of
 * attachments, mostly from another host: its refusals must not hold up the API's calls.
 */
export type EndpointClass =
  | "account"
  | "jobs"
  | "tickets-update"
  | "tickets-delete"
  | "incremental"
  | "deep-list"
  | "files";

/** Buckets of an account with `accountPerMinute` requests a minute, in which those of single endpoints count as well. */
export function limitsFor(accountPerMinute: number): Readonly<Record<EndpointClass, LimitRule>> {
  return {
    account: { capacity: accountPerMinute, perMs: minuteMs },
    jobs: { capacity: accountPerMinute, perMs: minuteMs, within: "account" },
    "tickets-update": { capacity: 100, perMs: minuteMs, within: "account" },
    "tickets-delete": { capacity: 400, perMs: minuteMs, within: "account" },
    incremental: { capacity: 10, perMs: minuteMs, within: "account" },
    "deep-list": { capacity: 50, perMs: minuteMs, within: "account" },
    // No limit is published for it, nor that it is free.
    files: { capacity: accountPerMinute, perMs: minuteMs, within: "account" },
  };
}

export const defaultLimits = limitsFor(accountLimitPerMinute.enterprise);

function count(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header.trim()) ? Number(header) : undefined;
}

function observation(
  endpointClass: string,
  told: { capacity?: number | undefined; remaining?: number | undefined; resetsInMs?: number | undefined },
): readonly LimitObservation[] {
  if (told.capacity === undefined && told.remaining === undefined) return [];
  return [
    {
      endpointClass,
      ...(told.capacity === undefined ? {} : { capacity: told.capacity }),
      ...(told.remaining === undefined ? {} : { remaining: told.remaining }),
      ...(told.resetsInMs === undefined ? {} : { resetsInMs: told.resetsInMs }),
    },
  ];
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}

function observeAccount(headers: HttpResponse["headers"]): readonly LimitObservation[] {
  return observation("account", {
    capacity: count(headers["x-rate-limit"]) ?? count(headers["ratelimit-limit"]),
    remaining: count(headers["x-rate-limit-remaining"]) ?? count(headers["ratelimit-remaining"]),
    resetsInMs: seconds(count(headers["ratelimit-reset"])),
  });
}

interface EndpointLimit {
  readonly total: number | undefined;
  readonly remaining: number | undefined;
  readonly resetsInMs: number | undefined;
}

/** What a header about one endpoint says (`total=20; remaining=19; resets=15`). */
export function readEndpointLimit(header: string): EndpointLimit {
  const parts = new Map(
    header.split(";").map((part) => [part.split("=")[0]?.trim(), part.split("=")[1]?.trim()]),
  );
  return {
    total: count(parts.get("total")),
    remaining: count(parts.get("remaining")),
    resetsInMs: seconds(count(parts.get("resets"))),
  };
}

// The window behind `total` is not told, so only what remains and when it resets is taken over.
function observeEndpoint(name: string, value: string, request: HttpRequest): readonly LimitObservation[] {
  const isOwn = name === "tickets-update" || request.endpointClass === "incremental";
  if (!isOwn) return [];
  const { remaining, resetsInMs } = readEndpointLimit(value);
  const endpointClass = name === "tickets-update" ? "tickets-update" : request.endpointClass;
  return observation(endpointClass, { remaining, resetsInMs });
}

const endpointPrefix = "zendesk-ratelimit-";

/** The header about single updates of all tickets. */
export const updatesHeader = `${endpointPrefix}tickets-update`;

/** The header about the updates of one ticket: no bucket's, as other tickets may go on (ticket-pace.ts). */
export const perTicketHeader = `${endpointPrefix}per-ticket-updates`;

/**
 * What a response's headers tell: `x-rate-limit*` and `ratelimit-*` about the account (per minute),
 * `zendesk-ratelimit-<name>: total=20; remaining=19; resets=15` about one endpoint. The per-ticket one is
 * left out.
 */
export function observeLimits(response: HttpResponse, request: HttpRequest): readonly LimitObservation[] {
  const endpoints = Object.entries(response.headers)
    .filter(([name]) => name.startsWith(endpointPrefix) && name !== perTicketHeader)
    .flatMap(([name, value]) => observeEndpoint(name.slice(endpointPrefix.length), value, request));
  return [...observeAccount(response.headers), ...endpoints];
}
