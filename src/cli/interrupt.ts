// What asks a process to end, as an AbortSignal: the first time it is to finish, the second ends it the plain way.
import { IntegrationError, TransientError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";

/** SIGHUP: the terminal was closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupt {
  readonly signal: AbortSignal;
  readonly release: Releaser;
}

export function watchInterrupts(process: NodeJS.Process): Interrupt {
  const controller = new AbortController();

  function onSignal(name: NodeJS.Signals): void {
    if (controller.signal.aborted) {
      // Without a listener the signal does what it does by default, so the parent sees the true cause.
      release();
      process.kill(process.pid, name);
      return;
    }
    controller.abort(new IntegrationError({ code: "E_CANCELLED", message: `Stopped by ${name}` }));
  }
  function release(): void {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  }

  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: controller.signal, release };
}

/** The signal's reason for what failed only because of it: a request that was not sent or not tried again, say. */
export function asInterrupted(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted && error instanceof TransientError ? signal.reason : error;
}

/** As the promise; when the signal aborts first, rejects with its reason and lets the promise go. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Resolves when the signal aborts: how a command waits to be told to stop. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
