// The one way out: every call to a vendor passes here. Sign-in, retries and redirects of one request;
// the guards of each single exchange are in line.ts.
import type { HttpClientOptions } from "../contract/connector.ts";
import { IntegrationError, isConnectionFault } from "../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../contract/http.ts";
import type { Clock, Ids, Logger, Random, Releaser } from "../contract/runtime.ts";
import { encode, isAbsolute, refuseForbidden, resolveUrl } from "./address.ts";
import { Buckets } from "./buckets.ts";
import { Bulkhead } from "./bulkhead.ts";
import { classifyAnswer, classifyFault, effectOf, restate } from "./classify.ts";
import type { LimitsStore } from "./limits.ts";
import { type Call, type ClockStatus, type HttpStatus, Line } from "./line.ts";
import type { CallRecord } from "./meters.ts";
import { concluded, giveUp, type History, isExpired, type Outcome, outcomeOf } from "./outcome.ts";
import { classifyForeign, isFollowed, maxRedirects, redirectOf, refusedRedirect } from "./redirect.ts";
import { makeResponse } from "./response.ts";
import { parseRetryAfterMs, pauseBeforeRetryMs } from "./retry.ts";
import { defaultHttpSettings, type HttpSettings } from "./settings.ts";
import { type Transport, TransportFault } from "./transport.ts";
import { createUndiciTransport } from "./undici-transport.ts";

export interface HttpClientDeps {
  /** Name of the connection. */
  readonly connection: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Logger;
  /**
   * Once aborted nothing waits any more: what can go at once still goes, what would wait is refused.
   * Exchanges under way end by themselves, so that no write is left in doubt.
   */
  readonly signal: AbortSignal;
  /** The books of the limits, which all processes of an installation share. */
  readonly limits: LimitsStore;
  readonly releasers: Releaser[];
  readonly onCall?: (call: CallRecord) => void;
  readonly settings?: Partial<HttpSettings>;
  /** Takes secrets out of what a vendor says when it refuses. */
  readonly hide?: (text: string) => string;
  /** Sockets when absent; a simulator gives its own. */
  readonly transport?: Transport;
}

export interface AnswerOptions {
  /** Whether a redirect is given as it is instead of being followed or refused. */
  readonly keepsRedirects: boolean;
}

/** What `core` sees of a client beyond the contract. */
export interface HttpClientWithStatus extends HttpClient {
  /** The same as `request`, but the vendor's last answer is given whatever its status, for callers that judge it. */
  answer(request: HttpRequest, options: AnswerOptions): Promise<HttpResponse>;
  status(): HttpStatus;
  /** The part of the status that every decision asks for. */
  clock(): ClockStatus;
}

type Credentials = Readonly<Record<string, string>>;
/** Builds the client of one connection. Closing its sockets and recording its limits is pushed on `releasers`. */
export function createHttpClient(deps: HttpClientDeps, options: HttpClientOptions): HttpClientWithStatus {
  const settings: HttpSettings = { ...defaultHttpSettings, ...deps.settings };
  const { connection, clock, log, signal } = deps;
  const transport =
    deps.transport ??
    createUndiciTransport({
      // Streams have places of their own, as many again.
      connections: 2 * settings.concurrency,
      connectTimeoutMs: settings.connectTimeoutMs,
      keepAliveMs: settings.keepAliveMs,
      tls: settings.tls,
      proxy: settings.proxy,
    });
  const buckets = new Buckets({
    connection,
    clock,
    log,
    signal,
    holder: deps.ids.next(),
    limits: options.limits,
    ceilings: settings.ceilings,
    reserveShare: settings.reserveShare,
    maxWaitMs: settings.retry.maxWaitMs,
    store: deps.limits,
    bulkhead: new Bulkhead(settings.concurrency),
    streams: new Bulkhead(settings.concurrency),
  });
  deps.releasers.push(async () => {
    await transport.close();
    await buckets.close();
  });
  const onCall = deps.onCall ?? (() => undefined);
  const line = new Line({ connection, clock, log, settings, transport, buckets, onCall });
  const client = new Client({ ...deps, options, settings, buckets, line });
  return {
    request: (request) => client.request(request),
    answer: (request, answerOptions) => client.request(request, answerOptions),
    status: () => line.status(),
    clock: () => line.clock(),
  };
}

interface ClientParts extends Omit<HttpClientDeps, "limits" | "settings" | "transport" | "onCall"> {
  readonly options: HttpClientOptions;
  readonly settings: HttpSettings;
  readonly buckets: Buckets;
  readonly line: Line;
}

