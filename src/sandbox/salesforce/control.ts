// The other records of the emulated org as people at their desks handle them: contacts, accounts, comments, files, users.
import { readJson, sinceOf } from "../control-call.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import { arrayAt, type Json, type JsonObject } from "../json.ts";
import { addCaseControl } from "./control-cases.ts";
import { errorAnswer } from "./errors.ts";
import { merge, restore } from "./lifecycle.ts";
import { DESK_USER_ID } from "./objects.ts";
import type { Org } from "./org.ts";
import { type RecordStore, type Row, renderRow, wholeSecond } from "./records.ts";
import { type Prepared, prepareDelete, prepareInsert, prepareUpdate } from "./write.ts";

const VERSION = "66.0";

/** Path → object and what one of its records is called. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  cases: ["Case", "case"],
  contacts: ["Contact", "contact"],
  accounts: ["Account", "account"],
  comments: ["CaseComment", "comment"],
  files: ["ContentVersion", "file"],
  links: ["ContentDocumentLink", "link"],
  users: ["User", "user"],
};

/**
 * Routes below /salesforce. Lists with `?since=`, POST creates, PATCH edits, DELETE deletes; `:id/undelete` restores,
 * `:id/merge` with `{ids}` merges others into the record. A file is made of `text` or `base64`, and read as bytes.
 */
export function addSalesforceControl(edge: Edge, org: Org): void {
  addCaseControl(edge, org);
  for (const [path, [object, name]] of Object.entries(KINDS)) {
    const desk: DeskOf = { org, store: storeOf(org, object), name };
    edge.route("POST", `/salesforce/${path}/:id/undelete`, (call) => undelete(desk, call));
    edge.route("POST", `/salesforce/${path}/:id/merge`, (call) => mergeInto(desk, call, readJson(call)));
    if (path === "cases") continue;
    edge.route("GET", `/salesforce/${path}`, (call) => list(desk, path, call));
    edge.route("POST", `/salesforce/${path}`, (call) => create(desk, readJson(call)));
    edge.route("PATCH", `/salesforce/${path}/:id`, (call) => edit(desk, call, readJson(call)));
    edge.route("DELETE", `/salesforce/${path}/:id`, (call) => remove(desk, call));
  }
  edge.route("GET", "/salesforce/files/:id/content", (call) => {
    const bytes = org.files.get(call.params.id ?? "");
    if (bytes === undefined) return notThere();
    return { status: 200, bytes, headers: { "content-type": "application/octet-stream" } };
  });
}

interface DeskOf {
  readonly org: Org;
  readonly store: RecordStore;
  /** Key of a record in answers. */
  readonly name: string;
}

function storeOf(org: Org, object: string): RecordStore {
  const store = org.store(object);
  if (store === null) throw new Error(`the ${object} store is missing`);
  return store;
}

function list({ store }: DeskOf, path: string, call: Call): Answer {
  const sinceMs = sinceOf(call);
  const rows = sinceMs === 0 ? store.rows.values() : store.since(wholeSecond(sinceMs));
  const live = [...rows].filter((row) => row.deletedMs === null);
  return { status: 200, body: { [path]: live.map((row) => show(store, row)) } };
}

function show(store: RecordStore, row: Row): JsonObject {
  return renderRow(store.type, row, VERSION, store.type.fields);
}

function create(desk: DeskOf, given: JsonObject): Answer {
  const { org, store } = desk;
  const values = store.type.name === "ContentVersion" ? fileValues(given) : given;
  if (store.type.name === "User") return createUser(desk, values);
  return settle(desk, prepareInsert(store, values, org.writeContext(DESK_USER_ID, false)), 201);
}

/** `{ParentId, Name, text | base64}` as the upload of a file to a record. */
function fileValues({ text, base64, ParentId, Name, ...rest }: JsonObject): JsonObject {
  if (rest.ContentUrl !== undefined) return rest;
  const bytes = typeof base64 === "string" ? base64 : Buffer.from(String(text ?? "")).toString("base64");
  const place: Readonly<Record<string, Json>> =
    ParentId === undefined ? {} : { FirstPublishLocationId: ParentId };
  const named: Readonly<Record<string, Json>> = Name === undefined ? {} : { PathOnClient: Name };
  return { ...named, ...place, ...rest, VersionData: bytes };
}

/** Users are set up by an administrator, not through the objects' own rules. */
function createUser(desk: DeskOf, values: JsonObject): Answer {
  const { org, store } = desk;
  let id = store.nextId();
  while (store.rows.has(id)) id = store.nextId();
  const row = store.insert(id, new Map(Object.entries({ IsActive: true, ...values })), org.clock.now());
  return { status: 201, body: { [desk.name]: show(store, row) } };
}

function edit(desk: DeskOf, call: Call, values: JsonObject): Answer {
  const { org, store } = desk;
  const id = call.params.id ?? "";
  const row = store.rows.get(id);
  if (store.type.name !== "User")
    return settle(desk, prepareUpdate(store, id, values, org.writeContext(DESK_USER_ID, false)), 200);
  if (row === undefined) return notThere();
  store.write(row, new Map(Object.entries(values)), org.clock.now());
  return { status: 200, body: { [desk.name]: show(store, row) } };
}

/** A file is deleted with all its versions. */
function remove(desk: DeskOf, call: Call): Answer {
  const { org } = desk;
  const context = org.writeContext(DESK_USER_ID, false);
  const whole = wholeOf(desk, call.params.id ?? "");
  return settle({ ...desk, store: whole.store }, prepareDelete(whole.store, whole.id, context), 204);
}

/** What goes to the recycle bin and comes back as one: of a file version the document. */
function wholeOf({ org, store }: DeskOf, id: string): { readonly store: RecordStore; readonly id: string } {
  const documentId = store.rows.get(id)?.values.get("ContentDocumentId");
  if (store.type.name !== "ContentVersion" || typeof documentId !== "string") return { store, id };
  return { store: storeOf(org, "ContentDocument"), id: documentId };
}

function undelete(desk: DeskOf, call: Call): Answer {
  const { org, store, name } = desk;
  const row = store.rows.get(call.params.id ?? "");
  const whole = wholeOf(desk, call.params.id ?? "");
  const bin = whole.store.rows.get(whole.id);
  if (row === undefined || bin === undefined) return notThere();
  restore(org, whole.store, bin, org.clock.now());
  return { status: 200, body: { [name]: show(store, row) } };
}

function mergeInto({ org, store, name }: DeskOf, call: Call, body: JsonObject): Answer {
  const ids = [call.params.id ?? "", ...(arrayAt(body, "ids") ?? []).map(String)];
  const [winner, ...losers] = ids.map((id) => store.rows.get(id));
  if (winner === undefined || losers.some((row) => row === undefined)) return notThere();
  for (const loser of losers) if (loser !== undefined) merge(org, store, winner, loser, org.clock.now());
  return { status: 200, body: { [name]: show(store, winner) } };
}

function settle({ store, name }: DeskOf, prepared: Prepared, status: number): Answer {
  if (!prepared.ok) {
    const { error } = prepared;
    return errorAnswer(error.status, error.code, error.message, error.fields);
  }
  prepared.commit();
  const row = store.rows.get(prepared.id);
  if (status === 204 || row === undefined) return { status: 204 };
  return { status, body: { [name]: show(store, row) } };
}

function notThere(): Answer {
  return { status: 404, body: { error: "there is no such record" } };
}
