// A limit on requests: fixed windows, counted per key.
import type { SandboxClock } from "./timers.ts";

export interface Standing {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetS: number;
}

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
