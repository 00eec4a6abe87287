// What the processes of this proof are told, and the clock they have in common.
import type { Clock } from "../../../src/core/contract/runtime.ts";

export interface Orders {
  readonly origin: string;
  /** The shared books; null: each process keeps its own. */
  readonly file: string | null;
  readonly capacity: number;
  readonly perMs: number;
  /** Endpoint classes that share the limit; 0: it is a class itself. */
  readonly classes: number;
  readonly concurrency: number;
  /** Whether the vendor's headers are read. */
  readonly observes: boolean;
  /** How many milliseconds pass in one, from `startedAt` on (epoch, milliseconds). */
  readonly speed: number;
  readonly startedAt: number;
}

/** The same time in every process, `speed` times as fast as the machine's. */
export function scaledClock({ speed, startedAt }: Pick<Orders, "speed" | "startedAt">): Clock {
  return {
    now: () => Math.floor(startedAt + (Date.now() - startedAt) * speed),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(finish, ms / speed);
        signal?.addEventListener("abort", cancel, { once: true });
        function finish(): void {
          signal?.removeEventListener("abort", cancel);
          resolve();
        }
        function cancel(): void {
          clearTimeout(timer);
          reject(signal?.reason);
        }
      }),
  };
}
