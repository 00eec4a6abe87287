// How Jira is called; which calls there are is said in the clients.
import type { z } from "zod";
import type { Dated } from "../../connector-parts/answers.ts";
import { type Call, VendorCalls } from "../../connector-parts/calls.ts";
import type { HttpClient, HttpRequest } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";

export type JsonObject = Readonly<Record<string, unknown>>;
export type Query = NonNullable<HttpRequest["query"]>;

type Read = Pick<Call<EndpointClass>, "path" | "query" | "json" | "operation" | "urgency">;

/** Calls over a client that is signed in; paths are relative to the site. All throw what the client throws. */
export class Calls extends VendorCalls<EndpointClass> {
  constructor(http: HttpClient) {
    super(http, "Jira");
  }

  async get<S extends z.ZodType>(
    schema: S,
    path: string,
    operation: string,
    query: Query = {},
  ): Promise<z.output<S>> {
    return this.send(schema, readCall({ path, query, operation }));
  }

  /** A read that is sent as a POST, because what it asks for is long. */
  ask<S extends z.ZodType>(schema: S, read: Read): Promise<Dated<z.output<S>>> {
    return this.answer(schema, { ...readCall(read), method: "POST" });
  }

  dated<S extends z.ZodType>(schema: S, read: Read): Promise<Dated<z.output<S>>> {
    return this.answer(schema, readCall(read));
  }
}

const readCall = (read: Read) =>
  ({ method: "GET", endpointClass: "read", effect: "repeatable", ...read }) as const;
