// Custom ticket fields: their values, and how drop-downs and checkboxes are tags underneath.
import { arrayAt, isJsonArray, isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { FieldProblem } from "./errors.ts";
import type { CustomField, TicketFields } from "./model.ts";
import { CUSTOM_FIELDS } from "./setup.ts";

/** Values of `custom_fields` (or `fields`) of a write; null when the write has none. Unknown ids are ignored. */
export function readCustomFields(
  input: JsonObject,
  problems: FieldProblem[],
): ReadonlyMap<number, Json> | null {
  const given = arrayAt(input, "custom_fields") ?? arrayAt(input, "fields");
  if (given === null) return null;
  const values = new Map<number, Json>();
  for (const item of given) {
    if (!isJsonObject(item)) continue;
    const definition = CUSTOM_FIELDS.find((known) => known.id === Number(item.id));
    if (definition === undefined) continue;
    const value = item.value ?? null;
    if (isAllowed(definition, value)) values.set(definition.id, normalize(definition, value));
    else
      problems.push({
        field: "base",
        error: "InvalidValue",
        description: `${definition.title}: ${String(value)} is not valid`,
      });
  }
  return values;
}

function isAllowed(field: CustomField, value: Json): boolean {
  if (value === null || value === "") return true;
  const known = new Set(field.options.map((option) => option.value));
  if (field.type === "tagger") return known.has(String(value));
  if (field.type === "multiselect")
    return isJsonArray(value) && value.every((each) => known.has(String(each)));
  if (field.type === "checkbox") return typeof value === "boolean";
  if (field.type === "date") return /^\d{4}-\d{2}-\d{2}$/.test(String(value));
  if (field.type === "integer") return Number.isInteger(Number(value));
  return typeof value === "string" || typeof value === "number";
}

function normalize(field: CustomField, value: Json): Json {
  if (field.type === "checkbox") return value === true;
  if (value === null || value === "") return null;
  if (field.type === "multiselect") return value;
  return String(value);
}

/** Fields → tags: takes out the tags of changed fields and puts in those of their new values. */
export function tagsOfFields(tags: readonly string[], changed: ReadonlyMap<number, Json>): readonly string[] {
  const next = new Set(tags);
  for (const [id, value] of changed) {
    const field = CUSTOM_FIELDS.find((known) => known.id === id);
    if (field === undefined) continue;
    for (const tag of tagsKnownTo(field)) next.delete(tag);
    for (const tag of tagsOfValue(field, value)) next.add(tag);
  }
  return [...next].sort();
}

/** Tags → fields: a drop-down, multi-select or checkbox follows the tags that stand for its values. */
export function fieldsOfTags(fields: TicketFields): ReadonlyMap<number, Json> {
  const values = new Map(fields.customFields);
  const tags = new Set(fields.tags);
  for (const field of CUSTOM_FIELDS) {
    const present = tagsKnownTo(field).filter((tag) => tags.has(tag));
    if (field.type === "tagger") values.set(field.id, present[0] ?? null);
    if (field.type === "multiselect") values.set(field.id, present.length === 0 ? null : present);
    if (field.type === "checkbox") values.set(field.id, present.length > 0);
  }
  return values;
}

function tagsKnownTo(field: CustomField): readonly string[] {
  return field.type === "checkbox" ? [field.tag ?? ""] : field.options.map((option) => option.value);
}

function tagsOfValue(field: CustomField, value: Json): readonly string[] {
  if (field.type === "checkbox") return value === true && field.tag !== null ? [field.tag] : [];
  if (field.type === "tagger") return value === null ? [] : [String(value)];
  return field.type === "multiselect" && isJsonArray(value) ? value.map(String) : [];
}
