// One row at a time: /sobjects/X, /sobjects/X/id and upsert by external id.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import type { Json } from "../json.ts";
import { describeInList, describeObject } from "./describe.ts";
import { refuse, refuseWrite } from "./errors.ts";
import type { Field } from "./fields.ts";
import { parseId } from "./ids.ts";
import { readRecord } from "./multipart.ts";
import { INTEGRATION_USER_ID } from "./objects.ts";
import type { Org } from "./org.ts";
import { readObject } from "./read-body.ts";
import { type RecordStore, type Row, renderRow } from "./records.ts";
import { fieldOf } from "./soql-test.ts";
import { externalIdField, matches, prepareUpsert, valueIn } from "./upsert.ts";
import {
  findLive,
  type Prepared,
  prepareDelete,
  prepareInsert,
  prepareUpdate,
  type WriteContext,
} from "./write.ts";

export const DATA = "/services/data/:version";

export function addRecordRoutes(edge: Edge, org: Org): void {
  edge.route("GET", `${DATA}/sobjects`, (call) => listObjects(call, org));
  edge.route("GET", `${DATA}/sobjects/:object`, (call) => basicInfo(call, org));
  edge.route("POST", `${DATA}/sobjects/:object`, (call) => create(call, org));
  edge.route("GET", `${DATA}/sobjects/:object/describe`, (call) => describe(call, org));
  edge.route("GET", `${DATA}/sobjects/:object/:id`, (call) => read(call, org));
  edge.route("PATCH", `${DATA}/sobjects/:object/:id`, (call) => update(call, org));
  edge.route("DELETE", `${DATA}/sobjects/:object/:id`, (call) => remove(call, org));
  edge.route("GET", `${DATA}/sobjects/ContentVersion/:id/VersionData`, (call) => download(call, org));
  edge.route("GET", `${DATA}/sobjects/:object/:field/:value`, (call) => readByKey(call, org));
  edge.route("PATCH", `${DATA}/sobjects/:object/:field/:value`, (call) => upsert(call, org));
  edge.route("DELETE", `${DATA}/sobjects/:object/:field/:value`, (call) => removeByKey(call, org));
}

export function versionOf(call: Call): string {
  return (call.params.version ?? "").replace(/^v/, "");
}

/** @throws Refusal NOT_FOUND */
export function storeOf(call: Call, org: Org, name = call.params.object ?? ""): RecordStore {
  const store = org.store(name);
  if (store === null) throw refuse(404, "NOT_FOUND", "The requested resource does not exist");
  return store;
}

/** Headers of a write; an absent Sforce-Auto-Assign means TRUE. */
export function contextOf(call: Call, org: Org): WriteContext {
  const autoAssign = (call.headers["sforce-auto-assign"] ?? "TRUE").toUpperCase() !== "FALSE";
  return org.writeContext(INTEGRATION_USER_ID, autoAssign);
}

function listObjects(call: Call, org: Org): Answer {
  const sobjects = [...org.stores].map((store) => describeInList(store.type, versionOf(call)));
  return { status: 200, body: { encoding: "UTF-8", maxBatchSize: 200, sobjects } };
}

function basicInfo(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  return {
    status: 200,
    body: { objectDescribe: describeInList(store.type, versionOf(call)), recentItems: [] },
  };
}

function describe(call: Call, org: Org): Answer {
  const changed = new Date(org.startedMs).toUTCString();
  const since = Date.parse(call.headers["if-modified-since"] ?? "");
  const headers = { "last-modified": changed };
  if (!Number.isNaN(since) && since >= Date.parse(changed)) return { status: 304, headers };
  return { status: 200, body: describeObject(storeOf(call, org).type, versionOf(call)), headers };
}

function create(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const prepared = commit(prepareInsert(store, readRecord(call), contextOf(call, org)));
  const location = `/services/data/v${versionOf(call)}/sobjects/${store.type.name}/${prepared.id}`;
  const body = { id: prepared.id, success: true, errors: [] };
  return { status: 201, body, headers: { location }, wrote: true };
}

function read(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  return readRow(call, store, liveRow(store, call.params.id ?? ""));
}

function download(call: Call, org: Org): Answer {
  const row = liveRow(storeOf(call, org, "ContentVersion"), call.params.id ?? "");
  const bytes = org.files.get(row.id) ?? new Uint8Array();
  return { status: 200, bytes, headers: { "content-type": "application/octet-stream" } };
}

