// The transport on real sockets: one keep-alive undici pool per origin.
import { type Dispatcher, Pool } from "undici";
import { ConnectFault, tlsCode, tlsHint } from "./connect-fault.ts";
import { type ConnectorOptions, createConnector } from "./connector.ts";
import { decode } from "./decode.ts";
import { readableOf } from "./request-stream.ts";
import { ResponseStream } from "./response-stream.ts";
import {
  type FaultKind,
  TooLate,
  type Transport,
  TransportFault,
  type WireRequest,
  type WireResponse,
} from "./transport.ts";
import { WatchedClient, type Watcher } from "./watched-client.ts";

export interface UndiciTransportOptions extends ConnectorOptions {
  /** Most connections to one origin. */
  readonly connections: number;
  readonly keepAliveMs: number;
}

/** A stream that brings nothing for so long has ended; undici's own timer, which rests while nobody reads. */
const streamIdleMs = 30_000;

/** Gives a transport whose pools live until `close`. */
export function createUndiciTransport(options: UndiciTransportOptions): Transport {
  const pools = new Map<string, Pool>();
  const connect = createConnector(options);
  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin);
    if (known) return known;
    const pool = new Pool(origin, {
      connections: options.connections,
      keepAliveTimeout: options.keepAliveMs,
      // One request at a time on a connection: a broken one then concerns that request only.
      pipelining: 1,
      allowH2: false,
      connect,
      factory: (target: URL, given: object) => new WatchedClient(target, given),
      // The deadline of each exchange rules; undici's own timers run on the wall clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(origin, pool);
    return pool;
  };
  return {
    async send(request, deadline, mayLeave) {
      const answer = await new Promise<WireResponse>((resolve, reject) => {
        const exchange = new Exchange(request, { deadline, mayLeave }, resolve, reject);
        exchange.start(poolOf(request.url.origin));
      });
      return decode(answer, request.maxResponseBytes);
    },
    async close() {
      const all = [...pools.values()];
      pools.clear();
      await Promise.all(all.map((pool) => pool.close()));
    },
  };
}

type MoreFacts = { readonly hint?: string; readonly isFinal?: boolean };

class Exchange implements Watcher {
  client: WatchedClient | null = null;
  readonly #request: WireRequest;
  readonly #deadline: AbortSignal;
  readonly #mayLeave: () => boolean;
  readonly #resolve: (response: WireResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Uint8Array[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #settled = false;
  #status: number | undefined;
  #headers: Record<string, string> = {};
  #sizeBytes = 0;
  #stream: ResponseStream | null = null;
  #sourceFault: { readonly error: unknown } | null = null;
  #reused: boolean | null = null;

  constructor(
    request: WireRequest,
    bounds: { readonly deadline: AbortSignal; readonly mayLeave: () => boolean },
    resolve: (response: WireResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#deadline = bounds.deadline;
    this.#mayLeave = bounds.mayLeave;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(pool: Pool): void {
    if (this.#deadline.aborted) {
      this.#expire();
      return;
    }
    this.#deadline.addEventListener("abort", this.#expire, { once: true });
    const { method, url } = this.#request;
    const wait = this.#request.streamed === true ? { bodyTimeout: streamIdleMs } : {};
    try {
      pool.dispatch({ method, path: url.pathname + url.search, ...wait, ...this.#sendable() }, this);
    } catch (error) {
      this.#fail("unreachable", "the request could not be sent", error);
    }
  }

  // undici calls this when it has a connection, immediately before the first byte is written to it
  // (lib/dispatcher/client-h1.js, writeH1): before it, nothing can have reached the vendor.
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) controller.abort(new Error("the exchange had ended before it began"));
    else if (!this.#mayLeave()) {
      this.#rejectWith(new TooLate());
      controller.abort(new Error("the request might not leave any more"));
    } else {
      this.#controller = controller;
      this.#reused = this.client === null ? null : !this.client.takeFresh();
    }
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = flatten(headers);
    const plain = (this.#headers["content-encoding"] ?? "identity") === "identity";
    if (this.#settled || this.#request.streamed !== true || status >= 300 || !plain) return;
    this.#settle();
    const stream = new ResponseStream(controller, status, this.#request.maxResponseBytes);
    this.#stream = stream;
    this.#resolve({ status, headers: this.#headers, body: new Uint8Array(), stream, reused: this.#reused });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#stream?.push(chunk);
    if (this.#settled) return;
    this.#sizeBytes += chunk.byteLength;
    if (this.#sizeBytes <= this.#request.maxResponseBytes) {
      this.#chunks.push(chunk);
      return;
    }
    this.#fail("too-large", `the answer is larger than ${this.#request.maxResponseBytes} bytes`);
  }

  onResponseEnd(): void {
    this.#stream?.end();
    if (this.#settled || this.#status === undefined) return;
    this.#settle();
    const body = Buffer.concat(this.#chunks);
    const facts = { wireBytes: this.#sizeBytes, reused: this.#reused };
    this.#resolve({ status: this.#status, headers: this.#headers, body, ...facts });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#stream?.fail("broken", describe(error), error);
    if (this.#sourceFault !== null) {
      this.#rejectWith(this.#sourceFault.error);
      return;
    }
    if (error instanceof ConnectFault) {
      const { kind, message, hint, isFinal } = error;
      this.#fail(kind, message, error, { hint, isFinal });
      return;
    }
    // A server may refuse our certificate only after the handshake, when the request is on its way.
    const code = tlsCode(error);
    const kind = this.#controller === null ? "unreachable" : "broken";
    if (code === null) this.#fail(kind, describe(error), error);
    else this.#fail("tls", describe(error), error, { hint: tlsHint(code) });
  }

  readonly #expire = (): void => {
    this.#fail("timeout", "the deadline passed", this.#deadline.reason);
  };

  #fail(kind: FaultKind, message: string, cause?: unknown, more: MoreFacts = {}): void {
    if (this.#settled) return;
    this.#settle();
    const status = this.#status;
    const written = this.#controller !== null;
    const known = { ...more, ...(status === undefined ? {} : { status }) };
    this.#reject(new TransportFault({ kind, message, written, reused: this.#reused, cause, ...known }));
    this.#chunks.length = 0;
    this.#controller?.abort(new Error(message));
  }

  /** Not an end of the exchange that says anything about the receiver. */
  #rejectWith(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#reject(error);
  }

  /** Headers and body as undici takes them; the size is said, so that a body of another size is an error. */
  #sendable() {
    const { headers, body } = this.#request;
    if (body === null || typeof body === "string" || body instanceof Uint8Array) return { headers, body };
    const readable = readableOf(body, (error) => {
      this.#sourceFault = { error };
    });
    return { headers: { ...headers, "content-length": String(body.sizeBytes) }, body: readable };
  }

  #settle(): void {
    this.#settled = true;
    this.#deadline.removeEventListener("abort", this.#expire);
  }
}

/** Names the fault by its system code where it has one; several addresses tried give several causes. */
function describe(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return describe(error.errors[0]);
  if (code === null) return error.message;
  return error.message.includes(code) ? error.message : `${code} ${error.message}`;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
