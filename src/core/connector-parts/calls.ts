// How a call is made and its answer read; which calls there are is said in each connector's clients.
import type { z } from "zod";
import type { HttpClient, HttpRequest, HttpResponse } from "../contract/http.ts";
import { type Dated, parseAnswer, serverTimeOf } from "./answers.ts";

/** A request whose endpoint class is one of the vendor's own. */
export interface Call<EndpointClass extends string> extends Omit<HttpRequest, "endpointClass"> {
  readonly endpointClass: EndpointClass;
}

/** An answer of the expected shape, with what stood around it. */
export interface Answer<T> extends Dated<T> {
  readonly headers: HttpResponse["headers"];
}

/** Calls over a client that is signed in; paths are relative to its base. All throw what the client throws. */
export class VendorCalls<EndpointClass extends string> {
  readonly #http: HttpClient;
  readonly #title: string;

  /** `title` is the vendor's name for messages. */
  constructor(http: HttpClient, title: string) {
    this.#http = http;
    this.#title = title;
  }

  request(call: Call<EndpointClass>): Promise<HttpResponse> {
    return this.#http.request(call);
  }

  /** The body alone. @throws TransientError E_VENDOR_ANSWER for a body of another shape */
  async send<S extends z.ZodType>(schema: S, call: Call<EndpointClass>): Promise<z.output<S>> {
    return (await this.answer(schema, call)).body;
  }

  /** @throws TransientError E_VENDOR_ANSWER for a body of another shape */
  async answer<S extends z.ZodType>(schema: S, call: Call<EndpointClass>): Promise<Answer<z.output<S>>> {
    const response = await this.request(call);
    const body = parseAnswer(schema, response, call, this.#title);
    return { body, serverTime: serverTimeOf(response), headers: response.headers };
  }
}
