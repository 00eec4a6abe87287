// Rate limits: fixed windows, counted per key, told in headers.
import type { Answer } from "../edge.ts";
import type { SandboxClock } from "../timers.ts";
import { tooManyHere } from "./errors.ts";

export interface Standing {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetS: number;
}

const MINUTE_MS = 60_000;

export class RateWindow {
  readonly #clock: SandboxClock;
  readonly #windowMs: number;
  readonly #counts = new Map<string, { startMs: number; used: number }>();

  constructor(clock: SandboxClock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  /** Counts one request; refused ones are not counted. */
  take(key: string, limit: number): Standing {
    const count = this.#count(key);
    const allowed = count.used < limit;
    if (allowed) count.used += 1;
    return { ...this.look(key, limit), allowed };
  }

  look(key: string, limit: number): Standing {
    const count = this.#count(key);
    const resetS = Math.max(1, Math.ceil((count.startMs + this.#windowMs - this.#clock.now()) / 1000));
    return { allowed: count.used < limit, limit, remaining: Math.max(0, limit - count.used), resetS };
  }

  #count(key: string): { startMs: number; used: number } {
    const now = this.#clock.now();
    const held = this.#counts.get(key);
    if (held !== undefined && now - held.startMs < this.#windowMs) return held;
    if (this.#counts.size > 20_000) this.#counts.clear();
    const fresh = { startMs: now, used: 0 };
    this.#counts.set(key, fresh);
    return fresh;
  }
}

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
