// How a call is made and its answer read; which calls there are is said in the clients.
import type { z } from "zod";
import { type Dated, parseAnswer, serverTimeOf } from "../../connector-parts/answers.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";
import type { PageMeta } from "./schema.ts";

const title = "Zendesk";

/** Most records the vendor takes or gives in one call (lists, show_many, *_many). */
export const pageSize = 100;

export type JsonObject = Readonly<Record<string, unknown>>;
export type Query = NonNullable<HttpRequest["query"]>;

export interface Call extends Omit<HttpRequest, "endpointClass"> {
  readonly endpointClass: EndpointClass;
}

/** Calls over a client that is signed in; paths are relative to `/api/v2`. All throw what the client throws. */
export class Calls {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  request(call: Call): Promise<HttpResponse> {
    return this.#http.request(call);
  }

  async send<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S>> {
    return parseAnswer(schema, await this.#http.request(call), call, title);
  }

  get<S extends z.ZodType>(
    schema: S,
    path: string,
    operation: string,
    query: Query = {},
    endpointClass: EndpointClass = "account",
  ): Promise<z.output<S>> {
    return this.send(schema, { method: "GET", path, query, operation, endpointClass, effect: "repeatable" });
  }

  async dated<S extends z.ZodType>(schema: S, call: Call): Promise<Dated<z.output<S>>> {
    const response = await this.#http.request(call);
    return { body: parseAnswer(schema, response, call, title), serverTime: serverTimeOf(response) };
  }
}

/** The query of one page of a list. */
export function paging(after: string | undefined): Query {
  return { "page[size]": pageSize, "page[after]": after };
}

/** The cursor of the page behind this one; undefined when this is the last. */
export function nextCursor(meta: PageMeta): string | undefined {
  return meta?.has_more === true ? (meta.after_cursor ?? undefined) : undefined;
}
