// Rate limits: counted per minute or ticket, told in headers.
import type { Answer } from "../edge.ts";
import { RateWindow, type Standing } from "../rate-window.ts";
import type { SandboxClock } from "../timers.ts";
import { tooManyHere } from "./errors.ts";

const MINUTE_MS = 60_000;

export class RateLimits {
  readonly account: RateWindow;
  readonly endpoint: RateWindow;
  readonly perTicket: RateWindow;

  constructor(clock: SandboxClock) {
    this.account = new RateWindow(clock, MINUTE_MS);
    this.endpoint = new RateWindow(clock, MINUTE_MS);
    this.perTicket = new RateWindow(clock, 10 * MINUTE_MS);
  }
}

export function accountHeaders(standing: Standing): Readonly<Record<string, string>> {
  return {
    "x-rate-limit": String(standing.limit),
    "x-rate-limit-remaining": String(standing.remaining),
    "ratelimit-limit": String(standing.limit),
    "ratelimit-remaining": String(standing.remaining),
    "ratelimit-reset": String(standing.resetS),
  };
}

export function endpointHeader(name: string, standing: Standing): Readonly<Record<string, string>> {
  const { limit, remaining, resetS } = standing;
  return { [`zendesk-ratelimit-${name}`]: `total=${limit}; remaining=${remaining}; resets=${resetS}` };
}

/** The 429 of an endpoint's own limit, or null when the request is within it. */
export function overLimit(
  what: string,
  standing: Standing,
  headers: Readonly<Record<string, string>>,
): Answer | null {
  return standing.allowed ? null : tooManyHere(what, standing.resetS, headers);
}
