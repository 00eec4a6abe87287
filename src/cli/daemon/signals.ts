// What the signals of its process ask of the daemon: to finish, to finish now, to take its configuration over.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Releaser } from "../../core/contract/runtime.ts";

export interface DaemonSignals {
  /** Aborts when it is to finish what is under way and end. */
  readonly stop: AbortSignal;
  /** Aborts when it is to end without that. */
  readonly abandon: AbortSignal;
  /** Asks it to finish, as SIGTERM does. */
  requestStop(by: string): void;
  /** What SIGHUP does from now on. */
  onReload(reload: () => void): void;
  readonly release: Releaser;
}

/**
 * SIGTERM and SIGINT ask it to finish, the second time to end at once; a third ends it the plain way. SIGHUP asks for a
 * reload, but from a terminal, whose hang-up it is: there it ends like the others.
 */
export function watchDaemonSignals(process: NodeJS.Process): DaemonSignals {
  const stop = new AbortController();
  const abandon = new AbortController();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const hangUpReloads = process.stderr.isTTY !== true && process.stdin.isTTY !== true;
  let reload: (() => void) | null = null;

  function onSignal(name: NodeJS.Signals): void {
    if (name === "SIGHUP" && hangUpReloads) reload?.();
    else if (!stop.signal.aborted) requestStop(name);
    else if (!abandon.signal.aborted) abandon.abort();
    else {
      // Without a listener the signal does what it does by default, so the parent sees the true cause.
      release();
      process.kill(process.pid, name);
    }
  }
  function requestStop(by: string): void {
    stop.abort(new IntegrationError({ code: "E_CANCELLED", message: `Stopped by ${by}` }));
  }
  function release(): void {
    for (const name of names) process.removeListener(name, onSignal);
  }

  for (const name of names) process.on(name, onSignal);
  return {
    stop: stop.signal,
    abandon: abandon.signal,
    requestStop,
    onReload: (asked) => {
      reload = asked;
    },
    release,
  };
}
