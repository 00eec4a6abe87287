// The circuit breaker of one connection: after a run of failed requests calls are refused at once for a while,
// then one probe decides. Time is an argument, so simulated time drives it too.

export interface BreakerSettings {
  /** Requests that have failed in a row when it opens. */
  readonly failures: number;
  /** Milliseconds it stays open before a probe. */
  readonly openMs: number;
}

export interface BreakerStatus {
  readonly state: "closed" | "open" | "half-open";
  /** Requests, however often each was repeated. */
  readonly consecutiveFailures: number;
  /** Milliseconds until a probe is let through; 0 unless open. */
  readonly retryInMs: number;
}

/**
 * What a failure is about. `vendor`: nothing gets through. `record`: it may be the fault of what was to be written
 * alone, so any number of them leave it closed until something else fails as well.
 */
export type FailureScope = "vendor" | "record";

/** One call's passage; exactly one of the three is called when it has ended. */
export interface Passage {
  succeed(): void;
  fail(now: number, scope: FailureScope): void;
  /** The call ended without saying anything about the vendor. */
  withdraw(): void;
}

export class Breaker {
  readonly #settings: BreakerSettings;
  #failures = 0;
  /** Ids of the requests that are counted, while it is closed. */
  readonly #counted = new Set<string>();
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

  /** Lets a call of the request with this id pass; only when `refusesForMs` said null at the same moment. */
  enter(requestId: string): Passage {
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
      fail: (now, scope) => {
        if (!counts()) return;
        this.#count(requestId, scope);
        if (isProbe || this.#failures >= this.#settings.failures) this.#open(now);
      },
      withdraw: () => {
        counts();
      },
    };
  }

  #close(): void {
    this.#failures = 0;
    this.#counted.clear();
    if (this.#openUntil === null) return;
    this.#openUntil = null;
    this.#period += 1;
  }

  /** A request that is repeated until it works would otherwise be a run of failures all by itself. */
  #count(requestId: string, scope: FailureScope): void {
    if (this.#counted.has(requestId)) return;
    if (scope === "record" && this.#failures >= this.#settings.failures - 1) return;
    this.#counted.add(requestId);
    this.#failures += 1;
  }

  #open(now: number): void {
    this.#counted.clear();
    this.#openUntil = now + this.#settings.openMs;
    this.#period += 1;
  }
}
