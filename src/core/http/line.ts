// One exchange through the guards: breaker, limits, concurrency, deadline. Measured, counted, logged.
import { TransientError } from "../contract/errors.ts";
import type { HttpRequest } from "../contract/http.ts";
import type { Clock, Logger } from "../contract/runtime.ts";
import { Breaker, type BreakerStatus } from "./breaker.ts";
import type { BucketStatus } from "./bucket.ts";
import type { Buckets, Turn } from "./buckets.ts";
import { CallMeter, type CallRecord, type CallStatus, ClockOffsetMeter } from "./meters.ts";
import { redactUrl } from "./redact.ts";
import type { HttpSettings } from "./settings.ts";
import {
  TooLate,
  type Transport,
  TransportFault,
  type WireRequest,
  type WireResponse,
  type WireStream,
} from "./transport.ts";
import { codeOf, isOutage, scopeOf } from "./verdict.ts";

/** Which request an exchange belongs to. */
export interface Call {
  readonly request: HttpRequest;
  readonly correlationId: string;
  readonly attempt: number;
  readonly keepsRedirects: boolean;
}

interface Sent {
  readonly end: WireResponse | TransportFault;
  readonly turn: Turn;
}

export interface ClockStatus {
  /** Vendor's clock minus ours; null while unknown. */
  readonly clockOffsetMs: number | null;
  /** How far that may be from the truth either way; null while unknown. */
  readonly clockDoubtMs: number | null;
}

export interface HttpStatus extends ClockStatus {
  readonly breaker: BreakerStatus;
  readonly buckets: readonly BucketStatus[];
  readonly calls: CallStatus;
}

interface LineOptions {
  readonly connection: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: HttpSettings;
  readonly transport: Transport;
  readonly buckets: Buckets;
  readonly onCall: (call: CallRecord) => void;
}

export class Line {
  readonly #options: LineOptions;
  readonly #breaker: Breaker;
  readonly #meter = new CallMeter();
  readonly #clockOffset = new ClockOffsetMeter();

  constructor(options: LineOptions) {
    this.#options = options;
    this.#breaker = new Breaker(options.settings.breaker);
  }

  status(): HttpStatus {
    return {
      breaker: this.#breaker.status(this.#options.clock.now()),
      buckets: this.#options.buckets.status(),
      ...this.clock(),
      calls: this.#meter.status(),
    };
  }

  clock(): ClockStatus {
    return { clockOffsetMs: this.#clockOffset.offsetMs, clockDoubtMs: this.#clockOffset.doubtMs };
  }

  /**
   * Waits its turn, then sends once; a turn that lapsed before the request left is waited for anew. Gives the answer, whatever its status, or the fault; and the turn it had.
   * @throws TransientError E_CIRCUIT_OPEN, or the error of `Buckets.enter`; then nothing was sent.
   */
  async send(call: Call, wire: WireRequest): Promise<Sent> {
    const { buckets, clock } = this.#options;
    this.#refuseWhenOpen(call);
    const askedAt = clock.now();
    const { endpointClass, urgency, streamed } = call.request;
    for (;;) {
      const turn = await buckets.enter(endpointClass, urgency, streamed);
      const end = await this.#sendInTurn(call, wire, turn, askedAt);
      if (end !== null) return { turn, end };
    }
  }

  /** Null: the turn had lapsed, and nothing was sent. */
  async #sendInTurn(call: Call, wire: WireRequest, turn: Turn, askedAt: number): Promise<Sent["end"] | null> {
    let stream: WireStream | undefined;
    let isCalled = true;
    try {
      this.#refuseWhenOpen(call);
      const end = await this.#exchange(call, wire, turn, this.#options.clock.now() - askedAt);
      if (!(end instanceof TransportFault)) stream = end.stream;
      return end;
    } catch (error) {
      if (!(error instanceof TooLate)) throw error;
      isCalled = false;
      return null;
    } finally {
      if (isCalled) turn.end();
      else turn.giveBack();
      if (stream === undefined) turn.leave();
      else this.#leaveAfter(stream, turn);
    }
  }

