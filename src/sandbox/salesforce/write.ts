// Creating, changing and deleting rows: first prepared without effect, then committed, so that a batch can
// be refused as a whole. What single objects do of their own is in behaviours.ts.
import type { Json, JsonObject } from "../json.ts";
import { type Behaviour, behaviours } from "./behaviours.ts";
import { type WriteError, writeError } from "./errors.ts";
import { parseId } from "./ids.ts";
import { cascadeRemove, type Stores } from "./lifecycle.ts";
import { formatStamp, type RecordStore, type Row, wholeSecond } from "./records.ts";
import type { SalesforceSettings } from "./settings.ts";
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
  /** Whether the actor has the permission Modify All Data. */
  readonly mayModifyAll: boolean;
  readonly stores: Stores;
  /** Bytes of each file version, by its id. */
  readonly files: Map<string, Uint8Array>;
}

/** A write whose values are in order, with the row it is about; null: a new one. */
export interface Change {
  readonly store: RecordStore;
  readonly row: Row | null;
  readonly values: Values;
  readonly context: WriteContext;
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
  if (!store.type.verbs.has("create")) return failed(null, notCreatable(store));
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
  const change: Change = { store, row: null, values: checked.values, context };
  const behaviour = behaviourOf(store);
  const refusal = refusalOf(change, behaviour);
  if (refusal !== null) return failed(null, refusal);
  const id = store.nextId();
  const commit = () => {
    const values = withDefaults(store, checked.values, context);
    behaviour.derive?.({ ...change, values });
    const row = store.insert(id, values, context.nowMs);
    behaviour.settle?.(change, row);
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
  const change: Change = { store, row, values: checked.values, context };
  const behaviour = behaviourOf(store);
  const refusal = store.type.verbs.has("update") ? refusalOf(change, behaviour) : notCreatable(store);
  if (refusal !== null) return failed(row.id, refusal);
  const commit = () => {
    const values: Values = new Map(checked.values);
    behaviour.derive?.({ ...change, values });
    values.set("LastModifiedById", context.actorId);
    store.write(row, values, context.nowMs);
    behaviour.settle?.(change, row);
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
  const refusal = behaviourOf(store).refuseDelete?.(context) ?? null;
  if (refusal !== null || !store.type.verbs.has("delete"))
    return failed(row.id, refusal ?? notDeletable(store));
  const commit = () => {
    row.values.set("LastModifiedById", context.actorId);
    store.remove(row, context.nowMs);
    cascadeRemove(context.stores, store.type.name, row, context.nowMs);
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

function behaviourOf(store: RecordStore): Behaviour {
  return behaviours[store.type.name] ?? {};
}

function refusalOf(change: Change, behaviour: Behaviour): WriteError | null {
  const { store, values, row, context } = change;
  const own = wrongReference(change) ?? behaviour.refuse?.(change) ?? null;
  return own ?? claimUnique(store, values, row, context);
}

/** A reference must lead to a record that is there; ids of objects the org does not have are taken as they are. */
function wrongReference({ store, values, context }: Change): WriteError | null {
  for (const field of store.type.fields) {
    const id = values.get(field.name);
    if (field.type !== "reference" || typeof id !== "string") continue;
    const target = context.stores.storeOfId(id);
    if (target === null) continue;
    if (!field.referenceTo.includes(target.type.name)) {
      return writeError("MALFORMED_ID", `${field.label}: id value of incorrect type: ${id}`, [field.name]);
    }
    const row = target.rows.get(id);
    if (row === undefined)
      return writeError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [field.name]);
    if (row.deletedMs !== null) return writeError("ENTITY_IS_DELETED", "entity is deleted", [], 404);
  }
  return null;
}

function notDeletable(store: RecordStore): WriteError {
  return writeError("DELETE_FAILED", `entity type ${store.type.name} does not support delete`);
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
  if (store.type.byName.has("ownerid")) values.set("OwnerId", context.actorId);
  for (const [name, value] of given) values.set(name, value);
  values.set("CreatedDate", formatStamp(wholeSecond(context.nowMs)));
  values.set("CreatedById", context.actorId);
  values.set("LastModifiedById", context.actorId);
  return values;
}
