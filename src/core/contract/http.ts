// The shape of the one way out. `core/http` implements it; connectors only describe their vendor.
import type { IntegrationError } from "./errors.ts";

/** `background`: work that nobody waits for. It leaves a part of each limit to what somebody does wait for. */
export type Urgency = "live" | "background";

/** A body that is too large to hold: sent as a stream, opened anew for each attempt. */
export interface StreamedBody {
  readonly sizeBytes: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  /** Absolute URL, or path relative to the client's base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Give at most one of `json`, `form`, `body`. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | StreamedBody;
  /** Key into the connection's limits; each class has its own bucket, and may be within another one. */
  readonly endpointClass: string;
  /** Default `live`. */
  readonly urgency?: Urgency;
  /** What happens at the vendor if this request is sent twice. Only `repeatable` ones are retried here. */
  readonly effect: "repeatable" | "once";
  /** The operation's name in logs, metrics and errors (`update tickets`). */
  readonly operation: string;
  readonly timeoutMs?: number;
  /** Bound of this answer's body in bytes, where it is to be another than the connection's. */
  readonly maxResponseBytes?: number;
  /** True: the body of a good answer (2xx) comes as `stream`, and the deadline ends with its head. */
  readonly streamed?: boolean;
  /** False for sign-in itself. Default true. */
  readonly authorize?: boolean;
  /**
   * What a redirect of a read to another origin does. `unsigned`: it is followed, over https where the first address
   * was, without the credential and without `headers`, and what is answered there is no word of the vendor about us.
   * Default `refuse`.
   */
  readonly foreignRedirects?: "refuse" | "unsigned";
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /**
   * Only after a `streamed` request, whose `text` is then blank: the body, to be read once and to its end or its
   * abandonment. Reading throws an IntegrationError when the body ends early, stalls or exceeds its bound.
   */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** Parsed body. @throws TransientError when the body is not JSON (a gateway's HTML page). */
  json(): unknown;
}

export interface HttpClient {
  /** Resolves for a status below 400. @throws IntegrationError as classified, after retries. */
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** Vendor's answer of 400 or above → our error; null leaves it to the general rules by status. */
export type Classify = (response: HttpResponse, request: HttpRequest) => IntegrationError | null;

/** `capacity` requests per `perMs`; refilled evenly. */
export interface LimitRule {
  readonly capacity: number;
  readonly perMs: number;
  /** Endpoint class that each call of this one counts in as well (a limit over several); that one may be within another. */
  readonly within?: string;
}

/** What response headers tell about a bucket. */
export interface LimitObservation {
  readonly endpointClass: string;
  readonly capacity?: number;
  readonly remaining?: number;
  readonly resetsInMs?: number;
}

export type ObserveLimits = (response: HttpResponse, request: HttpRequest) => readonly LimitObservation[];
