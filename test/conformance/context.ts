// The context a connection gets in these tests: real clock and sockets, secrets and limits in memory.

import { sortableIds, systemClock, systemRandom, systemRandomBytes } from "../../src/cli/ports.ts";
import type {
  ConnectionConfig,
  ConnectionContext,
  ConnectionSecrets,
} from "../../src/core/contract/connector.ts";
import type { Clock, Logger, Releaser } from "../../src/core/contract/runtime.ts";
import { createHttpClient } from "../../src/core/http/client.ts";
import { type LimitsStore, memoryLimits } from "../../src/core/http/limits.ts";
import type { CallRecord } from "../../src/core/http/meters.ts";
import type { HttpSettings } from "../../src/core/http/settings.ts";

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

export const silentLog: Logger = {
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
  /** Shared by connections that play the same installation. */
  readonly limits?: LimitsStore;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Of the client, where they are not the usual ones. */
  readonly settings?: Partial<HttpSettings>;
}

/** A context on real sockets; `release` closes them. */
export function createTestContext(options: TestContextOptions): TestContext {
  const { clock = systemClock(), settings = {} } = options;
  const random = systemRandom();
  const ids = sortableIds(() => clock.now());
  const { signal } = new AbortController();
  const releasers: Releaser[] = [];
  const calls: CallRecord[] = [];
  const limits = options.limits ?? memoryLimits(clock);
  const context: ConnectionContext = {
    name: options.name,
    config: options.config,
    secrets: memorySecrets(options.secrets),
    log: silentLog,
    clock,
    ids,
    installId: "conformance",
    signal,
    randomBytes: systemRandomBytes,
    http: (http) =>
      createHttpClient(
        {
          connection: options.name,
          clock,
          random,
          ids,
          log: silentLog,
          signal,
          limits,
          releasers,
          settings,
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

/** The declared limits bear no suite. */
export function withoutLimits(context: ConnectionContext): ConnectionContext {
  const quick = { capacity: 1_000_000, perMs: 60_000 };
  return {
    ...context,
    http: (options) => {
      const limits = Object.fromEntries(Object.keys(options.limits).map((name) => [name, quick]));
      return context.http({ ...options, limits });
    },
  };
}
