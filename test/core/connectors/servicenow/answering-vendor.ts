// A ServiceNow made of hand-written answers: one function answers, and every request is kept.
import { servicenow } from "../../../../src/core/connectors/servicenow/index.ts";
import type { Connection, HttpClientOptions } from "../../../../src/core/contract/connector.ts";
import { TransientError } from "../../../../src/core/contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../../../src/core/contract/http.ts";
import { standingContext } from "../standing-context.ts";

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer as the client hands it to the connector. */
export function respond({ status = 200, body = "", headers = {} }: Answer): HttpResponse {
  const isPage = typeof body === "string";
  const text = isPage ? body : JSON.stringify(body);
  const type = isPage ? "text/html" : "application/json;charset=UTF-8";
  const typed: Answer["headers"] = body === "" ? {} : { "content-type": type };
  return {
    status,
    text,
    headers: { ...typed, ...headers },
    json: () => {
      if (!isPage) return JSON.parse(text);
      throw new TransientError({ code: "E_VENDOR_ANSWER", message: "no JSON" });
    },
  };
}

export interface AnsweringVendor {
  readonly connection: Connection;
  readonly secrets: Map<string, string>;
  readonly requests: readonly HttpRequest[];
  advance(ms: number): void;
}

/** `answer` gives the answer to a request that is signed in, and to those that sign in. */
export function answeringVendor(
  answer: (request: HttpRequest) => Answer,
  config: Readonly<Record<string, unknown>> = {},
): AnsweringVendor {
  const requests: HttpRequest[] = [];
  const secrets = new Map(Object.entries({ password: "p", clientId: "c", clientSecret: "s" }));
  const open = (options: HttpClientOptions) => ({
    request: async (request: HttpRequest) => {
      if (request.authorize !== false) await options.authorize?.(false);
      requests.push(request);
      const given = answer(request);
      const date = new Date(now()).toUTCString();
      const response = respond({ ...given, headers: { date, ...given.headers } });
      if (response.status < 400) return response;
      throw options.classify(response, request) ?? new Error(`not classified: ${response.status}`);
    },
  });
  const { context, now, advance } = standingContext({
    name: "snow",
    config: {
      connector: "servicenow",
      baseUrl: "https://acme.service-now.com",
      auth: "basic",
      username: "integ",
      ...config,
    },
    secrets,
    http: open,
  });
  return {
    connection: servicenow.connect(context),
    secrets,
    requests,
    advance,
  };
}
