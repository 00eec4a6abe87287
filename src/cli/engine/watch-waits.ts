// Says what a command waits for when a vendor's limit makes it wait: its own calls, or those of the running daemon.
import type { HealthReport } from "../../core/health/types.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { Progress } from "../progress.ts";
import { showDuration } from "../times.ts";

/** Shorter waits nobody asks about. */
const shortestToldMs = 2_000;
const shortestRepeatedMs = 10_000;
const lookEveryMs = 500;

export interface LimitWait {
  readonly connection: string;
  readonly endpointClass: string;
  readonly waitsMs: number;
}

/** Looks twice a second until the command ends, while a phase of it is under way. */
export function watchWaits(app: App, progress: Progress): void {
  const { clock, releasers } = app.ports;
  const ended = new AbortController();
  releasers.push(() => ended.abort());
  const told: Told = { key: "", until: 0, last: "" };
  const look = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(lookEveryMs, ended.signal);
      if (!progress.isActive) continue;
      const waits = await waitsNow(app);
      if (!ended.signal.aborted && progress.isActive) tell(progress, told, waits, clock.now());
    }
  };
  // It ends with the command.
  look().catch(() => undefined);
}

interface Told {
  /** Which wait was told last; "": none is told now. */
  key: string;
  until: number;
  /** The last that was told in this command. */
  last: string;
}

/** How much the end of a wait may differ between two looks and still be the same wait, milliseconds. */
const sameWaitMs = 1_000;

function tell(progress: Progress, told: Told, waits: readonly LimitWait[], now: number): void {
  const [longest] = waits.toSorted((a, b) => b.waitsMs - a.waitsMs);
  if (longest === undefined || longest.waitsMs === 0) {
    if (told.key !== "") progress.hold(null);
    told.key = "";
    return;
  }
  const key = `${longest.connection} ${longest.endpointClass}`;
  const until = now + longest.waitsMs;
  if (key === told.key && Math.abs(until - told.until) < sameWaitMs) return;
  // Where lines stay, one of a row of short waits says it.
  const isRow = key === told.last && !progress.rewrites;
  if (longest.waitsMs < (isRow ? shortestRepeatedMs : shortestToldMs)) return;
  Object.assign(told, { key, until, last: key });
  progress.hold(waitText(longest, until));
}

/** `waiting 16 s, until 18:30:05 UTC, for the limit "incremental" of zendesk`: what is known first, to survive a cut. */
export function waitText({ connection, endpointClass, waitsMs }: LimitWait, until: number): string {
  const at = new Date(until).toISOString().slice(11, 19);
  return `waiting ${showDuration(waitsMs)} for ${connection}'s limit "${endpointClass}", until ${at} UTC`;
}

async function waitsNow(app: App): Promise<readonly LimitWait[]> {
  const own = [...app.config.connections.keys()].flatMap((connection) => {
    const status = app.httpOf(connection)?.status();
    return status === undefined ? [] : [{ connection, limits: status.buckets }];
  });
  const lines = own.length > 0 ? own : await waitsOfDaemon(app);
  return lines.flatMap(({ connection, limits }) =>
    limits.map(({ endpointClass, waitsMs }) => ({ connection, endpointClass, waitsMs })),
  );
}

async function waitsOfDaemon({ ports }: App) {
  const report = await callDaemon(ports.stateDir, "GET", "/health").catch(() => null);
  const { connections = {} } = (report ?? {}) as Partial<HealthReport>;
  return Object.entries(connections).map(([connection, { limits }]) => ({ connection, limits }));
}