class Client {
  readonly #parts: ClientParts;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /** `answer`: given when the vendor's answer is wanted whatever it is. */
  async request(request: HttpRequest, answer: AnswerOptions | null = null): Promise<HttpResponse> {
    const { buckets, ids, log, random, settings, connection } = this.#parts;
    const history: History = { correlationId: ids.next(), renewed: false, lastError: null, inDoubt: false };
    for (let attempt = 1; ; attempt += 1) {
      const keepsRedirects = answer?.keepsRedirects ?? false;
      const call: Call = { request, correlationId: history.correlationId, attempt, keepsRedirects };
      const outcome = await this.#attempt(call, history).catch((error: unknown) => giveUp(error, history));
      if ("response" in outcome) return outcome.response;
      const { error } = outcome;
      history.lastError = error;
      history.inDoubt ||= error.effect === "unknown";
      const pauseMs = pauseBeforeRetryMs({ ...outcome, attempt }, settings.retry, random);
      if (pauseMs === null && answer !== null && outcome.refusal !== undefined) return outcome.refusal;
      if (pauseMs === null) throw concluded(error, history);
      const { correlationId } = call;
      const { operation } = request;
      log.info("http.retry", { connection, correlationId, operation, attempt, code: error.code, pauseMs });
      await buckets
        .pause(request.endpointClass, pauseMs)
        .catch(() => Promise.reject(concluded(error, history)));
    }
  }

  /** One attempt; a 401 costs one renewal and one replay within a request, never more. */
  async #attempt(call: Call, history: History): Promise<Outcome> {
    const credentials = await this.#credentials(call.request, false);
    const first = await this.#deliver(call, credentials);
    if (!isExpired(first) || credentials === null || history.renewed) return first;
    history.renewed = true;
    const fresh = await this.#renew(call.request, credentials);
    // A 401 says that nothing was applied, so even a request that must go out once may go again.
    return this.#deliver(call, fresh);
  }

  async #credentials(request: HttpRequest, renew: boolean): Promise<Credentials | null> {
    const { authorize } = this.#parts.options;
    if (request.authorize === false || authorize === undefined) return null;
    try {
      return await authorize(renew);
    } catch (error) {
      // Whatever happened to the sign-in, the request itself has not left.
      if (error instanceof IntegrationError && error.effect !== "none")
        throw restate(error, { effect: "none" });
      throw error;
    }
  }

  /** Another request may have renewed meanwhile; its token is then used instead of asking for one more. */
  async #renew(request: HttpRequest, refused: Credentials): Promise<Credentials | null> {
    const current = await this.#credentials(request, false);
    if (current !== null && !isSame(current, refused)) return current;
    return this.#credentials(request, true);
  }

  async #deliver(call: Call, credentials: Credentials | null): Promise<Outcome> {
    const { options } = this.#parts;
    const { request } = call;
    // The base URL may itself need a sign-in: sign-in's own absolute addresses must not ask for it.
    const needsBase = credentials !== null || !isAbsolute(request.path);
    const baseUrl =
      !needsBase || typeof options.baseUrl === "string" ? options.baseUrl : await options.baseUrl();
    const base = typeof baseUrl === "string" ? baseUrl : null;
    let hop: Hop = { url: resolveUrl(request, base, credentials !== null), isForeign: false };
    for (let hops = 0; ; hops += 1) {
      const outcome = await this.#exchange(call, hop, credentials ?? {});
      const next = "response" in outcome ? redirectOf(outcome.response, hop.url) : null;
      if (call.keepsRedirects && "response" in outcome) return outcome;
      if (!("response" in outcome)) return { ...outcome, isForeign: hop.isForeign };
      if (next === null) return outcome;
      if (!isFollowed(request, hop.url, next) || hops === maxRedirects) {
        const error = refusedRedirect(this.#parts.connection, request, outcome.response.status, next);
        return { error, safeToRepeat: false };
      }
      // Once away from the vendor the credential stays home, even if the way leads back.
      hop = { url: next, isForeign: hop.isForeign || next.origin !== hop.url.origin };
    }
  }

  async #exchange(call: Call, { url, isForeign }: Hop, credentials: Credentials): Promise<Outcome> {
    const { buckets, clock, connection, line, options, settings } = this.#parts;
    const { request } = call;
    refuseForbidden(url, request, settings.allowedHosts, connection);
    const encoded = isForeign
      ? encode(withoutHeaders(request), settings, {})
      : encode(request, settings, credentials);
    const { end, turn } = await line.send(call, { ...encoded, url, method: request.method });
    const place = { connection, now: clock.now() };
    if (end instanceof TransportFault) {
      const error = classifyFault(end, request, place);
      const outcome = outcomeOf(error, request, error.effect === "unknown");
      return end.isFinal ? { ...outcome, safeToRepeat: false } : outcome;
    }
    const response = makeResponse(end, request, connection, this.#parts.hide);
    if (!isForeign) await buckets.observe(options.observeLimits?.(response, request) ?? [], turn);
    if (response.status < 400) return { response };
    const classify = isForeign ? classifyForeign : options.classify;
    const error = classifyAnswer(response, request, classify, place);
    // What is said of one record holds up no other.
    if (error.retryAfterMs !== undefined && isConnectionFault(error))
      await buckets.block(request.endpointClass, error.retryAfterMs);
    const hasRetryAfter = parseRetryAfterMs(response.headers["retry-after"], place.now) !== undefined;
    const effect = effectOf(request, { status: response.status, written: true, hasRetryAfter });
    return { ...outcomeOf(error, request, effect === "unknown"), refusal: response };
  }
}

/** One address on a request's way. */
interface Hop {
  readonly url: URL;
  /** Another origin than the request began at. */
  readonly isForeign: boolean;
}

function isSame(a: Credentials, b: Credentials): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function withoutHeaders({ headers: _left, ...request }: HttpRequest): HttpRequest {
  return request;
}
