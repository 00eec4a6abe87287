// The body of an answer handed over as it comes: held back while its reader is slow, bounded, ended by a fault.
import type { Dispatcher } from "undici";
import { type FaultKind, TransportFault, type WireStream } from "./transport.ts";

const heldBytes = 1024 * 1024;

export class ResponseStream implements WireStream {
  readonly #controller: Dispatcher.DispatchController;
  readonly #status: number;
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  #sizeBytes = 0;
  #ended = false;
  #fault: TransportFault | null = null;
  #wake: () => void = () => undefined;
  readonly #end = Promise.withResolvers<void>();

  constructor(controller: Dispatcher.DispatchController, status: number, maxBytes: number) {
    this.#controller = controller;
    this.#status = status;
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return;
    this.#sizeBytes += chunk.byteLength;
    if (this.#sizeBytes > this.#maxBytes) {
      this.fail("too-large", `the answer is larger than ${this.#maxBytes} bytes`);
      return;
    }
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.byteLength;
    if (this.#waitingBytes > heldBytes) this.#controller.pause();
    this.#wake();
  }

  get ended(): Promise<void> {
    return this.#end.promise;
  }

  end(): void {
    this.#ended = true;
    this.#end.resolve();
    this.#wake();
  }

  fail(kind: FaultKind, message: string, cause?: unknown): void {
    if (this.#ended) return;
    this.#fault = new TransportFault({ kind, message, written: true, status: this.#status, cause });
    this.end();
    if (kind === "broken") return;
    // What was held for a slow reader is of no use to anybody any more.
    this.#chunks.length = 0;
    this.#controller.abort(new Error(message));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          yield this.#taken(chunk);
          continue;
        }
        if (this.#fault !== null) throw this.#fault;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      // A reader that stops early must not keep the connection.
      if (!this.#ended) {
        this.end();
        this.#controller.abort(new Error("the reader stopped"));
      }
    }
  }

  #taken(chunk: Uint8Array): Uint8Array {
    this.#waitingBytes -= chunk.byteLength;
    if (this.#controller.paused && this.#waitingBytes <= heldBytes / 2) this.#controller.resume();
    return chunk;
  }
}
