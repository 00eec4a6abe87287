// The answer as connectors see it.
import { TransientError } from "../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../contract/http.ts";
import { classifyFault, effectOf } from "./classify.ts";
import { TransportFault, type WireResponse } from "./transport.ts";

/**
 * Gives the response with its body as text (UTF-8) and, on demand and once, as parsed JSON. What a vendor says when it
 * refuses goes through `hide`: servers do repeat credentials, and the words end up in logs, dead letters and reports.
 */
export function makeResponse(
  wire: WireResponse,
  request: HttpRequest,
  connection: string,
  hide: (text: string) => string = (text) => text,
): HttpResponse {
  const isStreamed = request.streamed === true && wire.status < 300;
  const text = isStreamed ? "" : new TextDecoder().decode(wire.body);
  const shown = wire.status < 400 ? text : hide(text);
  let parsed: { readonly value: unknown } | null = null;
  return {
    status: wire.status,
    headers: wire.headers,
    text: shown,
    ...(isStreamed ? { stream: readStream(wire, request, connection) } : {}),
    json() {
      parsed ??= { value: parse(shown, wire, request, connection) };
      return parsed.value;
    },
  };
}

async function* readStream(
  wire: WireResponse,
  request: HttpRequest,
  connection: string,
): AsyncGenerator<Uint8Array> {
  try {
    // A transport that knows no streams, or an answer that had to be unpacked, is given as a whole.
    if (wire.stream === undefined) yield wire.body;
    else yield* wire.stream;
  } catch (error) {
    if (!(error instanceof TransportFault)) throw error;
    throw classifyFault(error, request, { connection, now: 0 });
  }
}

function parse(text: string, wire: WireResponse, request: HttpRequest, connection: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The text itself stays out of the message: it may carry customers' data.
    const shape =
      text.length === 0 ? "an empty body" : (wire.headers["content-type"] ?? "a body without a type");
    throw new TransientError({
      code: "E_VENDOR_ANSWER",
      message: `${connection} answered "${request.operation}" with ${shape} where JSON was expected`,
      connection,
      operation: request.operation,
      status: wire.status,
      retryable: true,
      effect: effectOf(request, { status: wire.status, written: true, hasRetryAfter: false }),
    });
  }
}
