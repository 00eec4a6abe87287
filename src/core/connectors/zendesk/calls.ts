// How a call is made and its answer read; which calls there are is said in the clients.
import { z } from "zod";
import { type Dated, parseAnswer, serverTimeOf } from "../../connector-parts/answers.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";
import { PageMeta } from "./schema.ts";

const title = "Zendesk";

/** Most records the vendor takes or gives in one call (lists, show_many, *_many). */
export const pageSize = 100;

/** More than this is no list of how an account is set up. */
const mostPages = 100;

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

  /** All rows of a list that goes on by cursor. */
  async list<Row>(page: z.ZodType<Page<Row>>, path: string, operation: string): Promise<readonly Row[]> {
    const found: Row[] = [];
    let after: string | undefined;
    for (let count = 0; count < mostPages; count += 1) {
      const { rows, meta } = await this.get(page, path, operation, paging(after));
      found.push(...rows);
      after = nextCursor(meta);
      if (after === undefined) break;
    }
    return found;
  }

  async dated<S extends z.ZodType>(schema: S, call: Call): Promise<Dated<z.output<S>>> {
    const response = await this.#http.request(call);
    return { body: parseAnswer(schema, response, call, title), serverTime: serverTimeOf(response) };
  }
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly meta: PageMeta;
}

/** A page whose rows stand under `key`. */
export function pageOf<Row extends z.ZodType>(key: string, row: Row) {
  return z.looseObject({ meta: PageMeta }).transform((page, context): Page<z.output<Row>> => {
    const rows = z.array(row).safeParse(page[key]);
    if (rows.success) return { rows: rows.data, meta: page.meta };
    context.addIssue({ code: "custom", path: [key], message: z.prettifyError(rows.error) });
    return z.NEVER;
  });
}

/** The query of one page of a list. */
export function paging(after: string | undefined): Query {
  return { "page[size]": pageSize, "page[after]": after };
}

/** The cursor of the page behind this one; undefined when this is the last. */
export function nextCursor(meta: PageMeta): string | undefined {
  return meta?.has_more === true ? (meta.after_cursor ?? undefined) : undefined;
}
