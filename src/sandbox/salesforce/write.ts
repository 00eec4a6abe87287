// Creating, changing and deleting rows: first prepared without effect, then committed, so that a batch can
// be refused as a whole. Case's own behaviour (number, closing, assignment rules) is here too.
import type { Json, JsonObject } from "../json.ts";
import type { SalesforceSettings } from "../settings.ts";
import { type WriteError, writeError } from "./errors.ts";
import { parseId } from "./ids.ts";
import { QUEUE_ID } from "./objects.ts";
import { formatStamp, type RecordStore, type Row, wholeSecond } from "./records.ts";
import { checkValues, type Values } from "./values.ts";

/** Who writes, when, and under which headers. */
export interface WriteContext {
  readonly actorId: string;
  readonly nowMs: number;
  /** False when Sforce-Auto-Assign says FALSE; absent means TRUE. */
  readonly autoAssign: boolean;
  readonly settings: SalesforceSettings;
  /** Unique values claimed earlier in the same batch, `field\0value`. */
  readonly claimed: Set<string>;
}

export type Prepared =
  | { readonly ok: true; readonly id: string; readonly created: boolean; readonly commit: () => void }
  | { readonly ok: false; readonly id: string | null; readonly error: WriteError };

export function prepareInsert(
  store: RecordStore,
  input: JsonObject,
  context: WriteContext,
  key?: [string, Json],
): Prepared {
  if (!store.type.writable) return failed(null, notCreatable(store));
  if (typeof input.Id === "string") {
    return failed(
      null,
      writeError("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"]),
    );
  }
  const checked = checkValues(
    store.type,
    input,
    "create",
    context.settings,
    key === undefined ? ["Id"] : ["Id", key[0]],
  );
  if ("error" in checked) return failed(null, checked.error);
  if (key !== undefined) checked.values.set(key[0], key[1]);
  const duplicate = claimUnique(store, checked.values, null, context);
  if (duplicate !== null) return failed(null, duplicate);
  const id = store.nextId();
  const commit = () => {
    const values = withDefaults(store, checked.values, context);
    store.insert(id, deriveCase(store, values, null, context), context.nowMs);
  };
  return { ok: true, id, created: true, commit };
}

export function prepareUpdate(
  store: RecordStore,
  idText: string,
  input: JsonObject,
  context: WriteContext,
): Prepared {
  const found = findLive(store, idText);
  if ("error" in found) return failed(parseId(idText), found.error);
  const { row } = found;
  const checked = checkValues(store.type, input, "update", context.settings, ["Id"]);
  if ("error" in checked) return failed(row.id, checked.error);
  const duplicate = claimUnique(store, checked.values, row, context);
  if (duplicate !== null) return failed(row.id, duplicate);
  const commit = () => {
    const values = deriveCase(store, checked.values, row, context);
    values.set("LastModifiedById", context.actorId);
    store.write(row, values, context.nowMs);
  };
  return { ok: true, id: row.id, created: false, commit };
}

export function prepareDelete(store: RecordStore, idText: string, context: WriteContext): Prepared {
  if (parseId(idText) === null) {
    return failed(idText, writeError("MALFORMED_ID", `malformed id ${idText}`));
  }
  const found = findLive(store, idText);
  if ("error" in found) return failed(parseId(idText), found.error);
  const { row } = found;
  const commit = () => {
    row.values.set("LastModifiedById", context.actorId);
    store.remove(row, context.nowMs);
  };
  return { ok: true, id: row.id, created: false, commit };
}

export function failed(id: string | null, error: WriteError): Prepared {
  return { ok: false, id, error };
}

/** The live row of an id; deleted and unknown ones are told apart. */
export function findLive(store: RecordStore, idText: string): { row: Row } | { error: WriteError } {
  const id = parseId(idText);
  const row = id === null ? undefined : store.rows.get(id);
  if (row === undefined)
    return { error: writeError("NOT_FOUND", "The requested resource does not exist", [], 404) };
  if (row.deletedMs !== null) return { error: writeError("ENTITY_IS_DELETED", "entity is deleted", [], 404) };
  return { row };
}

function notCreatable(store: RecordStore): WriteError {
  const message = `entity type ${store.type.name} does not support create`;
  return writeError("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message);
}

function claimUnique(
  store: RecordStore,
  values: Values,
  self: Row | null,
  context: WriteContext,
): WriteError | null {
  for (const field of store.type.fields) {
    const value = values.get(field.name);
    if (!field.unique || value === undefined || value === null) continue;
    const holder = store.byKey(field, value)?.find((row) => row !== self);
    const claim = `${field.name}\0${String(value)}`;
    if (holder !== undefined || context.claimed.has(claim)) {
      const where = holder === undefined ? "this request" : `record with id: ${holder.id}`;
      return writeError(
        "DUPLICATE_VALUE",
        `duplicate value found: ${field.name} duplicates value on ${where}`,
      );
    }
    context.claimed.add(claim);
  }
  return null;
}

function withDefaults(store: RecordStore, given: Values, context: WriteContext): Values {
  const values: Values = new Map();
  for (const field of store.type.fields) {
    if (field.defaultValue !== null) values.set(field.name, field.defaultValue);
  }
  values.set("OwnerId", context.actorId);
  for (const [name, value] of given) values.set(name, value);
  values.set("CreatedDate", formatStamp(wholeSecond(context.nowMs)));
  values.set("CreatedById", context.actorId);
  values.set("LastModifiedById", context.actorId);
  return values;
}

/** What the platform itself writes along: number, closed-ness, the assignment rule's owner. */
function deriveCase(store: RecordStore, given: Values, row: Row | null, context: WriteContext): Values {
  const values: Values = new Map(given);
  if (store.type.name !== "Case") return values;
  // `Comments` inserts a case comment and reads back blank.
  values.delete("Comments");
  if (row === null) values.set("CaseNumber", store.nextCaseNumber());
  if (context.autoAssign && context.settings.assignmentRule) values.set("OwnerId", QUEUE_ID);
  const status = values.get("Status");
  if (status === undefined) return values;
  const isClosed = status === "Closed";
  const wasClosed = row?.values.get("IsClosed") === true;
  values.set("IsClosed", isClosed);
  if (isClosed && !wasClosed) values.set("ClosedDate", formatStamp(wholeSecond(context.nowMs)));
  if (!isClosed) values.set("ClosedDate", null);
  return values;
}
