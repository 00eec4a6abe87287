// One HTTP exchange on the wire, and nothing else: no retry, no limits, no meaning of statuses.
// Its one subtle duty is to know whether any byte of the request may have left for the vendor.

import type { StreamedBody } from "../contract/http.ts";

export interface WireRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | StreamedBody | null;
  /** Whether the body of a good answer is handed over as it comes. */
  readonly streamed?: boolean;
  /** Bound of the body in bytes, compressed and uncompressed. */
  readonly maxResponseBytes: number;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where `stream` is given. */
  readonly body: Uint8Array;
  /** Throws TransportFault while it is read. */
  readonly stream?: WireStream;
  /** Bytes of the body on the wire, before they were unpacked; of a stream 0. */
  readonly wireBytes?: number;
  /** Whether the connection had served before; absent or null: not known. */
  readonly reused?: boolean | null;
}

/** A body as it comes. */
export interface WireStream extends AsyncIterable<Uint8Array> {
  /** Resolves when nothing more comes, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it with a fault, for its reader and for the vendor. */
  fail(kind: FaultKind, message: string): void;
}

/** `broken`: the connection ended under the exchange. `undecodable`: the body's compression is damaged. */
export type FaultKind = "unreachable" | "tls" | "proxy" | "broken" | "timeout" | "too-large" | "undecodable";

interface FaultFacts {
  readonly kind: FaultKind;
  readonly message: string;
  /** True as soon as the first byte of the request was handed to a connection. */
  readonly written: boolean;
  /** Status of the answer, when its head had arrived. */
  readonly status?: number;
  readonly cause?: unknown;
  /** Asking once more is of no use. */
  readonly isFinal?: boolean;
  /** As of an answer. */
  readonly reused?: boolean | null;
  /** What to do, where it is another than for all faults of the kind. */
  readonly hint?: string;
}

/** An exchange that gave no whole answer. */
export class TransportFault extends Error {
  readonly kind: FaultKind;
  readonly written: boolean;
  readonly status: number | null;
  readonly hint: string | null;
  readonly isFinal: boolean;
  readonly reused: boolean | null;

  constructor(facts: FaultFacts) {
    super(facts.message, { cause: facts.cause });
    this.name = "TransportFault";
    this.kind = facts.kind;
    this.written = facts.written;
    this.status = facts.status ?? null;
    this.hint = facts.hint ?? null;
    this.isFinal = facts.isFinal ?? false;
    this.reused = facts.reused ?? null;
  }
}

/** Nothing was sent: when the connection was there, the request might not leave any more. */
export class TooLate extends Error {
  override readonly name = "TooLate";
}

/** Sends requests over a network, real or simulated. */
export interface Transport {
  /**
   * Resolves with any whole answer, whatever its status. The signal is the exchange's deadline. `mayLeave` is asked
   * in the same breath in which the first byte goes.
   * @throws TransportFault; TooLate; the error of a streamed body's source, when that ended it before the request was
   * whole
   */
  send(request: WireRequest, deadline: AbortSignal, mayLeave: () => boolean): Promise<WireResponse>;
  /** Waits for exchanges under way, then closes idle connections. */
  close(): Promise<void>;
}