  /** A stream keeps its place and connection until it has ended, which it must in time. */
  #leaveAfter(stream: WireStream, turn: Turn): void {
    const { clock, settings } = this.#options;
    const done = new AbortController();
    clock.sleep(settings.streamTimeoutMs, done.signal).then(
      () => stream.fail("timeout", `no whole body within ${settings.streamTimeoutMs} ms`),
      () => undefined,
    );
    void stream.ended.then(() => {
      done.abort("ended");
      turn.leave();
    });
  }

  async #exchange(
    call: Call,
    wire: WireRequest,
    turn: Turn,
    waitMs: number,
  ): Promise<WireResponse | TransportFault> {
    const { clock } = this.#options;
    const passage = this.#breaker.enter(call.correlationId);
    const sentAt = clock.now();
    let end: WireResponse | TransportFault;
    try {
      end = await this.#withinDeadline(call, wire, turn);
    } catch (error) {
      passage.withdraw();
      throw error;
    }
    const now = clock.now();
    if (isOutage(end)) passage.fail(now, scopeOf(end, call.request));
    else passage.succeed();
    if (!(end instanceof TransportFault)) this.#clockOffset.add(end.headers.date, sentAt, now);
    this.#record(call, wire, end, { waitMs, ms: now - sentAt });
    return end;
  }

  async #withinDeadline(call: Call, wire: WireRequest, turn: Turn): Promise<WireResponse | TransportFault> {
    const { clock, settings, transport } = this.#options;
    const timeoutMs = call.request.timeoutMs ?? settings.timeoutMs;
    const deadline = new AbortController();
    const done = new AbortController();
    clock.sleep(timeoutMs, done.signal).then(
      () => deadline.abort(new Error(`no whole answer within ${timeoutMs} ms`)),
      () => undefined,
    );
    try {
      return await transport.send(wire, deadline.signal, turn.isHeld);
    } catch (error) {
      if (error instanceof TransportFault) return error;
      throw error;
    } finally {
      // With a reason of its own no error is made.
      done.abort("answered");
    }
  }

  #refuseWhenOpen(call: Call): void {
    const retryAfterMs = this.#breaker.refusesForMs(this.#options.clock.now());
    if (retryAfterMs === null) return;
    const { connection } = this.#options;
    const operation = call.request.operation;
    const message = `Calls to ${connection} are paused after repeated failures; "${operation}" was not sent`;
    throw new TransientError({
      code: "E_CIRCUIT_OPEN",
      message,
      connection,
      operation,
      retryable: true,
      retryAfterMs,
    });
  }

  #record(
    call: Call,
    wire: WireRequest,
    end: WireResponse | TransportFault,
    times: { readonly waitMs: number; readonly ms: number },
  ): void {
    const { connection, log, onCall } = this.#options;
    const { operation, endpointClass, method } = call.request;
    const { correlationId, attempt } = call;
    const code = codeOf(end);
    const record: CallRecord = {
      connection,
      correlationId,
      operation,
      endpointClass,
      method,
      attempt,
      status: end.status,
      code,
      ...times,
      bytesOut: sizeOf(wire.body),
      bytesIn: end instanceof TransportFault ? 0 : (end.wireBytes ?? end.body.byteLength),
      reused: end.reused ?? null,
    };
    this.#meter.add(record);
    try {
      onCall(record);
    } catch (error) {
      // Whoever listens must not turn an answer into a failure.
      log.error("http.listener.failed", { connection, reason: String(error) });
    }
    const fault = end instanceof TransportFault ? { fault: end.message, written: end.written } : {};
    const fields = { ...record, url: redactUrl(wire.url), ...fault };
    if (code === null) log.debug("http.call", fields);
    else log.warn("http.call.failed", fields);
  }
}

function sizeOf(body: WireRequest["body"]): number {
  if (body === null) return 0;
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.byteLength(body);
  return body.sizeBytes;
}
