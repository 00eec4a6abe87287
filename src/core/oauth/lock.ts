// One renewal at a time: among the callers of one process, or among all processes that share a token.
import { IntegrationError, TransientError } from "../contract/errors.ts";
import type { Clock, Exclusive, RenewalLock } from "../contract/runtime.ts";
import { withVaultLock } from "../secrets/vault-lock.ts";

/** Some 15 s each. A renewal may wait for a slow vendor, and for its retries. */
const mostTurns = 16;

/** A lock among those who were given the same instance. */
export function createInProcessLock(): RenewalLock {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const turn = tail.then(work);
      tail = turn.catch(() => undefined);
      return turn;
    },
  };
}

/**
 * A lock among all who name the same file. It is the kernel's, so it ends with its process however that ends.
 * `others`: what they do meanwhile, for the message. Waiting ends with the signal. It is not to be taken twice by one caller, nor while waiting for a person.
 */
export function createProcessLock(
  lockFile: string,
  clock: Clock,
  signal: AbortSignal,
  others = "renewing this connection's session",
): Exclusive {
  const waiting: Clock = { now: clock.now, sleep: (ms) => clock.sleep(ms, signal) };
  return {
    async run(work) {
      for (let turn = 0; turn < mostTurns; turn++) {
        let isEntered = false;
        try {
          return await withVaultLock(lockFile, waiting, () => {
            isEntered = true;
            return work();
          });
        } catch (error) {
          // What the work itself threw may be of the same code: the vault has such a lock too.
          if (isEntered || !isBusy(error)) throw error;
        }
      }
      throw new TransientError({
        code: "E_STORE_BUSY",
        message: `Another process has been ${others} for minutes`,
        retryable: true,
      });
    },
  };
}

const isBusy = (error: unknown): boolean =>
  error instanceof IntegrationError && error.code === "E_STORE_BUSY";
