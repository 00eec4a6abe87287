// What the service manager hears over the daemon's life: ready once it can be spoken to, alive while it works.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { HealthReport } from "../../core/health/types.ts";
import { callDaemon } from "../control-client.ts";
import type { DaemonWatch, ReadyDaemon } from "../daemon.ts";
import type { Notifier } from "./notify.ts";
import { feedWatchdog, whyStuck } from "./watchdog.ts";

/** A vendor that is down must not keep the unit from being up. */
const firstTryMs = 10_000;
const lookEveryMs = 50;
const loopResolutionMs = 20;

/** The manager hears of each reload, and that the daemon goes on, whether or not it took the configuration over. */
export function reloadWatch(notifier: Notifier): DaemonWatch {
  return { reloading: () => notifier.reloading(), reloaded: (status) => notifier.ready(status) };
}

/**
 * Says READY once the control socket answers and each sync has tried to sign in, then feeds the watchdog until the
 * daemon is told to stop. Never rejects.
 */
export async function announce(notifier: Notifier, daemon: ReadyDaemon): Promise<void> {
  const { clock, log, signal, stateDir } = daemon.running.app.ports;
  try {
    await callDaemon(stateDir, "GET", "/hello");
    await untilTried(daemon);
    const line = await describe(daemon);
    if (signal.aborted) return;
    await notifier.ready(line);
  } catch (error) {
    // Not ready then: the manager ends it, and tells.
    log.error("notify.not_ready", { message: error instanceof Error ? error.message : String(error) });
    return;
  }
  const delay = monitorEventLoopDelay({ resolution: loopResolutionMs });
  if (notifier.feedEveryMs !== null) delay.enable();
  const loopDelayMs = (): number => {
    const meanMs = Number.isNaN(delay.mean) ? 0 : delay.mean / 1e6;
    delay.reset();
    return meanMs;
  };
  const { store } = daemon.running.app;
  const vitals = {
    clock,
    store,
    fence: daemon.engine.fence,
    loopDelayMs,
    workers: () => daemon.running.workers,
  };
  await feedWatchdog(notifier, {
    clock,
    log,
    signal,
    describe: () => describe(daemon),
    whyStuck: () => whyStuck(vitals),
  });
  delay.disable();
}

async function untilTried({ running }: ReadyDaemon): Promise<void> {
  const { clock, signal } = running.app.ports;
  const deadline = clock.now() + firstTryMs;
  const isTried = (): boolean =>
    running.workers.every(({ runtime, fault }) => runtime !== null || fault !== null);
  while (!isTried() && clock.now() < deadline && !signal.aborted) {
    await clock.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}

const describe = async (daemon: ReadyDaemon): Promise<string> => statusLine(await daemon.health());

/** `pass; 2 syncs, 3 changes on their way, 1 dead letter`: what `systemctl status` shows. */
export function statusLine({ status, syncs, checks }: HealthReport): string {
  const all = Object.values(syncs);
  const sum = (of: (one: HealthReport["syncs"][string]) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  const fault = Object.values(checks)
    .flat()
    .find((check) => check.status === "fail")?.output;
  const parts = [
    `${all.length} syncs`,
    `${sum(({ pending }) => pending)} changes on their way`,
    `${sum(({ deadLetters }) => deadLetters)} dead letters`,
    `${sum(({ openConflicts }) => openConflicts)} conflicts for a person`,
  ];
  return `${status}; ${parts.join(", ")}${fault === undefined ? "" : `; ${fault}`}`;
}
