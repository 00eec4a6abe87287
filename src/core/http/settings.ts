// What an operator may set about a connection's calls, and the defaults.
import type { BreakerSettings } from "./breaker.ts";
import type { RetrySettings } from "./retry.ts";

export interface HttpSettings {
  /** Deadline of one exchange, connecting and body included. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Exchanges of the connection under way at once. */
  readonly concurrency: number;
  readonly maxResponseBytes: number;
  readonly keepAliveMs: number;
  readonly userAgent: string;
  readonly retry: RetrySettings;
  readonly breaker: BreakerSettings;
  /** Endpoint class → most requests per window; lowers the vendor's limit and can't be raised by its headers. */
  readonly ceilings: Readonly<Record<string, number>>;
  /** Part of each limit, 0 to 1, that background work leaves to live work. */
  readonly reserveShare: number;
}

export const defaultHttpSettings: HttpSettings = {
  timeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  concurrency: 8,
  maxResponseBytes: 32 * 1024 * 1024,
  keepAliveMs: 30_000,
  userAgent: "integ",
  retry: { maxAttempts: 5, baseMs: 250, capMs: 20_000, maxWaitMs: 60_000 },
  breaker: { failures: 5, openMs: 10_000 },
  ceilings: {},
  reserveShare: 0.1,
};
