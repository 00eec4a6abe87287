// What an operator may set about a connection's calls, and the defaults.
import type { BreakerSettings } from "./breaker.ts";
import type { RetrySettings } from "./retry.ts";

export interface TlsSettings {
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  /** OpenSSL's cipher list; null: Node's own. */
  readonly ciphers: string | null;
  /** PEM: whom to trust instead of Node's own list; null: that list. */
  readonly ca: string | null;
  /** PEM: who we are, for a server that asks. */
  readonly certificate: { readonly cert: string; readonly key: string } | null;
}

export interface ProxySettings {
  /** `http://proxy.example:3128`, or https. */
  readonly url: string;
  /** Value of the Proxy-Authorization header; null: none. */
  readonly authorization: string | null;
  /** Hosts that are reached directly, and all below them. */
  readonly bypass: readonly string[];
}

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
  /** Bound of a streamed answer's body, from its head to its end. */
  readonly streamTimeoutMs: number;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | null;
  /** Hosts that may be called, `*.` before a name for all below it; null: any. */
  readonly allowedHosts: readonly string[] | null;
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
  streamTimeoutMs: 3_600_000,
  tls: { minVersion: "TLSv1.2", ciphers: null, ca: null, certificate: null },
  proxy: null,
  allowedHosts: null,
};