function readByKey(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const { rows } = keyMatches(call, store);
  if (rows.length > 1) return multipleChoices(call, store, rows);
  const [row] = rows;
  if (row === undefined) throw refuse(404, "NOT_FOUND", "The requested resource does not exist");
  return readRow(call, store, row);
}

function readRow(call: Call, store: RecordStore, row: Row): Answer {
  const asked = call.query.get("fields");
  const fields: readonly Field[] =
    asked === null ? store.type.fields : asked.split(",").map((name) => fieldOf(store.type, name.trim()));
  const since = Date.parse(call.headers["if-modified-since"] ?? "");
  if (!Number.isNaN(since) && since >= row.stampMs) return { status: 304 };
  checkUnmodified(call, row);
  const headers = { "last-modified": new Date(row.stampMs).toUTCString() };
  return { status: 200, body: renderRow(store.type, row, versionOf(call), fields), headers };
}

function update(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const row = liveRow(store, call.params.id ?? "");
  const input = readObject(call);
  checkUnmodified(call, row);
  commit(prepareUpdate(store, row.id, input, contextOf(call, org)));
  return { status: 204, wrote: true };
}

function remove(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const row = liveRow(store, call.params.id ?? "");
  checkUnmodified(call, row);
  commit(prepareDelete(store, row.id, contextOf(call, org)));
  return { status: 204, wrote: true };
}

function removeByKey(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const { rows } = keyMatches(call, store);
  if (rows.length > 1) return multipleChoices(call, store, rows);
  const [row] = rows;
  if (row === undefined) throw refuse(404, "NOT_FOUND", "The requested resource does not exist");
  commit(prepareDelete(store, row.id, contextOf(call, org)));
  return { status: 204, wrote: true };
}

function upsert(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const { field, rows, value } = keyMatches(call, store);
  if (rows.length > 1) return multipleChoices(call, store, rows);
  const input = readObject(call);
  if (valueIn(input, field.name) !== null) {
    const message = `The ${field.name} field should not be specified in the sobject data.`;
    throw refuse(400, "INVALID_FIELD", message, [field.name]);
  }
  const [row] = rows;
  if (row === undefined && call.query.get("updateOnly") === "true") {
    throw refuse(404, "NOT_FOUND", "The requested resource does not exist");
  }
  if (row !== undefined) checkUnmodified(call, row);
  const prepared = commit(prepareUpsert(store, field, value, input, contextOf(call, org)));
  const body = { id: prepared.id, success: true, errors: [], created: prepared.created };
  const location = `/services/data/v${versionOf(call)}/sobjects/${store.type.name}/${prepared.id}`;
  return { status: prepared.created ? 201 : 200, body, headers: { location }, wrote: true };
}

function keyMatches(call: Call, store: RecordStore): { field: Field; rows: readonly Row[]; value: Json } {
  const name = call.params.field ?? "";
  const value = call.params.value ?? "";
  if (name.toLowerCase() === "id") {
    const idField = fieldOf(store.type, "Id");
    return { field: idField, rows: [liveRow(store, value)], value: parseId(value) };
  }
  const field = externalIdField(store, name);
  if ("status" in field) throw refuseWrite(field);
  return { field, rows: matches(store, field, value), value };
}

function multipleChoices(call: Call, store: RecordStore, rows: readonly Row[]): Answer {
  const base = `/services/data/v${versionOf(call)}/sobjects/${store.type.name}`;
  return { status: 300, body: rows.map((row) => `${base}/${row.id}`) };
}

function liveRow(store: RecordStore, id: string): Row {
  const found = findLive(store, id);
  if ("error" in found) throw refuseWrite(found.error);
  return found.row;
}

/** If-Unmodified-Since has second grain, like the rows' stamps; 412 carries no body. */
function checkUnmodified(call: Call, row: Row): void {
  const since = Date.parse(call.headers["if-unmodified-since"] ?? "");
  if (Number.isNaN(since) || row.stampMs <= since) return;
  throw new Refusal({ status: 412 });
}

function commit(prepared: Prepared): Prepared & { readonly ok: true } {
  if (!prepared.ok) throw refuseWrite(prepared.error);
  prepared.commit();
  return prepared;
}
