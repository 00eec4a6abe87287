// Up to 200 rows in one call: HTTP 200 even when every row fails, results in the order given.
import type { Answer, Call, Edge } from "../edge.ts";
import type { Json, JsonObject } from "../json.ts";
import { arrayAt, objectAt, textAt } from "../json.ts";
import { refuse, refuseWrite, type WriteError, writeError } from "./errors.ts";
import { parseId } from "./ids.ts";
import type { Org } from "./org.ts";
import { readObject, readObjects } from "./read-body.ts";
import { contextOf, DATA, storeOf, versionOf } from "./record-routes.ts";
import { type RecordStore, renderRow } from "./records.ts";
import { fieldOf } from "./soql-test.ts";
import { externalIdField, omit, prepareUpsert, valueIn } from "./upsert.ts";
import { failed, type Prepared, prepareDelete, prepareInsert, prepareUpdate } from "./write.ts";

const MAX_WRITE = 200;
const MAX_READ = 2000;

export function addCollectionRoutes(edge: Edge, org: Org): void {
  const path = `${DATA}/composite/sobjects`;
  edge.route("POST", path, (call) => createMany(call, org));
  edge.route("PATCH", path, (call) => updateMany(call, org));
  edge.route("DELETE", path, (call) => deleteMany(call, org));
  edge.route("POST", `${path}/:object`, (call) => readMany(call, org));
  edge.route("GET", `${path}/:object`, (call) => readManyByQuery(call, org));
  edge.route("PATCH", `${path}/:object/:field`, (call) => upsertMany(call, org));
}

function createMany(call: Call, org: Org): Answer {
  const body = readObject(call);
  const context = contextOf(call, org);
  const prepared = sized(readObjects(body, "records")).map((record) =>
    withStore(record, org, (store) => prepareInsert(store, record, context)),
  );
  return settle(prepared, body.allOrNone === true, false);
}

function updateMany(call: Call, org: Org): Answer {
  const body = readObject(call);
  const context = contextOf(call, org);
  const prepared = sized(readObjects(body, "records")).map((record) =>
    withStore(record, org, (store) => {
      const id = valueIn(record, "Id");
      if (typeof id !== "string")
        return failed(null, writeError("MISSING_ARGUMENT", "Id not specified in an update call"));
      return crossReference(prepareUpdate(store, id, omit(record, "Id"), context));
    }),
  );
  return settle(prepared, body.allOrNone === true, false);
}

function upsertMany(call: Call, org: Org): Answer {
  const store = storeOf(call, org);
  const field = externalIdField(store, call.params.field ?? "");
  if ("status" in field) throw refuseWrite(field);
  const body = readObject(call);
  const records = sized(readObjects(body, "records"));
  const context = contextOf(call, org);
  const keys = records.map((record) => valueIn(record, field.name));
  const prepared = records.map((record, index) => {
    const key: Json = keys[index] ?? null;
    if (key === null || key === "") {
      return failed(null, writeError("MISSING_ARGUMENT", `${field.name} not specified`, [field.name]));
    }
    if (keys.filter((other) => other === key).length > 1) {
      return failed(
        null,
        writeError("DUPLICATE_VALUE", `Duplicate external id specified: ${String(key)}`, [field.name]),
      );
    }
    return prepareUpsert(store, field, key, omit(record, field.name), context);
  });
  return settle(prepared, body.allOrNone === true, true);
}

function deleteMany(call: Call, org: Org): Answer {
  const ids = sized((call.query.get("ids") ?? "").split(",").filter((id) => id !== ""));
  const context = contextOf(call, org);
  const prepared = ids.map((id) => {
    const prefix = id.slice(0, 3);
    const store = [...org.stores].find(
      (each) => each.type.keyPrefix === prefix && each.type.verbs.has("delete"),
    );
    if (store === undefined) return failed(id, writeError("MALFORMED_ID", `malformed id ${id}`));
    return crossReference(prepareDelete(store, id, context));
  });
  return settle(prepared, call.query.get("allOrNone") === "true", false);
}

function readMany(call: Call, org: Org): Answer {
  const body = readObject(call);
  const ids = (arrayAt(body, "ids") ?? []).map(String);
  const fields = (arrayAt(body, "fields") ?? []).map(String);
  return rowsAnswer(call, org, ids, fields);
}

function readManyByQuery(call: Call, org: Org): Answer {
  const ids = (call.query.get("ids") ?? "").split(",");
  const fields = (call.query.get("fields") ?? "").split(",");
  return rowsAnswer(call, org, ids, fields);
}

function rowsAnswer(call: Call, org: Org, ids: readonly string[], names: readonly string[]): Answer {
  const store = storeOf(call, org);
  if (ids.length > MAX_READ) throw tooMany(MAX_READ);
  const fields = names.map((name) => fieldOf(store.type, name));
  const rows = ids.map((id) => {
    const row = store.rows.get(parseId(id) ?? "");
    return row === undefined || row.deletedMs !== null
      ? null
      : renderRow(store.type, row, versionOf(call), fields);
  });
  return { status: 200, body: rows };
}

function withStore(record: JsonObject, org: Org, prepare: (store: RecordStore) => Prepared): Prepared {
  const name = textAt(objectAt(record, "attributes") ?? {}, "type") ?? "";
  const store = org.store(name);
  if (store !== null) return prepare(store);
  return failed(null, writeError("INVALID_TYPE", `sObject type '${name}' is not supported.`));
}

/** In collections an unknown id reads as a bad cross reference; a deleted one keeps its own code. */
function crossReference(prepared: Prepared): Prepared {
  if (prepared.ok || prepared.error.code !== "NOT_FOUND") return prepared;
  return failed(prepared.id, writeError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"));
}

function sized<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length > MAX_WRITE) throw tooMany(MAX_WRITE);
  return items;
}

function tooMany(limit: number) {
  const message = `record limit reached. cannot submit more than ${limit} records into this call`;
  return refuse(400, "EXCEEDED_ID_LIMIT", message);
}

/** Commits what may be committed and renders one result per row. */
function settle(prepared: readonly Prepared[], allOrNone: boolean, tellsCreated: boolean): Answer {
  const rollBack = allOrNone && prepared.some((each) => !each.ok);
  let wrote = false;
  const results = prepared.map((each): JsonObject => {
    if (!each.ok) return failure(each.id, each.error);
    if (rollBack) {
      const message =
        "Record rolled back because not all records were valid and the request was using AllOrNone header";
      return failure(each.created ? null : each.id, writeError("ALL_OR_NONE_OPERATION_ROLLED_BACK", message));
    }
    each.commit();
    wrote = true;
    const created = tellsCreated ? { created: each.created } : {};
    return { id: each.id, success: true, errors: [], ...created };
  });
  return { status: 200, body: results, wrote };
}

function failure(id: string | null, error: WriteError): JsonObject {
  const row = { statusCode: error.code, message: error.message, fields: [...error.fields] };
  return { ...(id === null ? {} : { id }), success: false, errors: [row] };
}
