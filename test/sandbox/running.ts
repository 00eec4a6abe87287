// A sandbox on free ports that answers at once, with a clock the test holds and short ways to call it.
import {
  arrayAt,
  isJsonObject,
  type Json,
  type JsonObject,
  objectAt,
  textAt,
} from "../../src/sandbox/json.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

export interface Request {
  readonly body?: JsonObject;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export class HeldClock {
  #nowMs: number;

  constructor(nowMs = Date.parse("2026-05-06T08:00:00.250Z")) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

export interface Running {
  readonly clock: HeldClock;
  readonly urls: Sandbox["urls"];
  readonly salesforceUrl: string;
  readonly zendeskUrl: string;
  readonly controlUrl: string;
  salesforce(method: string, path: string, request?: Request): Promise<Reply>;
  zendesk(method: string, path: string, request?: Request): Promise<Reply>;
  control(method: string, path: string, body?: JsonObject): Promise<Reply>;
  query(soql: string): Promise<readonly JsonObject[]>;
  stop(): Promise<void>;
}

export const CLIENT = { client_id: "sandbox-client", client_secret: "sandbox-secret" } as const;
export const DATA = "/services/data/v66.0";

/** Started without latency and signed in to both vendors. */
export async function start(options: SandboxOptions = {}): Promise<Running> {
  const clock = new HeldClock();
  const sandbox = await startSandbox({ latencyMs: 0, clock, ...options });
  const salesforceToken = await signInToSalesforce(sandbox.salesforceUrl);
  const zendeskToken = await signInToZendesk(sandbox.zendeskUrl);
  const salesforce: Running["salesforce"] = (method, path, request = {}) =>
    call(sandbox.salesforceUrl, method, path, request, salesforceToken);
  return {
    clock,
    ...sandbox,
    salesforce,
    zendesk: (method, path, request = {}) => call(sandbox.zendeskUrl, method, path, request, zendeskToken),
    control: (method, path, body) =>
      call(sandbox.controlUrl, method, path, body === undefined ? {} : { body }, ""),
    async query(soql) {
      const reply = await salesforce("GET", `${DATA}/query?q=${encodeURIComponent(soql)}`);
      return objects(reply.json, "records");
    },
    stop: () => sandbox.close(),
  };
}

async function signInToSalesforce(url: string): Promise<string> {
  const form = { grant_type: "client_credentials", ...CLIENT };
  return textAt((await call(url, "POST", "/services/oauth2/token", { form }, "")).json, "access_token") ?? "";
}

async function signInToZendesk(url: string): Promise<string> {
  const body = { grant_type: "client_credentials", ...CLIENT, scope: "read write" };
  return textAt((await call(url, "POST", "/oauth/tokens", { body }, "")).json, "access_token") ?? "";
}

/** One request; `token` "" sends none, and `headers.authorization` wins over it. */
export async function call(
  url: string,
  method: string,
  path: string,
  request: Request,
  token: string,
): Promise<Reply> {
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  if (request.body !== undefined) headers["content-type"] = "application/json";
  Object.assign(headers, request.headers);
  const body = request.form === undefined ? JSON.stringify(request.body) : new URLSearchParams(request.form);
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function objects(value: Json, key: string): readonly JsonObject[] {
  return (arrayAt(value, key) ?? []).filter(isJsonObject);
}

export function member(value: Json, ...path: readonly string[]): JsonObject {
  let found: JsonObject = isJsonObject(value) ? value : {};
  for (const key of path) found = objectAt(found, key) ?? {};
  return found;
}

/** Asks until `done` says so; the sandbox's jobs and webhooks take real time. */
export async function until<Value>(
  ask: () => Value | Promise<Value>,
  done: (value: Value) => boolean,
): Promise<Value> {
  for (let turn = 0; turn < 500; turn += 1) {
    const value = await ask();
    if (done(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come about within five seconds");
}
