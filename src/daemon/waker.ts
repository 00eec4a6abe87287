// Sleeps that can be cut short.
import type { Clock } from "../core/contract/runtime.ts";

export interface Waker {
  /** Ends the present wait, or the next one if nobody waits now. */
  wake(): void;
  /** Resolves after `ms`, when woken, or when the signal aborts; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Without a reason of its own each wake would make an error with a stack. */
const woken = "woken";

export function createWaker(clock: Clock): Waker {
  let pending = false;
  let current: AbortController | null = null;
  return {
    wake: () => {
      pending = true;
      current?.abort(woken);
    },
    wait: async (ms, signal) => {
      if (!pending) {
        current = new AbortController();
        await clock.sleep(ms, AbortSignal.any([signal, current.signal])).catch(() => undefined);
        current = null;
      }
      pending = false;
    },
  };
}
