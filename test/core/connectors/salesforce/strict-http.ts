// An HTTP client that answers from a script: a request it does not expect fails the test, so does one that never came.
import { expect } from "vitest";
import type { HttpClient, HttpRequest, HttpResponse } from "../../../../src/core/contract/http.ts";
import type { Clock } from "../../../../src/core/contract/runtime.ts";

export interface ScriptedExchange {
  readonly method: HttpRequest["method"];
  readonly path: string;
  /** Parts the request must have, as in `toMatchObject`. */
  readonly request?: Partial<HttpRequest>;
  readonly answer: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StrictHttp extends HttpClient {
  readonly requests: readonly HttpRequest[];
  /** Fails when a scripted exchange was not used. */
  finish(): void;
}

export const serverDate = "Sun, 22 Nov 2026 10:00:30 GMT";

function respond({ answer, headers }: ScriptedExchange): HttpResponse {
  const text = answer === undefined ? "" : JSON.stringify(answer);
  return { status: 200, headers: { date: serverDate, ...headers }, text, json: () => JSON.parse(text) };
}

/** Exchanges happen in the order given; an Error as answer is thrown. */
export function strictHttp(script: readonly ScriptedExchange[]): StrictHttp {
  const left = [...script];
  const requests: HttpRequest[] = [];
  return {
    requests,
    async request(request) {
      requests.push(request);
      const next = left.shift();
      if (!next) throw new Error(`unexpected request ${request.method} ${request.path}`);
      expect(request).toMatchObject({ method: next.method, path: next.path, ...next.request });
      if (next.answer instanceof Error) throw next.answer;
      return respond(next);
    },
    finish() {
      expect(left.map((exchange) => `${exchange.method} ${exchange.path}`)).toEqual([]);
    },
  };
}

export function fixedClock(nowMs: number): Clock {
  return { now: () => nowMs, sleep: () => Promise.resolve() };
}

export const versionsExchange: ScriptedExchange = {
  method: "GET",
  path: "/services/data",
  request: { authorize: false },
  answer: [{ version: "66.0" }, { version: "67.0" }, { version: "9.0" }],
};

export interface FieldSketch {
  readonly name: string;
  readonly type?: string;
  readonly [property: string]: unknown;
}

/** A describe answer with the documented properties integ uses. */
export function describeAnswer(fields: readonly FieldSketch[]): unknown {
  const plain = {
    type: "string",
    length: 255,
    createable: true,
    updateable: true,
    nillable: true,
    defaultedOnCreate: false,
    filterable: true,
    caseSensitive: false,
    externalId: false,
    unique: false,
    picklistValues: [],
  };
  const described = fields.map((field) => ({ label: field.name, ...plain, ...field }));
  return { name: "Case", label: "Case", fields: described };
}
