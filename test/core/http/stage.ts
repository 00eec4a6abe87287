// A vendor on a real socket that does what a test tells it, a clock that a test drives, and a client between them.
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpClientOptions } from "../../../src/core/contract/connector.ts";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import type { HttpRequest } from "../../../src/core/contract/http.ts";
import type { Clock, Ids, Logger, Releaser } from "../../../src/core/contract/runtime.ts";
import {
  createHttpClient,
  type HttpClientDeps,
  type HttpClientWithStatus,
} from "../../../src/core/http/client.ts";
import { tendMs } from "../../../src/core/http/lease.ts";
import { memoryLimits } from "../../../src/core/http/limits.ts";
import type { CallRecord } from "../../../src/core/http/meters.ts";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: http.ServerResponse, seen: SeenRequest) => void;

export interface Vendor {
  readonly origin: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Answers the n-th request with the n-th answer; the last one goes on. The body is read before it answers. */
export async function startVendor(...answers: readonly Answer[]): Promise<Vendor> {
  const seen: SeenRequest[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The client broke off: there is nobody to answer.
      return;
    }
    const one = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    seen.push(one);
    answers[Math.min(seen.length, answers.length) - 1]?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const json =
  (status: number, value: unknown, headers: http.OutgoingHttpHeaders = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };

export const cut: Answer = (response) => response.socket?.destroy();

export const silent: Answer = () => undefined;

const tends: readonly number[] = Object.values(tendMs);

/**
 * Sleeps end at once and move the time; those of `deadlineMs` last until `passDeadlines`, those between two tellings of
 * what is held until they are called off.
 */
export class TestClock implements Clock {
  time = Date.parse("2026-05-06T08:00:00Z");
  readonly slept: number[] = [];
  #deadlines: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (tends.includes(ms)) {
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    }
    if (ms === deadlineMs) {
      return new Promise((resolve, reject) => {
        this.#deadlines.push(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    }
    this.slept.push(ms);
    this.time += ms;
    return new Promise((resolve) => setImmediate(resolve));
  }

  passDeadlines(): void {
    for (const pass of this.#deadlines.splice(0)) pass();
  }
}

export const deadlineMs = 987_654;

export interface Stage {
  readonly client: HttpClientWithStatus;
  readonly clock: TestClock;
  readonly calls: CallRecord[];
  readonly logged: string[];
  readonly stop: AbortController;
  close(): Promise<void>;
}

let stages = 0;

function idsAfter(first: string): Ids {
  let last = -1;
  return {
    next: () => {
      last += 1;
      return last === 0 ? first : `id-${last}`;
    },
  };
}

/** A client whose random is always at the top of its range. */
export function setStage(
  options: Partial<HttpClientOptions>,
  deps: Partial<HttpClientDeps> & { readonly clock?: TestClock; readonly realClock?: Clock } = {},
): Stage {
  const clock = deps.clock ?? new TestClock();
  const calls: CallRecord[] = [];
  const logged: string[] = [];
  const releasers: Releaser[] = [];
  const stop = new AbortController();
  stages += 1;
  // The first names the client in the books, where no two may have one name.
  const ids = idsAfter(`client-${stages}`);
  const client = createHttpClient(
    {
      connection: "zd",
      random: () => 1,
      ids,
      log: recordLog(logged),
      signal: stop.signal,
      limits: memoryLimits(deps.realClock ?? clock),
      releasers,
      onCall: (call) => calls.push(call),
      ...deps,
      clock: deps.realClock ?? clock,
      settings: { timeoutMs: deadlineMs, streamTimeoutMs: deadlineMs, ...deps.settings },
    },
    {
      baseUrl: "http://127.0.0.1:9",
      classify: () => null,
      limits: { main: { capacity: 1000, perMs: 60_000 } },
      ...options,
    },
  );
  const close = async (): Promise<void> => {
    for (const release of releasers.reverse()) await release();
  };
  return { client, clock, calls, logged, stop, close };
}

function recordLog(lines: string[]): Logger {
  const write = (event: string, fields?: unknown): void => {
    lines.push(`${event} ${JSON.stringify(fields)}`);
  };
  return { debug: write, info: write, warn: write, error: write, child: () => recordLog(lines) };
}

export const read: HttpRequest = {
  method: "GET",
  path: "/tickets",
  endpointClass: "main",
  effect: "repeatable",
  operation: "read tickets",
};

export const create: HttpRequest = {
  method: "POST",
  path: "/tickets",
  json: { ticket: {} },
  endpointClass: "main",
  effect: "once",
  operation: "create ticket",
};

/** The IntegrationError a promise rejects with; anything else fails the test. */
export async function failure(promise: Promise<unknown>): Promise<IntegrationError> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (error instanceof IntegrationError) return error;
  throw error;
}
