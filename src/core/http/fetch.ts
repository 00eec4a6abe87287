// Our way out as the `fetch` that vendors' SDKs take: the same limits, retries, breaker, TLS and proxy.
import { IntegrationError } from "../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../contract/http.ts";
import type { HttpClientWithStatus } from "./client.ts";

export interface FetchRules {
  /** Key into the connection's limits. */
  endpointClass(url: URL, method: string): string;
  /** See `HttpRequest.effect`. */
  effect(url: URL, method: string): HttpRequest["effect"];
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Gives a `fetch`. As there, any answer of the vendor is a Response, also one of 400 or above, after the retries that
 * are safe. No answer at all is a TypeError whose cause is our error. `redirect: "manual"` gives the redirect itself,
 * `"error"` refuses it; else those of reads on the same origin are followed. An aborted signal ends the waiting at
 * once, while a request that has left goes on to its end, so that what it did is counted and logged.
 */
export function createFetch(client: HttpClientWithStatus, rules: FetchRules): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const { signal } = asked;
    signal.throwIfAborted();
    const request = await translate(asked, rules);
    const answering = client.answer(request, { keepsRedirects: asked.redirect !== "follow" });
    const response = await orAborted(answering, signal).catch((error: unknown) => {
      if (!(error instanceof IntegrationError)) throw error;
      throw new TypeError("fetch failed", { cause: error });
    });
    if (asked.redirect === "error" && response.status >= 300 && response.status < 400)
      throw new TypeError("fetch failed", { cause: new Error(`redirected with ${response.status}`) });
    return toResponse(response, asked.url);
  };
}

async function translate(asked: Request, rules: FetchRules): Promise<HttpRequest> {
  const url = new URL(asked.url);
  const method = methods.find((one) => one === asked.method);
  if (method === undefined) throw new TypeError(`fetch does not send ${asked.method} here`);
  const body = asked.body === null ? undefined : new Uint8Array(await asked.arrayBuffer());
  return {
    method,
    path: url.href,
    headers: Object.fromEntries(asked.headers),
    ...(body === undefined ? {} : { body }),
    endpointClass: rules.endpointClass(url, method),
    effect: rules.effect(url, method),
    operation: `${method} ${url.pathname}`,
    streamed: true,
  };
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function toResponse({ status, headers, stream, text }: HttpResponse, url: string): Response {
  const body = stream === undefined ? text : ReadableStream.from(stream);
  const response = new Response(bodiless.has(status) ? null : body, { status, headers: { ...headers } });
  Object.defineProperty(response, "url", { value: url });
  return response;
}
