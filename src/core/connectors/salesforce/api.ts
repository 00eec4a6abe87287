// How calls reach Salesforce's REST API: below the version's data root, named, and with what answers tell kept.
import { ConfigError, PermanentError } from "../../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse, Urgency } from "../../contract/http.ts";
import type { Clock } from "../../contract/runtime.ts";
import { QueryPage, readBody, type SaveResult, SaveResults, Versions } from "./schema.ts";
import { readUsage, type Usage } from "./usage.ts";

const oldestVersion = 58;

export interface ApiOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly installId: string;
  readonly pinnedVersion: string | null;
}

type Call = Pick<HttpRequest, "method" | "path" | "operation"> & Partial<HttpRequest>;

/** Sends requests and keeps what every answer tells: the vendor's clock and the calls used. */
class Exchange {
  private readonly options: ApiOptions;
  private serverOffsetMs: number | null = null;
  usage: Usage | null = null;

  constructor(options: ApiOptions) {
    this.options = options;
  }

  async send(call: Call): Promise<HttpResponse> {
    const response = await this.options.http.request({
      endpointClass: "daily",
      effect: "repeatable",
      ...call,
    });
    const serverMs = Date.parse(response.headers.date ?? "");
    // An old Date from a cache would only widen the overlap, so the last answer counts.
    if (!Number.isNaN(serverMs)) this.serverOffsetMs = serverMs - this.options.clock.now();
    this.usage = readUsage(response.headers) ?? this.usage;
    return response;
  }

  get serverNowMs(): number {
    return this.options.clock.now() + (this.serverOffsetMs ?? 0);
  }
}

/** Picks the version to speak from those the org offers. @throws ConfigError when none fits. */
export function chooseVersion(offered: readonly string[], pinned: string | null): string {
  const newest = offered.reduce((best, version) => (Number(version) > Number(best) ? version : best), "0");
  if (pinned !== null && !offered.includes(pinned)) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: `The org does not offer API version ${pinned}; its newest is ${newest}`,
      hint: `Set apiVersion: "${newest}" or remove it.`,
    });
  }
  if (Number(newest) < oldestVersion) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: `The org's newest API version is ${newest}; integ speaks ${oldestVersion}.0 and newer`,
      hint: "Check that loginUrl is the org's own host.",
    });
  }
  return pinned ?? newest;
}

/** What every call is sent with: the way out, the version asked for once, and the headers that name us. */
export class Api {
  readonly exchange: Exchange;
  private readonly options: ApiOptions;
  private version: Promise<string> | null = null;
  private readonly tag: Readonly<Record<string, string>>;
  readonly writeHeaders: Readonly<Record<string, string>>;

  constructor(options: ApiOptions) {
    this.options = options;
    this.exchange = new Exchange(options);
    this.tag = { "sforce-call-options": `client=integ/${options.installId}` };
    // Without this header the org's assignment rules run and move records to other owners.
    this.writeHeaders = { ...this.tag, "sforce-auto-assign": "FALSE" };
  }

  /** Asks the org for its versions once; a failed question is asked again by the next call. */
  apiVersion(): Promise<string> {
    this.version ??= this.askVersion().catch((error: unknown) => {
      this.version = null;
      throw error;
    });
    return this.version;
  }

  /** Sends a call whose path is below the version's data root. */
  async data(call: Call): Promise<HttpResponse> {
    const path = `/services/data/v${await this.apiVersion()}${call.path}`;
    return this.exchange.send({ headers: this.tag, ...call, path });
  }

  /** A write of several rows; a result per row, in order. */
  async save(call: Call): Promise<readonly SaveResult[]> {
    const response = await this.data({ headers: this.writeHeaders, ...call });
    return readBody(SaveResults, response.json(), call.operation);
  }

  async query(soql: string, rows: "live" | "all", urgency: Urgency = "live"): Promise<QueryPage> {
    const operation = rows === "live" ? "query" : "query with deleted rows";
    const path = rows === "live" ? "/query" : "/queryAll";
    const response = await this.data({ method: "GET", path, query: { q: soql }, operation, urgency });
    return readBody(QueryPage, response.json(), operation);
  }

  async nextPage(path: string): Promise<QueryPage> {
    const operation = "next query page";
    // The path comes from an answer: it must not lead the token to another host.
    if (!path.startsWith("/services/data/")) {
      throw new PermanentError({
        code: "E_VENDOR_ANSWER",
        message: "Salesforce named a next page outside its API",
        operation,
      });
    }
    const response = await this.exchange.send({ method: "GET", path, headers: this.tag, operation });
    return readBody(QueryPage, response.json(), operation);
  }

  private async askVersion(): Promise<string> {
    const operation = "list API versions";
    const call: Call = { method: "GET", path: "/services/data", authorize: false, operation };
    const response = await this.exchange.send(call);
    const offered = readBody(Versions, response.json(), operation).map((entry) => entry.version);
    return chooseVersion(offered, this.options.pinnedVersion);
  }
}
