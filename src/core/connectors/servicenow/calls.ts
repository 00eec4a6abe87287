// How a call is made and its answer read; which calls there are is said in the clients.
import type { z } from "zod";
import { type Dated, parseAnswer, serverTimeOf } from "../../connector-parts/answers.ts";
import { TransientError } from "../../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";

const title = "ServiceNow";

export interface Call extends Omit<HttpRequest, "endpointClass"> {
  readonly endpointClass: EndpointClass;
}

/** An answer with what its headers say beside the body. */
export interface Answer<T> extends Dated<T> {
  /** Whether the vendor names a next page, which it may where this one is short or empty. */
  readonly hasNext: boolean;
}

/** Calls over a client that is signed in; paths are relative to the instance. All throw what the client throws. */
export class Calls {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** @throws TransientError E_VENDOR_DOWN where a page for people answers, as a hibernating instance does with 200 */
  async request(call: Call): Promise<HttpResponse> {
    const response = await this.#http.request({
      ...call,
      headers: { accept: "application/json", ...call.headers },
    });
    if (call.streamed === true || !/\bhtml\b/i.test(response.headers["content-type"] ?? "")) return response;
    throw new TransientError({
      code: "E_VENDOR_DOWN",
      message: `ServiceNow answered to ${call.operation} with a page for people: the instance sleeps or is being worked on`,
      hint: "Open the instance in a browser: a developer's instance wakes up by that.",
      operation: call.operation,
      status: response.status,
      retryable: true,
      effect: call.method === "GET" ? "none" : "unknown",
    });
  }

  async send<S extends z.ZodType>(schema: S, call: Call): Promise<Answer<z.output<S>>> {
    const response = await this.request(call);
    return {
      body: parseAnswer(schema, response, call, title),
      serverTime: serverTimeOf(response),
      hasNext: /rel="?next"?/.test(response.headers.link ?? ""),
    };
  }
}
