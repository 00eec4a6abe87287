// Tells the service manager that the daemon works, as long as it does: the loop turns, the database takes a commit, and
// every sync's loops have come round. A timer alone would go on in a daemon that does nothing else any more.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Clock, Logger } from "../../core/contract/runtime.ts";
import type { Fence, Store } from "../../core/store/store.ts";
import type { Notifier } from "./notify.ts";

export interface Vitals {
  readonly clock: Clock;
  readonly store: Pick<Store, "commit">;
  readonly fence: Fence | undefined;
  /** Mean delay of the event loop since the last call, milliseconds. */
  loopDelayMs(): number;
  workers(): readonly Turning[];
}

/** A sync whose loops have to come round. */
export interface Turning {
  readonly name: string;
  /** When one of its loops last began something, milliseconds since the Unix epoch. */
  readonly turnedAt: number;
}

const longestLoopDelayMs = 1_000;
const longestCommitMs = 10_000;
/** Longer than any single wait for a vendor. */
const longestTurnMs = 30 * 60_000;

/** What a restart does not mend, and health and the log tell. */
const outsideFaults: ReadonlySet<string> = new Set(["E_STORE_FULL", "E_STORE_READONLY", "E_STORE_BUSY"]);

/** @returns why the daemon has to be started again; null while it works. */
export async function whyStuck(vitals: Vitals): Promise<string | null> {
  const delayMs = vitals.loopDelayMs();
  if (delayMs > longestLoopDelayMs) return `the event loop is ${Math.round(delayMs)} ms late on average`;
  return (await whyNoCommit(vitals)) ?? whyNoTurn(vitals);
}

async function whyNoCommit({ clock, store, fence }: Vitals): Promise<string | null> {
  const over = new AbortController();
  const at = new Date(clock.now()).toISOString();
  const committed = store.commit([{ op: "meta.put", key: "daemon-alive-at", value: at }], fence).then(
    () => null,
    (error: unknown) => {
      if (error instanceof IntegrationError && outsideFaults.has(error.code)) return null;
      return `the database takes no commit: ${error instanceof Error ? error.message : String(error)}`;
    },
  );
  const late = clock.sleep(longestCommitMs, over.signal).then(
    () => `the database has not answered for ${longestCommitMs} ms`,
    () => null,
  );
  const reason = await Promise.race([committed, late]);
  over.abort();
  return reason;
}

function whyNoTurn({ clock, workers }: Vitals): string | null {
  const stuck = workers().find(({ turnedAt }) => clock.now() - turnedAt > longestTurnMs);
  return stuck ? `nothing of sync ${stuck.name} has moved for ${longestTurnMs} ms` : null;
}

export interface FeedOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** One line for people. */
  describe(): Promise<string>;
  whyStuck(): Promise<string | null>;
}

/** Feeds the watchdog at its pace until the signal, and withholds it while the daemon is stuck. Never rejects. */
export async function feedWatchdog(notifier: Notifier, options: FeedOptions): Promise<void> {
  const { clock, log, signal } = options;
  const everyMs = notifier.feedEveryMs;
  if (everyMs === null) return;
  while (!signal.aborted) {
    const startedAt = clock.now();
    const reason = await options.whyStuck();
    if (reason === null) await notifier.alive(await options.describe().catch(() => "Running"));
    else {
      log.error("daemon.stuck", { reason });
      await notifier.status(`Stuck: ${reason}`);
    }
    await clock.sleep(Math.max(0, startedAt + everyMs - clock.now()), signal).catch(() => undefined);
  }
}
