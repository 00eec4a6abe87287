// The wire of one emulated vendor: a listener with latency, faults and the request log around its routes.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Fault, Faults } from "./faults.ts";
import { type Journal, type JournalEntry, keepHeaders, keepQuery } from "./journal.ts";
import type { Json } from "./json.ts";
import { answerInstead, type FaultShapes, latencyOf, sendThrough, spoilt, strikingAfter } from "./strike.ts";
import type { SandboxClock, Timers } from "./timers.ts";
import type { Vendor } from "./vendor-names.ts";
import { cut, headersOf, paramsOf, send } from "./wire.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request as the routes see it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  /** The body as it came, for files. */
  readonly rawBytes: Uint8Array;
  /** Origin of this listener, for links in answers. */
  readonly baseUrl: string;
  readonly entry: JournalEntry | null;
}

export interface Answer {
  readonly status: number;
  readonly body?: Json;
  /** Sent as is, with the content type in `headers`; used for text and HTML. */
  readonly text?: string;
  /** Sent as is, for files; the content type is in `headers`. */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** True when the request changed something. */
  readonly wrote?: boolean;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

/** Thrown by a route to answer with an error. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

export interface EdgeOptions extends FaultShapes {
  readonly vendor: Vendor | null;
  readonly clock: SandboxClock;
  readonly timers: Timers;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly contentType: string;
  latencyMs(): number;
  isWrite(method: string, path: string): boolean;
  /** Path as the vendor's router reads it. */
  normalizePath(path: string): string;
  notFound(): Answer;
  expireTokens(): void;
  /** Runs before every route; a non-null answer ends the request there. */
  admit(call: Call): Answer | null;
  /** Runs on every answer of a route: limit headers, checks against the vendor's description. */
  finish(call: Call, answer: Answer): Answer;
}

interface Exchange {
  readonly entry: JournalEntry | null;
  readonly after: Fault | null;
}

export class Edge {
  readonly #options: EdgeOptions;
  readonly #app: FastifyInstance;
  readonly #exchanges = new WeakMap<FastifyRequest, Exchange>();
  #url = "";

  constructor(options: EdgeOptions) {
    this.#options = options;
    this.#app = Fastify({
      logger: false,
      bodyLimit: 60_000_000,
      exposeHeadRoutes: false,
      forceCloseConnections: true,
      keepAliveTimeout: 30_000,
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 5000 },
      rewriteUrl: (request) => rewrite(request.url ?? "/", options),
    });
    this.#app.removeAllContentTypeParsers();
    this.#app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    this.#app.addHook("onRequest", (request, reply) => this.#enter(request, reply));
    this.#app.setNotFoundHandler((request, reply) =>
      this.#answer(request, reply, () => options.notFound(), {}),
    );
    this.#app.setErrorHandler((error, _request, reply) => {
      const reason = error instanceof Error ? error.message : String(error);
      return reply.status(500).send({ error: "sandbox", reason });
    });
  }

  get url(): string {
    return this.#url;
  }

  route(method: Method, path: string, handler: Handler): void {
    this.#app.route({
      method,
      url: path,
      handler: (request, reply) => this.#answer(request, reply, handler, paramsOf(request)),
    });
  }

  /** Starts to listen. @returns the origin. */
  async listen(host: string, port: number): Promise<string> {
    await this.#app.listen({ host, port });
    const address = this.#app.server.address();
    const bound = typeof address === "object" && address !== null ? address.port : port;
    this.#url = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
    return this.#url;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }

  async #enter(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { vendor, faults } = this.#options;
    if (vendor === null) return;
    const entry = this.#open(request, vendor);
    const hits = faults.take(vendor, request.method, entry.path);
    entry.fault = hits.map((fault) => fault.kind).join(",") || null;
    this.#exchanges.set(request, { entry, after: strikingAfter(hits) });
    await this.#options.timers.pause(this.#options.latencyMs() / 2 + latencyOf(hits));
    if (hits.some((fault) => fault.kind === "expire-tokens")) this.#options.expireTokens();
    await this.#strike(hits, entry, request, reply);
  }

  /** Ends the request here when a fault says so. */
  async #strike(hits: readonly Fault[], entry: JournalEntry, request: FastifyRequest, reply: FastifyReply) {
    if (hits.some((fault) => fault.kind === "cut-before")) {
      cut(request, reply);
      return;
    }
    const answer = answerInstead(hits, this.#options);
    if (answer === null) return;
    await this.#options.timers.pause(this.#options.latencyMs() / 2);
    entry.status = answer.status;
    await send(reply, answer, this.#options.contentType);
  }

  #open(request: FastifyRequest, vendor: Vendor): JournalEntry {
    const url = new URL(request.originalUrl, "http://sandbox");
    return this.#options.journal.open({
      vendor,
      method: request.method,
      path: url.pathname,
      query: keepQuery(url),
      at: new Date(this.#options.clock.now()).toISOString(),
      isWrite: this.#options.isWrite(request.method, url.pathname),
      requestHeaders: keepHeaders(headersOf(request)),
    });
  }

  async #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    handler: Handler,
    params: Readonly<Record<string, string>>,
  ): Promise<FastifyReply> {
    const exchange = this.#exchanges.get(request) ?? { entry: null, after: null };
    const call = this.#toCall(request, params, exchange.entry);
    const answer = this.#options.finish(call, await this.#run(call, handler));
    const { entry, after } = exchange;
    if (entry !== null) entry.effectApplied = answer.wrote ?? false;
    if (after?.kind === "cut-after") return cut(request, reply);
    if (this.#options.vendor !== null) await this.#options.timers.pause(this.#options.latencyMs() / 2);
    const sent = spoilt(after, answer, this.#options);
    if (entry !== null) entry.status = sent.status;
    return sendThrough(after, reply, sent, this.#options);
  }

  async #run(call: Call, handler: Handler): Promise<Answer> {
    try {
      return this.#options.admit(call) ?? (await handler(call));
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  #toCall(
    request: FastifyRequest,
    params: Readonly<Record<string, string>>,
    entry: JournalEntry | null,
  ): Call {
    const url = new URL(request.url, "http://sandbox");
    return {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      params,
      headers: headersOf(request),
      rawBody: Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "",
      rawBytes: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
      baseUrl: this.#url,
      entry,
    };
  }
}

function rewrite(url: string, options: EdgeOptions): string {
  const mark = url.indexOf("?");
  if (mark < 0) return options.normalizePath(url);
  return options.normalizePath(url.slice(0, mark)) + url.slice(mark);
}
