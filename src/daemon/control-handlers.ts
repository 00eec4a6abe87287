// What the daemon answers to the commands that speak to it.
import { IntegrationError } from "../core/contract/errors.ts";
import type { LiveFacts } from "../core/health/report.ts";
import { reportHealth } from "../core/health/report.ts";
import { sides } from "../core/store/rows.ts";
import { carryOutPlan } from "./carry-out-plan.ts";
import { protocolName, type Reloaded } from "./control-protocol.ts";
import type { ControlHandlers } from "./control-server.ts";
import type { Running } from "./running.ts";
import type { SyncWorker } from "./sync-worker.ts";

export interface DaemonIdentity {
  readonly pid: number;
  readonly version: string;
  /** `who`: the account that asks; null: nobody says. */
  readonly requestStop?: (who: string | null) => void;
}

export function controlHandlers(
  running: Running,
  { pid, version, requestStop }: DaemonIdentity,
  reload: (who: string | null) => Promise<Reloaded>,
): ControlHandlers {
  const live = liveFacts(running, pid);
  const workerOf = (name: string): SyncWorker => {
    const worker = running.workerOf(name);
    if (worker) return worker;
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `The running daemon has no sync ${name}`,
      hint: "If it is in the configuration by now, run `integ daemon reload`.",
    });
  };
  return {
    hello: () => ({
      protocol: protocolName,
      version,
      pid,
      startedAt: live.startedAt,
      generation: running.generation,
      refusedReload: running.refused,
      isStopping: running.app.ports.signal.aborted,
    }),
    health: () => {
      const { config, store, ports } = running.app;
      return reportHealth({ config, store, now: ports.clock.now(), version, live });
    },
    wake: () => {
      for (const worker of running.workers) worker.wake();
    },
    reload,
    stop: (who) => {
      const isStopping = running.app.ports.signal.aborted;
      requestStop?.(who);
      return { outcome: isStopping ? "already_stopping" : "stopping", pid };
    },
    applyPlan: (name, order) => carryOutPlan(running.app.store, workerOf(name), order),
    prepareSync: (name) => workerOf(name).prepareAgain(),
    runSync: async (name, full) => {
      const worker = workerOf(name);
      if (worker.fault) throw new IntegrationError(worker.fault);
      await worker.pollNow(full);
    },
  };
}

function liveFacts(running: Running, pid: number): LiveFacts {
  return {
    pid,
    startedAt: running.app.ports.clock.now(),
    refusedReload: () => running.refused,
    pacesOf: (name) => {
      const runtime = running.workerOf(name)?.runtime;
      // Without realtime the schedule alone says when; no pace is promised.
      if (!runtime || !running.app.config.syncs.get(name)?.realtime) return [];
      return sides.flatMap((side) =>
        runtime.sides[side].object.feeds.map((feed) => ({ side, feed: feed.name, everyMs: feed.everyMs() })),
      );
    },
    faultOf: (name) => running.workerOf(name)?.fault ?? null,
    httpOf: (name) => running.app.httpOf(name)?.status(),
  };
}
