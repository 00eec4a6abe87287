// The context a connection gets in these tests: real clock and sockets, secrets and buckets in memory.

import { sortableIds, systemClock, systemRandom } from "../../src/cli/ports.ts";
import type {
  ConnectionConfig,
  ConnectionContext,
  ConnectionSecrets,
} from "../../src/core/contract/connector.ts";
import type { Logger, Releaser } from "../../src/core/contract/runtime.ts";
import type { BucketStore } from "../../src/core/http/buckets.ts";
import { createHttpClient } from "../../src/core/http/client.ts";
import type { CallRecord } from "../../src/core/http/meters.ts";

export interface TestContext {
  readonly context: ConnectionContext;
  /** Every exchange with the vendor, in order. */
  readonly calls: readonly CallRecord[];
  release(): Promise<void>;
}

/** Secrets in a map; `secrets` is changed by what the connection stores. */
export function memorySecrets(secrets: Map<string, string>): ConnectionSecrets {
  return {
    get: async (name) => secrets.get(name) ?? null,
    set: async (name, value) => void secrets.set(name, value),
    setAll: async (values) => {
      for (const [name, value] of Object.entries(values)) secrets.set(name, value);
    },
    delete: async (name) => void secrets.delete(name),
  };
}

/** Bucket states in a map: shared by connections that play the same installation. */
export function memoryBuckets(): BucketStore {
  const kept = new Map<string, string>();
  return {
    load: async (connection) => kept.get(connection) ?? null,
    save: async (connection, snapshot) => void kept.set(connection, snapshot),
  };
}

const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

export interface TestContextOptions {
  readonly name: string;
  readonly config: ConnectionConfig;
  readonly secrets: Map<string, string>;
  readonly buckets?: BucketStore;
}

/** A context on real sockets; `release` closes them. */
export function createTestContext(options: TestContextOptions): TestContext {
  const clock = systemClock();
  const random = systemRandom();
  const ids = sortableIds(clock.now);
  const { signal } = new AbortController();
  const releasers: Releaser[] = [];
  const calls: CallRecord[] = [];
  const buckets = options.buckets ?? memoryBuckets();
  const context: ConnectionContext = {
    name: options.name,
    config: options.config,
    secrets: memorySecrets(options.secrets),
    log: silentLog,
    clock,
    ids,
    installId: "conformance",
    signal,
    http: (http) =>
      createHttpClient(
        {
          connection: options.name,
          clock,
          random,
          ids,
          log: silentLog,
          signal,
          buckets,
          releasers,
          onCall: (call) => void calls.push(call),
        },
        http,
      ),
  };
  return {
    context,
    calls,
    async release() {
      for (const undo of releasers.reverse()) await undo();
    },
  };
}
