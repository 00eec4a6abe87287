// What the end of an exchange says of the vendor: for the breaker and for metrics.
import type { ErrorCode } from "../contract/error-codes.ts";
import type { HttpRequest } from "../contract/http.ts";
import type { FailureScope } from "./breaker.ts";
import { type FaultKind, TransportFault, type WireResponse } from "./transport.ts";

type End = WireResponse | TransportFault;

/** Says that the vendor as a whole is in trouble. A refusal, or a 429, proves that it is up. */
export function isOutage(end: End): boolean {
  if (!(end instanceof TransportFault)) return end.status >= 500;
  return end.kind !== "too-large" && end.kind !== "undecodable";
}

const neverThere: ReadonlySet<FaultKind> = new Set(["unreachable", "tls", "proxy"]);

/** A vendor may fail at what one write asks of it and be up for everything else; only one that can't be reached is down. */
export function scopeOf(end: End, { method }: HttpRequest): FailureScope {
  const isUnreachable = end instanceof TransportFault && neverThere.has(end.kind);
  return method === "GET" || method === "HEAD" || isUnreachable ? "vendor" : "record";
}

/** Coarse outcome for metrics; what an answer means exactly is the connector's to say. */
export function codeOf(end: End): ErrorCode | null {
  if (end instanceof TransportFault) {
    if (end.kind === "timeout") return "E_TIMEOUT";
    if (end.kind === "tls") return "E_TLS";
    if (end.kind === "proxy") return "E_PROXY";
    return end.kind === "unreachable" || end.kind === "broken" ? "E_UNREACHABLE" : "E_VENDOR_ANSWER";
  }
  if (end.status < 400) return null;
  if (end.status === 401) return "E_AUTH_EXPIRED";
  if (end.status === 429) return "E_RATE_LIMITED";
  return end.status >= 500 ? "E_VENDOR_DOWN" : "E_VENDOR_ANSWER";
}
