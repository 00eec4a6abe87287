// How a call is made and its answer read; which calls there are is said in the clients.
import type { z } from "zod";
import { type Dated, parseAnswer, serverTimeOf } from "../../connector-parts/answers.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";

const title = "Jira";

export type JsonObject = Readonly<Record<string, unknown>>;
export type Query = NonNullable<HttpRequest["query"]>;

export interface Call extends Omit<HttpRequest, "endpointClass"> {
  readonly endpointClass: EndpointClass;
}

/** Calls over a client that is signed in; paths are relative to the site. All throw what the client throws. */
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
  ): Promise<z.output<S>> {
    return this.send(schema, readCall({ path, query, operation }));
  }

  /** A read that is sent as a POST, because what it asks for is long. */
  async ask<S extends z.ZodType>(
    schema: S,
    call: Pick<Call, "path" | "json" | "operation" | "urgency">,
  ): Promise<Dated<z.output<S>>> {
    return this.#dated(schema, { ...readCall(call), method: "POST" });
  }

  async dated<S extends z.ZodType>(
    schema: S,
    call: Pick<Call, "path" | "query" | "operation" | "urgency">,
  ): Promise<Dated<z.output<S>>> {
    return this.#dated(schema, readCall(call));
  }

  async #dated<S extends z.ZodType>(schema: S, call: Call): Promise<Dated<z.output<S>>> {
    const response = await this.#http.request(call);
    return { body: parseAnswer(schema, response, call, title), serverTime: serverTimeOf(response) };
  }
}

function readCall<C extends Pick<Call, "path" | "operation">>(call: C) {
  return { method: "GET", endpointClass: "read", effect: "repeatable", ...call } as const;
}
