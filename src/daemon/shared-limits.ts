// The books of the limits as a process has them: opened by the first connection, closed after the last call.
import { join } from "node:path";
import { type LimitsStore, memoryLimits } from "../core/http/limits.ts";
import { openLimits } from "../core/http/limits-file.ts";
import type { AppPorts } from "./app.ts";

type LimitsPorts = Pick<AppPorts, "stateDir" | "clock" | "log" | "releasers">;

export interface SharedLimits {
  /** Without the shared ones each process keeps books of its own, and the vendor's word holds it. */
  open(): LimitsStore;
  /** Leaves them open to the end of the process: calls that nobody waits for still tell them when they end. */
  abandon(): void;
}

export function sharedLimits(ports: LimitsPorts): SharedLimits {
  let opened: LimitsStore | null = null;
  let isAbandoned = false;
  const isLeft = (): boolean => isAbandoned;
  return {
    open: () => {
      opened ??= openOr(ports, isLeft, () => memoryLimits(ports.clock));
      return opened;
    },
    abandon: () => {
      isAbandoned = true;
    },
  };
}

function openOr(
  { stateDir, clock, log, releasers }: LimitsPorts,
  isLeft: () => boolean,
  other: () => LimitsStore,
): LimitsStore {
  // Beside the database, not in it: what is spent of a vendor's limits can't be restored or rolled back.
  const file = join(stateDir, "limits.db");
  try {
    const limits = openLimits(file, clock);
    releasers.push(() => (isLeft() ? undefined : limits.close()));
    return limits;
  } catch (error) {
    log.warn("http.limits.not_shared", { file, reason: error instanceof Error ? error.message : "unknown" });
    return other();
  }
}
