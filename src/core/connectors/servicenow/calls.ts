// How a call is made and its answer read; which calls there are is said in the clients.
import type { z } from "zod";
import { type Dated, parseAnswer, serverTimeOf } from "../../connector-parts/answers.ts";
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

  request(call: Call): Promise<HttpResponse> {
    return this.#http.request({ ...call, headers: { accept: "application/json", ...call.headers } });
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
