// Books that another process is in just now.
import { IntegrationError } from "../contract/errors.ts";
import type { Clock } from "../contract/runtime.ts";

const pauseMs = 20;
const longestMs = 10_000;

/** Whether others held the books, and asking again is of use. */
export const isBusy = (error: unknown): boolean =>
  error instanceof IntegrationError && error.code === "E_STORE_BUSY";

/**
 * Does what needs the books as soon as they are free.
 * @throws TransientError E_STORE_BUSY when others had them all the time; whatever else the action throws
 */
export async function patiently(clock: Clock, action: () => void): Promise<void> {
  for (const until = clock.now() + longestMs; ; ) {
    try {
      action();
      return;
    } catch (error) {
      if (!isBusy(error) || clock.now() >= until) throw error;
      await clock.sleep(pauseMs);
    }
  }
}
