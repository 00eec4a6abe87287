// Tells the service manager where the daemon is in its life, by sd_notify(3). Node.js has no datagram sockets of the Unix
// kind, so `systemd-notify` sends them, which every system with systemd has.
import { execFile } from "node:child_process";
import { ConfigError } from "../../core/contract/errors.ts";
import type { Logger } from "../../core/contract/runtime.ts";
import { createTurn } from "../turn.ts";

export interface Notifier {
  /** Half of the time after which the manager takes the daemon for dead, milliseconds; null: it does not watch. */
  readonly feedEveryMs: number | null;
  /** @throws ConfigError E_NOTIFY_UNAVAILABLE when a watchdog waits for what can't be sent. */
  starting(): Promise<void>;
  ready(status: string): Promise<void>;
  reloading(): Promise<void>;
  stopping(status: string): Promise<void>;
  /** It works; `status` is one line for people. */
  alive(status: string): Promise<void>;
  status(status: string): Promise<void>;
}

export interface NotifyPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly log: Logger;
  /** Microseconds of the system's monotonic clock. */
  readonly monotonicUs: () => bigint;
  /** Sends one datagram with these assignments; rejects when it can't. */
  readonly send: (assignments: readonly string[]) => Promise<void>;
}

/** Null where no service manager listens. What can't be sent later is logged: the daemon goes on. */
export function createNotifier({ env, pid, log, monotonicUs, send }: NotifyPorts): Notifier | null {
  if (!env.NOTIFY_SOCKET) return null;
  const feedEveryMs = watchdogMs(env, pid);
  // In the order in which they were said: a READY that overtakes its RELOADING would leave the unit reloading.
  const turn = createTurn();
  const say = (...assignments: string[]): Promise<void> =>
    turn.take(() => send(assignments)).catch((error: unknown) => log.warn("notify.failed", failure(error)));
  return {
    feedEveryMs,
    starting: async () => {
      const sending = turn.take(() => send([status("Starting")]));
      await sending.catch((error: unknown) => {
        if (feedEveryMs !== null) throw unavailable(error);
        log.warn("notify.failed", failure(error));
      });
    },
    ready: (text) => say("READY=1", status(text)),
    // Without the stamp in the same datagram a manager that asked for the reload waits in vain.
    reloading: () => say("RELOADING=1", `MONOTONIC_USEC=${monotonicUs()}`, status("Reloading")),
    stopping: (text) => say("STOPPING=1", status(text)),
    alive: (text) => say("WATCHDOG=1", status(text)),
    status: (text) => say(status(text)),
  };
}

/** One line; a line break would begin another assignment. */
const status = (text: string): string => `STATUS=${text.replace(/\s+/g, " ")}`;

const failure = (error: unknown) => ({ message: error instanceof Error ? error.message : String(error) });

function watchdogMs(env: NotifyPorts["env"], pid: number): number | null {
  const us = Number(env.WATCHDOG_USEC);
  if (!Number.isFinite(us) || us <= 0) return null;
  // Meant for another process of the unit.
  if (env.WATCHDOG_PID && Number(env.WATCHDOG_PID) !== pid) return null;
  return us / 2_000;
}

function unavailable(cause: unknown): ConfigError {
  return new ConfigError({
    code: "E_NOTIFY_UNAVAILABLE",
    message:
      "The service manager watches the daemon (WATCHDOG_USEC), and it can't be told that the daemon works: " +
      failure(cause).message,
    cause,
  });
}

/** More than the five seconds `systemd-notify` itself waits for the manager. */
const sendTimeoutMs = 10_000;

/** Sends through `systemd-notify`; it is given nothing of our environment but where to send. */
export function systemdNotify(env: NotifyPorts["env"]): NotifyPorts["send"] {
  const given = { NOTIFY_SOCKET: env.NOTIFY_SOCKET, PATH: env.PATH ?? "/usr/bin:/bin" };
  return (assignments) =>
    new Promise((resolve, reject) => {
      const options = { env: given, timeout: sendTimeoutMs };
      execFile("systemd-notify", [...assignments], options, (error) => {
        if (error === null) resolve();
        else reject(new Error(reasonOf(error)));
      });
    });
}

function reasonOf(error: Error & { readonly code?: unknown; readonly killed?: boolean }): string {
  if (error.code === "ENOENT") return "there is no `systemd-notify` on the PATH";
  if (error.killed) return `\`systemd-notify\` did not end in ${sendTimeoutMs} ms`;
  return `\`systemd-notify\` failed with ${String(error.code)}`;
}
