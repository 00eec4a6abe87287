// Tries until it works, and remembers what keeps it from working.
import type { ErrorCode } from "../core/contract/error-codes.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Clock, Logger } from "../core/contract/runtime.ts";

export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

const retryMs = 2_000;
const longestRetryMs = 30_000;

/** The things one worker keeps trying, by name, and the faults of those that fail now. */
export class Persistence {
  readonly #faults = new Map<string, Fault>();
  readonly #clock: Clock;
  readonly #log: Logger;
  #turnedAt: number;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
    this.#turnedAt = clock.now();
  }

  /** When something was last begun, milliseconds since the Unix epoch. */
  get turnedAt(): number {
    return this.#turnedAt;
  }

  /** The oldest fault that still holds; null when everything works. */
  get fault(): Fault | null {
    const faults = [...this.#faults.values()];
    return faults.reduce<Fault | null>(
      (oldest, one) => (oldest && oldest.since <= one.since ? oldest : one),
      null,
    );
  }

  /** The action's result once it works; null when the signal aborts first. Never rejects. */
  async untilDone<T>(what: string, signal: AbortSignal, action: () => Promise<T>): Promise<T | null> {
    while (!signal.aborted) {
      this.#turnedAt = this.#clock.now();
      try {
        const result = await action();
        this.#faults.delete(what);
        return result;
      } catch (error) {
        if (signal.aborted) return null;
        this.note(what, error);
        await this.#clock.sleep(retryDelayMs(error), signal).catch(() => undefined);
      }
    }
    return null;
  }

  /** Tries once. A fault holds until the same thing has worked. */
  async attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.#faults.delete(what);
    } catch (error) {
      this.note(what, error);
    }
  }

  /** Notes a fault that nobody retries here. */
  note(what: string, error: unknown): void {
    const known = error instanceof IntegrationError;
    const code = known ? error.code : "E_INTERNAL";
    const message = error instanceof Error ? error.message : String(error);
    const since = this.#faults.get(what)?.since ?? this.#clock.now();
    this.#faults.set(what, { code, message, hint: known ? error.hint : "", since });
    this.#log.warn("sync.fault", { during: what, code, message });
  }

  /** Forgets the faults of things that are not tried any more. */
  clear(): void {
    this.#faults.clear();
  }
}

const retryDelayMs = (error: unknown): number =>
  error instanceof IntegrationError ? Math.min(error.retryAfterMs ?? retryMs, longestRetryMs) : retryMs;
