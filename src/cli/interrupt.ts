// SIGINT and SIGTERM as an AbortSignal: the first asks to finish, the second ends the process the plain way.
import { IntegrationError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

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

/** Resolves when the signal aborts: how a command waits to be told to stop. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
