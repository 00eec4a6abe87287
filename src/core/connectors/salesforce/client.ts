// The calls integ makes to Salesforce's REST API, one function each; no decisions about records.

import { ConfigError, PermanentError } from "../../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { Value } from "../../contract/records.ts";
import type { Clock } from "../../contract/runtime.ts";
import {
  Described,
  QueryPage,
  type Row,
  readBody,
  type SaveResult,
  SaveResults,
  UserInfo,
  Versions,
} from "./schema.ts";
import { readUsage, type Usage } from "./usage.ts";

const oldestVersion = 58;
/** More pages than any read here asks for; a vendor that pages on and on must not hang a sync. */
const mostPages = 1000;

export type WriteRow = Readonly<Record<string, Value>>;

export interface SalesforceClient {
  /** Version spoken, `66.0`. @throws ConfigError when the org does not offer it. */
  apiVersion(): Promise<string>;
  userInfo(): Promise<UserInfo>;
  describe(object: string): Promise<Described>;
  /** One page of live rows, or of all rows with deleted ones. */
  query(soql: string, rows: "live" | "all"): Promise<QueryPage>;
  /** All pages of a query with a bounded answer. */
  queryToEnd(soql: string, rows: "live" | "all"): Promise<readonly Row[]>;
  /** Creates or overwrites by external id; a result per row, in order. */
  upsert(object: string, externalIdField: string, rows: readonly WriteRow[]): Promise<readonly SaveResult[]>;
  update(object: string, rows: readonly WriteRow[]): Promise<readonly SaveResult[]>;
  /** @throws SyncError (E_RECORD_MOVED) when the record changed after `unmodifiedSinceMs` (epoch, whole seconds). */
  updateOne(object: string, id: string, fields: WriteRow, unmodifiedSinceMs: number | null): Promise<void>;
  delete(ids: readonly string[]): Promise<readonly SaveResult[]>;
  /** The vendor's clock, epoch milliseconds; behind by up to a second and a round trip, never ahead. */
  serverNowMs(): Promise<number>;
  /** API calls as last reported; null before the first report. */
  usage(): Usage | null;
}

export interface ClientOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly installId: string;
  readonly pinnedVersion: string | null;
}

type Call = Pick<HttpRequest, "method" | "path" | "operation"> & Partial<HttpRequest>;

/** Sends requests and keeps what every answer tells: the vendor's clock and the calls used. */
class Exchange {
  private readonly options: ClientOptions;
  private serverOffsetMs: number | null = null;
  usage: Usage | null = null;

  constructor(options: ClientOptions) {
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
class Api {
  readonly exchange: Exchange;
  private readonly options: ClientOptions;
  private version: Promise<string> | null = null;
  private readonly tag: Readonly<Record<string, string>>;
  readonly writeHeaders: Readonly<Record<string, string>>;

  constructor(options: ClientOptions) {
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

  async query(soql: string, rows: "live" | "all"): Promise<QueryPage> {
    const operation = rows === "live" ? "query" : "query with deleted rows";
    const path = rows === "live" ? "/query" : "/queryAll";
    const response = await this.data({ method: "GET", path, query: { q: soql }, operation });
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

/** A client on the connection's way out. It asks the org for its versions before the first other call. */
export function createClient(options: ClientOptions): SalesforceClient {
  const api = new Api(options);
  return {
    apiVersion: () => api.apiVersion(),
    ...readsOf(api),
    ...writesOf(api),
    async serverNowMs() {
      await api.apiVersion();
      return api.exchange.serverNowMs;
    },
    usage: () => api.exchange.usage,
  };
}

function readsOf(api: Api): Pick<SalesforceClient, "userInfo" | "describe" | "query" | "queryToEnd"> {
  return {
    async userInfo() {
      const operation = "identify user";
      const path = "/services/oauth2/userinfo";
      const response = await api.exchange.send({ method: "GET", path, operation });
      return readBody(UserInfo, response.json(), operation);
    },
    async describe(object) {
      const operation = `describe ${object}`;
      const path = `/sobjects/${object}/describe`;
      const response = await api.data({ method: "GET", path, operation });
      return readBody(Described, response.json(), operation);
    },
    query: (soql, rows) => api.query(soql, rows),
    async queryToEnd(soql, rows) {
      const found: Row[] = [];
      let page = await api.query(soql, rows);
      for (let pages = 1; pages < mostPages; pages += 1) {
        found.push(...page.records);
        if (page.done || page.nextRecordsUrl === undefined) break;
        page = await api.nextPage(page.nextRecordsUrl);
      }
      return found;
    },
  };
}

function writesOf(api: Api): Pick<SalesforceClient, "upsert" | "update" | "updateOne" | "delete"> {
  const bodyOf = (object: string, rows: readonly WriteRow[]) => ({
    allOrNone: false,
    records: rows.map((row) => ({ attributes: { type: object }, ...row })),
  });
  return {
    upsert: (object, externalIdField, rows) =>
      api.save({
        method: "PATCH",
        path: `/composite/sobjects/${object}/${externalIdField}`,
        json: bodyOf(object, rows),
        operation: `create ${object}`,
      }),
    update: (object, rows) =>
      api.save({
        method: "PATCH",
        path: "/composite/sobjects",
        json: bodyOf(object, rows),
        operation: `update ${object}`,
      }),
    async updateOne(object, id, fields, unmodifiedSinceMs) {
      const guard =
        unmodifiedSinceMs === null
          ? {}
          : { "if-unmodified-since": new Date(unmodifiedSinceMs).toUTCString() };
      await api.data({
        method: "PATCH",
        path: `/sobjects/${object}/${id}`,
        headers: { ...api.writeHeaders, ...guard },
        json: fields,
        operation: `update ${object}`,
      });
    },
    delete: (ids) =>
      api.save({
        method: "DELETE",
        path: "/composite/sobjects",
        query: { ids: ids.join(","), allOrNone: false },
        operation: "delete records",
      }),
  };
}
