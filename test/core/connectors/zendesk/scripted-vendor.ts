// A Zendesk that answers exactly the requests it was told to expect, in order: one more or one less fails the test.
import { expect } from "vitest";
import { zendesk } from "../../../../src/core/connectors/zendesk/index.ts";
import type {
  Connection,
  ConnectionContext,
  HttpClientOptions,
} from "../../../../src/core/contract/connector.ts";
import { TransientError } from "../../../../src/core/contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../../../src/core/contract/http.ts";
import type { Clock, Logger } from "../../../../src/core/contract/runtime.ts";

export const startTime = Date.parse("2026-05-06T08:00:00Z");

export interface Expected {
  /** Method and path (`GET tickets`). */
  readonly call: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly answer?: unknown;
  /** Answered instead of JSON, as text/plain. */
  readonly text?: string;
  readonly date?: string;
  /** Further headers of the answer. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** The connection breaks instead. */
  readonly breaks?: boolean;
}

/** An answer as the client hands it to the connector. */
export function respond(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? null);
  return {
    status,
    text,
    headers: {
      "content-type": typeof body === "string" ? "text/plain" : "application/json; charset=utf-8",
      ...headers,
    },
    json: () => JSON.parse(text),
  };
}

const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

export interface ScriptedVendor {
  readonly connection: Connection;
  readonly secrets: Map<string, string>;
  /** Every request that was made. */
  readonly requests: readonly HttpRequest[];
  /** What the connector gave its client. */
  options(): HttpClientOptions;
  expectCalls(...calls: readonly Expected[]): void;
  /** Fails when a call was expected that never came. */
  verify(): void;
  advance(ms: number): void;
}

/** A connection whose client is the script; time stands still but for `sleep` and `advance`. */
export function scriptVendor(config: Readonly<Record<string, unknown>> = {}): ScriptedVendor {
  const queue: Expected[] = [];
  const requests: HttpRequest[] = [];
  const secrets = new Map([
    ["clientId", "integ"],
    ["clientSecret", "s3cret"],
  ]);
  let now = startTime;
  let options: HttpClientOptions | undefined;
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const client: HttpClient = {
    request: async (request) => {
      requests.push(request);
      const next = queue.shift();
      expect(`${request.method} ${request.path}`).toBe(next?.call ?? "no call");
      if (next?.query) expect(defined(request.query)).toEqual(next.query);
      if (next?.json !== undefined) expect(request.json).toEqual(next.json);
      if (next?.headers) expect(request.headers).toEqual(next.headers);
      return answer(request, next, options);
    },
  };
  const context: ConnectionContext = {
    name: "zd",
    config: { connector: "zendesk", subdomain: "acme", ...config },
    secrets: {
      get: async (name) => secrets.get(name) ?? null,
      set: async (name, value) => void secrets.set(name, value),
      setAll: async (values) => {
        for (const [name, value] of Object.entries(values)) secrets.set(name, value);
      },
      delete: async (name) => void secrets.delete(name),
    },
    log: silentLog,
    clock,
    ids: { next: () => "id" },
    installId: "install-1",
    randomBytes: (sizeBytes) => new Uint8Array(sizeBytes),
    signal: new AbortController().signal,
    http: (given) => {
      options = given;
      return client;
    },
  };
  const connection = zendesk.connect(context);
  return {
    connection,
    secrets,
    requests,
    options: () => {
      if (!options) throw new Error("the connector has built no client");
      return options;
    },
    expectCalls: (...calls) => void queue.push(...calls),
    verify: () => expect(queue.map((expected) => expected.call)).toEqual([]),
    advance: (ms) => {
      now += ms;
    },
  };
}

function defined(query: HttpRequest["query"]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== undefined));
}

function answer(
  request: HttpRequest,
  next: Expected | undefined,
  options: HttpClientOptions | undefined,
): HttpResponse {
  const { operation } = request;
  if (next?.breaks)
    throw new TransientError({
      code: "E_UNREACHABLE",
      message: "connection lost",
      operation,
      retryable: true,
    });
  const status = next?.status ?? 200;
  const response = respond(status, next?.text ?? next?.answer, {
    date: next?.date ?? new Date(startTime).toUTCString(),
    ...next?.answerHeaders,
  });
  options?.observeLimits?.(response, request);
  if (status < 400) return response;
  throw options?.classify(response, request) ?? new Error(`not classified: ${status}`);
}

/** A ticket as the vendor sends it. */
export function ticketOf(id: number, facts: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    subject: `Printer ${id}`,
    description: "It is on fire",
    status: "open",
    priority: null,
    type: null,
    tags: [],
    external_id: null,
    assignee_id: null,
    group_id: null,
    requester_id: 20978392,
    custom_fields: [],
    created_at: "2026-05-06T07:00:00Z",
    updated_at: "2026-05-06T07:30:00Z",
    generated_timestamp: 1778052600,
    url: `https://acme.zendesk.com/api/v2/tickets/${id}.json`,
    ...facts,
  };
}
