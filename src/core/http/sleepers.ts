// Requests that sleep until a limit lets them go, and for how long still.
import type { Clock } from "../contract/runtime.ts";

export class Sleepers {
  readonly #clock: Clock;
  readonly #sleepers = new Set<{ readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `toldMs`: how long it is likely to last when it looks around sooner. Rejects with the signal's reason. */
  async sleep(forMs: number, signal: AbortSignal, toldMs = forMs): Promise<void> {
    const sleeper = { until: this.#clock.now() + toldMs };
    this.#sleepers.add(sleeper);
    try {
      await this.#clock.sleep(forMs, signal);
    } finally {
      this.#sleepers.delete(sleeper);
    }
  }

  /** Milliseconds until the first of them wakes; 0 when none sleeps. */
  waitsMs(): number {
    if (this.#sleepers.size === 0) return 0;
    const first = Math.min(...[...this.#sleepers].map(({ until }) => until));
    return Math.max(0, first - this.#clock.now());
  }
}
