// The calls integ makes to Salesforce's REST API, one function each; no decisions about records.

import type { Value } from "../../contract/records.ts";
import { Api, type ApiOptions } from "./api.ts";
import { Described, type QueryPage, type Row, readBody, type SaveResult, UserInfo } from "./schema.ts";
import type { Usage } from "./usage.ts";

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

/** A client on the connection's way out. It asks the org for its versions before the first other call. */
export function createClient(options: ApiOptions): SalesforceClient {
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
