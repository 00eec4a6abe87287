// How a call is made and its answer read; which calls there are is said in the clients.
import type { z } from "zod";
import { TransientError } from "../../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";
import type { PageMeta } from "./schema.ts";

/** Most records the vendor takes or gives in one call (lists, show_many, *_many). */
export const pageSize = 100;

export type JsonObject = Readonly<Record<string, unknown>>;
export type Query = NonNullable<HttpRequest["query"]>;

/** An answer with the server's own clock beside it. */
export interface Dated<T> {
  readonly body: T;
  /** Milliseconds since the epoch from the Date header (grain: a second); null when absent. */
  readonly serverTime: number | null;
}

export interface Call extends Omit<HttpRequest, "endpointClass"> {
  readonly endpointClass: EndpointClass;
}

function parse<S extends z.ZodType>(schema: S, response: HttpResponse, call: Call): z.output<S> {
  const result = schema.safeParse(response.json());
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `Zendesk's answer to ${call.operation} is not as documented: ${issue?.path.join(".")} ${issue?.message}`,
    operation: call.operation,
    status: response.status,
    // The request itself went through: what it did is not told.
    effect: call.method === "GET" ? "none" : "unknown",
  });
}

function serverTimeOf(response: HttpResponse): number | null {
  const time = Date.parse(response.headers.date ?? "");
  return Number.isNaN(time) ? null : time;
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
    return parse(schema, await this.#http.request(call), call);
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
    return { body: parse(schema, response, call), serverTime: serverTimeOf(response) };
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
