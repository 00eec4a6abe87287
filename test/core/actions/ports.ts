// What an action runs on in these tests: a real store in memory, time that moves only by waiting.
import type { ActionPorts } from "../../../src/core/actions/noted-run.ts";
import type { Exclusive } from "../../../src/core/contract/runtime.ts";
import { createInProcessLock } from "../../../src/core/oauth/lock.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";

export interface TestPorts extends ActionPorts {
  readonly store: Store;
  readonly waits: readonly number[];
}

export interface PortsOptions {
  readonly store?: Store;
  readonly lock?: Exclusive;
  /** Keys of requests nobody chose one for. */
  readonly nextKey?: () => string;
}

export function openPorts(options: PortsOptions = {}): TestPorts {
  const lock = options.lock ?? createInProcessLock();
  const waits: number[] = [];
  let now = 1000;
  let count = 0;
  return {
    store: options.store ?? openStore(":memory:", { actor: { kind: "user", name: "ann" } }),
    clock: {
      now: () => now,
      sleep: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    },
    ids: { next: options.nextKey ?? (() => `key-${count++}`) },
    signal: new AbortController().signal,
    exclusive: () => lock,
    waits,
  };
}
