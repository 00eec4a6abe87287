// The circuit breaker of one connection: after a run of failures calls are refused at once for a while,
// then one probe decides. Time is an argument, so simulated time drives it too.

export interface BreakerSettings {
  /** Consecutive failures that open it. */
  readonly failures: number;
  /** Milliseconds it stays open before a probe. */
  readonly openMs: number;
}

export interface BreakerStatus {
  readonly state: "closed" | "open" | "half-open";
  readonly consecutiveFailures: number;
  /** Milliseconds until a probe is let through; 0 unless open. */
  readonly retryInMs: number;
}

/** One call's passage; exactly one of the three is called when it has ended. */
export interface Passage {
  succeed(): void;
  fail(now: number): void;
  /** The call ended without saying anything about the vendor. */
  withdraw(): void;
}

export class Breaker {
  readonly #settings: BreakerSettings;
  #failures = 0;
  #openUntil: number | null = null;
  #probing = false;
  /** Passages of an earlier period do not count in the present one. */
  #period = 0;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  status(now: number): BreakerStatus {
    const consecutiveFailures = this.#failures;
    if (this.#openUntil === null) return { state: "closed", consecutiveFailures, retryInMs: 0 };
    const retryInMs = Math.max(0, this.#openUntil - now);
    return { state: retryInMs > 0 ? "open" : "half-open", consecutiveFailures, retryInMs };
  }

  /** Milliseconds a call would have to wait; null when it may pass now. */
  refusesForMs(now: number): number | null {
    const { state, retryInMs } = this.status(now);
    if (state === "closed") return null;
    if (state === "open") return retryInMs;
    return this.#probing ? this.#settings.openMs : null;
  }

  /** Lets a call pass; only when `refusesForMs` said null at the same moment. */
  enter(): Passage {
    const period = this.#period;
    const isProbe = this.#openUntil !== null;
    if (isProbe) this.#probing = true;
    const counts = (): boolean => {
      if (isProbe) this.#probing = false;
      return period === this.#period;
    };
    return {
      succeed: () => {
        if (counts()) this.#close();
      },
      fail: (now) => {
        if (counts()) this.#count(now, isProbe);
      },
      withdraw: () => {
        counts();
      },
    };
  }

  #close(): void {
    this.#failures = 0;
    if (this.#openUntil === null) return;
    this.#openUntil = null;
    this.#period += 1;
  }

  #count(now: number, isProbe: boolean): void {
    this.#failures += 1;
    if (!isProbe && this.#failures < this.#settings.failures) return;
    this.#openUntil = now + this.#settings.openMs;
    this.#period += 1;
  }
}
