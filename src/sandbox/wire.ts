// Between fastify and the routes: what is read from a request, how an answer goes out or is cut off.
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Answer } from "./edge.ts";
import type { Fault } from "./faults.ts";

export function paramsOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  const given: unknown = request.params;
  if (typeof given !== "object" || given === null) return params;
  for (const [name, value] of Object.entries(given)) params[name] = String(value);
  return params;
}

export function headersOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

export function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

export function htmlPage(fault: Fault): Answer {
  return {
    status: fault.status ?? 503,
    text: "<!DOCTYPE html><html><head><title>Down for Maintenance</title></head><body>Down for Maintenance</body></html>",
    headers: {
      "content-type": "text/html; charset=utf-8",
      ...(fault.retryAfterS === null ? {} : { "retry-after": String(fault.retryAfterS) }),
    },
  };
}

export function elsewhere(fault: Fault): Answer {
  return { status: fault.status ?? 302, headers: { location: fault.location ?? "" } };
}

/** Half a document, with a good status. */
export const garbage: Answer = { status: 200, text: '{"id":"500' };

/** Sends the answer byte by byte; `pause` is between two of them. */
export function drip(
  reply: FastifyReply,
  answer: Answer,
  contentType: string,
  pause: () => Promise<void>,
): FastifyReply {
  const whole = Buffer.from(answer.bytes ?? answer.text ?? JSON.stringify(answer.body) ?? "");
  const bytes = whole.byteLength > 0 ? whole : Buffer.alloc(blanksForNothing, " ");
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const [at] of bytes.entries()) {
      yield bytes.subarray(at, at + 1);
      await pause();
    }
  }
  return sendStream(reply, answer, contentType, Readable.from(body(), { objectMode: false }));
}

const chunkBytes = 65_536;
/** What drips where the answer has no body. */
const blanksForNothing = 64;

/** Blanks as fast as the other side takes them: a JSON document that never begins. */
export function endless(reply: FastifyReply, answer: Answer, contentType: string): FastifyReply {
  const blanks = Buffer.alloc(chunkBytes, " ");
  const body = new Readable({
    read() {
      this.push(blanks);
    },
  });
  return sendStream(reply, answer, contentType, body);
}

function sendStream(reply: FastifyReply, answer: Answer, contentType: string, body: Readable): FastifyReply {
  // To a status without a body Node.js writes nothing, however much it is given.
  reply
    .status(answer.status === 204 ? 200 : answer.status)
    .headers({ "content-type": contentType, ...answer.headers });
  return reply.send(body);
}

export function send(reply: FastifyReply, answer: Answer, contentType: string): FastifyReply {
  reply.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
  if (answer.bytes !== undefined) return reply.send(Buffer.from(answer.bytes));
  if (answer.text === undefined && answer.body === undefined) return reply.send();
  if (!reply.hasHeader("content-type")) reply.header("content-type", contentType);
  return reply.send(answer.text ?? JSON.stringify(answer.body));
}
