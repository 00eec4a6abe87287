// The calls integ makes to Salesforce's REST API, one function each; no decisions about records.
import { multipartBody } from "../../connector-parts/multipart.ts";
import type { Content } from "../../contract/connector.ts";
import type { StreamedBody, Urgency } from "../../contract/http.ts";
import type { Value } from "../../contract/records.ts";
import { Api, type ApiOptions } from "./api.ts";
import { Described, type QueryPage, type Row, readBody, SaveResult, UserInfo } from "./schema.ts";
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
  query(soql: string, rows: "live" | "all", urgency?: Urgency): Promise<QueryPage>;
  /** All pages of a query with a bounded answer. */
  queryToEnd(soql: string, rows: "live" | "all"): Promise<readonly Row[]>;
  /** Creates or overwrites by external id; a result per row, in order. */
  upsert(object: string, externalIdField: string, rows: readonly WriteRow[]): Promise<readonly SaveResult[]>;
  /** Creates rows that carry no key: sent once, so an error with effect `unknown` means what it says. */
  insert(object: string, rows: readonly WriteRow[]): Promise<readonly SaveResult[]>;
  /** Creates one record with its file; sent once, streamed. */
  upload(object: string, record: WriteRow, content: Content, boundary: string): Promise<SaveResult>;
  /** Bytes of a file version; `sizeBytes` bounds them. */
  download(id: string, sizeBytes: number): AsyncIterable<Uint8Array>;
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
    ...filesOf(api),
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
    query: (soql, rows, urgency) => api.query(soql, rows, urgency),
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

function writesOf(api: Api): Pick<SalesforceClient, "upsert" | "insert" | "update" | "updateOne" | "delete"> {
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
    insert: (object, rows) =>
      api.save({
        method: "POST",
        path: "/composite/sobjects",
        json: bodyOf(object, rows),
        effect: "once",
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

const shortestFileTimeMs = 60_000;
/** Slower connections than this are taken for broken. */
const slowestBytesPerMs = 50;
/** Room for a refusal in place of a small file. */
const smallestAnswerBytes = 65_536;

/** A create that carries a file: the record as JSON, then the bytes (fact: the parts and their names). */
function withFile(record: WriteRow, content: Content, boundary: string): StreamedBody {
  // The real name is in the record; this one only marks the part as a file.
  const file = { name: "VersionData", fileName: "file", type: "application/octet-stream", content };
  return multipartBody([{ name: "entity_content", value: record }], file, boundary);
}

function filesOf(api: Api): Pick<SalesforceClient, "upload" | "download"> {
  const timeoutMs = (sizeBytes: number) => shortestFileTimeMs + Math.ceil(sizeBytes / slowestBytesPerMs);
  return {
    async upload(object, record, content, boundary) {
      const operation = `upload ${object}`;
      const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
      const response = await api.data({
        method: "POST",
        path: `/sobjects/${object}`,
        headers: { ...api.writeHeaders, ...type },
        body: withFile(record, content, boundary),
        effect: "once",
        timeoutMs: timeoutMs(content.sizeBytes),
        operation,
      });
      return readBody(SaveResult, response.json(), operation);
    },
    async *download(id, sizeBytes) {
      const response = await api.data({
        method: "GET",
        path: `/sobjects/ContentVersion/${id}/VersionData`,
        headers: { accept: "*/*" },
        streamed: true,
        maxResponseBytes: Math.max(sizeBytes, smallestAnswerBytes),
        timeoutMs: timeoutMs(sizeBytes),
        operation: "download file",
      });
      if (response.stream !== undefined) yield* response.stream;
    },
  };
}
