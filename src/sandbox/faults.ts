// Faults on request: which ones exist, which request they hit, how often.
import { isJsonObject, type Json, type JsonObject, numberAt, objectAt, textAt } from "./json.ts";
import type { Random } from "./random.ts";
import { VENDORS, type Vendor } from "./vendor-names.ts";

export const FAULT_KINDS = [
  "status", // answered with `status` before any effect; `retryAfterS` sets Retry-After, `code` the vendor's code
  "latency", // `latencyMs` added before the effect
  "cut-before", // connection cut, no effect
  "cut-after", // effect applied, then the connection is cut
  "expire-tokens", // every token issued so far ends; without `match` at once, else when a request matches
  "search-lag", // the vendor's search index is `latencyMs` late
  "html", // a gateway's HTML page, `status` (503), no effect
  "garbage", // effect applied, then 200 with half a JSON document
  "drip", // effect applied, then the answer comes byte by byte, one every `latencyMs`
  "endless", // effect applied, then an answer whose body never ends
  "redirect", // sent on to `location` with `status` (302), no effect
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly id: string;
  readonly vendor: Vendor;
  readonly kind: FaultKind;
  readonly match: { readonly method: string | null; readonly pathPrefix: string | null };
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly retryAfterS: number | null;
  readonly latencyMs: number | null;
  readonly location: string | null;
  /** Hits left; null: until removed. */
  times: number | null;
  readonly probability: number;
  hits: number;
}

export class Faults {
  readonly #random: Random;
  #faults: Fault[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  add(parsed: Omit<Fault, "id" | "hits">): Fault {
    this.#count += 1;
    const fault: Fault = { id: `fault-${this.#count}`, ...parsed, hits: 0 };
    this.#faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  /** Removes one, or all when `id` is null; returns how many went. */
  remove(id: string | null): number {
    const before = this.#faults.length;
    this.#faults = id === null ? [] : this.#faults.filter((fault) => fault.id !== id);
    return before - this.#faults.length;
  }

  /** The faults that hit this request; each counts as one hit. */
  take(vendor: Vendor, method: string, path: string): readonly Fault[] {
    if (this.#faults.length === 0) return [];
    return this.#faults.filter((fault) => {
      if (fault.vendor !== vendor || fault.kind === "search-lag" || fault.times === 0) return false;
      if (fault.match.method !== null && fault.match.method !== method) return false;
      if (fault.match.pathPrefix !== null && !path.startsWith(fault.match.pathPrefix)) return false;
      if (fault.probability < 1 && this.#random.next() >= fault.probability) return false;
      spend(fault);
      return true;
    });
  }

  /** How late a vendor's search index is by fault, in milliseconds; 0 when no such fault is set. */
  searchLagMs(vendor: Vendor): number {
    const lags = this.#faults
      .filter((fault) => fault.vendor === vendor && fault.kind === "search-lag")
      .map((fault) => fault.latencyMs ?? 0);
    return Math.max(0, ...lags);
  }
}

export function spend(fault: Fault): void {
  fault.hits += 1;
  if (fault.times !== null) fault.times -= 1;
}

/** Reads a fault from JSON; a string says what is wrong with it. */
export function parseFault(value: Json): Omit<Fault, "id" | "hits"> | string {
  if (!isJsonObject(value)) return "a fault is a JSON object";
  const vendor = VENDORS.find((known) => known === value.vendor);
  if (vendor === undefined) return `vendor must be one of ${VENDORS.join(", ")}`;
  const kind = FAULT_KINDS.find((known) => known === value.kind);
  if (kind === undefined) return `kind must be one of ${FAULT_KINDS.join(", ")}`;
  const probability = value.probability === undefined ? 1 : numberAt(value, "probability");
  if (probability === null || probability < 0 || probability > 1) return "probability must lie in 0..1";
  if (kind === "status" && numberAt(value, "status") === null) return "a status fault needs `status`";
  if (needsLatency(kind) && numberAt(value, "latencyMs") === null)
    return `a ${kind} fault needs \`latencyMs\``;
  if (kind === "redirect" && textAt(value, "location") === null) return "a redirect fault needs `location`";
  return { vendor, kind, probability, match: matchOf(value), ...amountsOf(value) };
}

function needsLatency(kind: FaultKind): boolean {
  return kind === "latency" || kind === "search-lag" || kind === "drip";
}

function matchOf(value: JsonObject): Fault["match"] {
  const match = objectAt(value, "match");
  return {
    method: textAt(match ?? {}, "method")?.toUpperCase() ?? null,
    pathPrefix: textAt(match ?? {}, "pathPrefix"),
  };
}

function amountsOf(
  value: JsonObject,
): Pick<Fault, "status" | "code" | "message" | "retryAfterS" | "latencyMs" | "location" | "times"> {
  return {
    status: numberAt(value, "status"),
    code: textAt(value, "code"),
    message: textAt(value, "message"),
    retryAfterS: numberAt(value, "retryAfterS"),
    latencyMs: numberAt(value, "latencyMs"),
    location: textAt(value, "location"),
    times: numberAt(value, "times"),
  };
}

export function renderFault(fault: Fault): JsonObject {
  return { ...fault, match: { ...fault.match } };
}
