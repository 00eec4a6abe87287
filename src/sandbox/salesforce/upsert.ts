// Upsert by external id: find by the key, then update the one match or insert.
import type { Json, JsonObject } from "../json.ts";
import { type WriteError, writeError } from "./errors.ts";
import type { Field } from "./fields.ts";
import type { RecordStore, Row } from "./records.ts";
import { failed, type Prepared, prepareInsert, prepareUpdate, type WriteContext } from "./write.ts";

/** The named external-id field, or the error that says it is none. */
export function externalIdField(store: RecordStore, name: string): Field | WriteError {
  const field = store.type.byName.get(name.toLowerCase());
  if (field?.externalId) return field;
  const message = `Provided external ID field does not exist or is not accessible: ${name}`;
  return writeError("NOT_FOUND", message, [], 404);
}

export function matches(store: RecordStore, field: Field, value: Json): readonly Row[] {
  return store.byKey(field, value) ?? [];
}

/** One row of an upsert; more than one match is the caller's to report. */
export function prepareUpsert(
  store: RecordStore,
  field: Field,
  value: Json,
  input: JsonObject,
  context: WriteContext,
): Prepared {
  const found = matches(store, field, value);
  const [match] = found;
  if (found.length > 1) {
    const message = `${field.name}: more than one record found for external id field: [${found.map((row) => row.id).join(", ")}]`;
    return failed(null, writeError("DUPLICATE_EXTERNAL_ID", message, [field.name], 300));
  }
  if (match !== undefined) return prepareUpdate(store, match.id, omit(input, field.name), context);
  return prepareInsert(store, input, context, [field.name, value]);
}

export function omit(input: JsonObject, name: string): JsonObject {
  return Object.fromEntries(
    Object.entries(input).filter(([key]) => key.toLowerCase() !== name.toLowerCase()),
  );
}

/** The value of a field in an input, whatever the case of its name. */
export function valueIn(input: JsonObject, name: string): Json {
  const key = Object.keys(input).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : (input[key] ?? null);
}
