// Watches both systems and keeps the pairs and the ledger up to date.
import type { Clock } from "../core/contract/runtime.ts";
import type { Edit, Ledger } from "./ledger.ts";
import { Pairs, type System } from "./pairs.ts";
import type { Systems } from "./systems.ts";

export interface Observer {
  readonly pairs: Pairs;
  /** Looks once. @returns the edits found to have arrived. */
  look(): Promise<readonly Edit[]>;
}

/** Read again what changed in this time before the last look: the sandbox's changes have times of their own. */
const overlapMs = 2_000;

export function createObserver(systems: Systems, ledger: Ledger, clock: Clock): Observer {
  const pairs = new Pairs();
  let since = 0;
  const look = async (): Promise<readonly Edit[]> => {
    const startedAt = clock.now();
    await Promise.all(
      (["salesforce", "zendesk"] as const).map(async (system: System) => {
        for (const record of await systems.list(system, since)) pairs.put(system, record);
      }),
    );
    since = startedAt - overlapMs;
    return ledger.settle(pairs, clock.now());
  };
  return { pairs, look };
}
