// The context a connection gets from a vendor of a test's own making: time stands still but for sleeps, secrets are in
// memory, and whoever makes it answers the requests.
import type { ConnectionConfig, ConnectionContext } from "../../../src/core/contract/connector.ts";
import { memorySecrets, silentLog } from "../../conformance/context.ts";

export const startTime = Date.parse("2026-05-06T08:00:00Z");

export interface StandingContextOptions extends Pick<ConnectionContext, "name" | "http"> {
  readonly config: ConnectionConfig;
  readonly secrets: Map<string, string>;
}

export interface StandingContext {
  readonly context: ConnectionContext;
  /** Epoch milliseconds. */
  now(): number;
  advance(ms: number): void;
}

/** A context whose clock begins at {@link startTime}; `secrets` is changed by what the connection stores. */
export function standingContext({ secrets, ...options }: StandingContextOptions): StandingContext {
  let now = startTime;
  const advance = (ms: number): void => {
    now += ms;
  };
  const context: ConnectionContext = {
    ...options,
    secrets: memorySecrets(secrets),
    log: silentLog,
    clock: { now: () => now, sleep: async (ms) => advance(ms) },
    ids: { next: () => "id" },
    randomBytes: (sizeBytes) => new Uint8Array(sizeBytes).fill(7),
    installId: "install-1",
    signal: new AbortController().signal,
  };
  return { context, now: () => now, advance };
}
