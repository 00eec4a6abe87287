// When a sync polls beside its real time: by a cron expression in its time zone, or each time an interval has passed.
import { schedule as scheduleCron } from "node-cron";
import type { SyncConfig } from "../core/config/types.ts";
import type { Clock, Releaser } from "../core/contract/runtime.ts";
import { nap } from "./sync-loops.ts";

export interface ScheduleContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Calls `poll`, which never rejects, as the sync says, until the signal; the undo of a cron task is pushed on `releasers`. */
export function startSchedule(
  context: ScheduleContext,
  { schedule, timezone, everyMs }: Pick<SyncConfig, "schedule" | "timezone" | "everyMs">,
  poll: () => Promise<void>,
  releasers: Releaser[],
): void {
  if (schedule !== null) {
    const task = scheduleCron(schedule, poll, timezone === undefined ? {} : { timezone });
    releasers.push(() => void task.destroy());
  }
  if (everyMs !== undefined) void pollEvery(context, everyMs, poll);
}

/** Polls each time `everyMs` has passed since the last poll began; a poll that takes longer is not run twice at once. */
async function pollEvery(
  { clock, signal }: ScheduleContext,
  everyMs: number,
  poll: () => Promise<void>,
): Promise<void> {
  for (let dueAt = clock.now() + everyMs; ; dueAt = Math.max(dueAt + everyMs, clock.now())) {
    await nap(clock, Math.max(0, dueAt - clock.now()), signal);
    if (signal.aborted) return;
    await poll();
  }
}
