// Between fastify and the routes: what is read from a request, how an answer goes out or is cut off.
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

export function send(reply: FastifyReply, answer: Answer, contentType: string): FastifyReply {
  reply.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
  if (answer.bytes !== undefined) return reply.send(Buffer.from(answer.bytes));
  if (answer.text === undefined && answer.body === undefined) return reply.send();
  if (!reply.hasHeader("content-type")) reply.header("content-type", contentType);
  return reply.send(answer.text ?? JSON.stringify(answer.body));
}
