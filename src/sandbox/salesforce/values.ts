// Checks the values of one write against the object's fields, as the vendor words its refusals.
import type { Json, JsonObject } from "../json.ts";
import { brokenRule } from "../settings.ts";
import { type WriteError, writeError } from "./errors.ts";
import type { Field } from "./fields.ts";
import { parseId } from "./ids.ts";
import type { ObjectType } from "./objects.ts";
import { formatStamp } from "./records.ts";
import type { SalesforceSettings } from "./settings.ts";

export type Values = Map<string, Json>;
type Checked = { readonly values: Values } | { readonly error: WriteError };

/** Reads the fields of a write. `attributes` is ignored; `skip` names fields handled by the caller. */
export function checkValues(
  type: ObjectType,
  input: JsonObject,
  verb: "create" | "update",
  settings: SalesforceSettings,
  skip: readonly string[] = [],
): Checked {
  const values: Values = new Map();
  const skipped = new Set(["attributes", ...skip.map((name) => name.toLowerCase())]);
  for (const [name, value] of Object.entries(input)) {
    if (skipped.has(name.toLowerCase())) continue;
    const field = type.byName.get(name.toLowerCase());
    if (field === undefined) return { error: unknownField(type, name) };
    if (!field.writable || (field.fixed && verb === "update")) return { error: notWritable(field) };
    const checked = checkValue(field, value);
    if ("error" in checked) return checked;
    values.set(field.name, checked.value);
  }
  const error = checkRequired(type, values, verb, settings) ?? checkRules(values, settings);
  return error === null ? { values } : { error };
}

export function unknownField(type: ObjectType, name: string): WriteError {
  return writeError("INVALID_FIELD", `No such column '${name}' on sobject of type ${type.name}`);
}

function notWritable(field: Field): WriteError {
  const message =
    `Unable to create/update fields: ${field.name}. Please check the security settings of this field ` +
    "and verify that it is read/write for your profile or permission set.";
  return writeError("INVALID_FIELD_FOR_INSERT_UPDATE", message, [field.name]);
}

type CheckedValue = { readonly value: Json } | { readonly error: WriteError };

function checkValue(field: Field, value: Json): CheckedValue {
  if (value === null || value === "") return blank(field);
  if (field.type === "boolean") return checkBoolean(field, value);
  if (typeof value !== "string" && typeof value !== "number") return wrongType(field, value);
  const text = String(value);
  if (field.type === "reference") return checkReference(field, text);
  if (field.type === "datetime") return checkDate(field, text);
  if (field.type === "int") return checkWhole(field, text);
  if (field.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    const message = `${field.label}: invalid email address: ${text}`;
    return { error: writeError("INVALID_EMAIL_ADDRESS", message, [field.name]) };
  }
  // Limits count characters, not UTF-16 units (fact sheet 21.4).
  if (field.length > 0 && [...text].length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
    return { error: writeError("STRING_TOO_LONG", message, [field.name]) };
  }
  return { value: text };
}

function blank(field: Field): CheckedValue {
  if (field.nillable) return { value: null };
  if (field.type === "boolean") return wrongType(field, null);
  const message = `Required fields are missing: [${field.name}]`;
  return { error: writeError("REQUIRED_FIELD_MISSING", message, [field.name]) };
}

function checkBoolean(field: Field, value: Json): CheckedValue {
  if (typeof value === "boolean") return { value };
  if (value === "true" || value === "false") return { value: value === "true" };
  return wrongType(field, value);
}

function wrongType(field: Field, value: Json): CheckedValue {
  const soap = field.type === "boolean" ? "boolean" : "string";
  const message = `Cannot deserialize instance of ${soap} from value ${JSON.stringify(value)}`;
  return { error: writeError("JSON_PARSER_ERROR", message) };
}

function checkReference(field: Field, text: string): CheckedValue {
  const id = parseId(text);
  if (id !== null) return { value: id };
  const message = `${field.label}: id value of incorrect type: ${text}`;
  return { error: writeError("MALFORMED_ID", message, [field.name]) };
}

function checkDate(field: Field, text: string): CheckedValue {
  const atMs = Date.parse(text.replace(/\+0000$/, "Z"));
  if (Number.isNaN(atMs)) {
    const message = `Cannot deserialize instance of datetime from value ${JSON.stringify(text)}`;
    return { error: writeError("JSON_PARSER_ERROR", message, [field.name]) };
  }
  return { value: formatStamp(atMs) };
}

function checkWhole(field: Field, text: string): CheckedValue {
  if (/^-?\d+$/.test(text)) return { value: Number(text) };
  const message = `Cannot deserialize instance of int from value ${JSON.stringify(text)}`;
  return { error: writeError("JSON_PARSER_ERROR", message, [field.name]) };
}

function checkRequired(
  type: ObjectType,
  values: Values,
  verb: "create" | "update",
  settings: SalesforceSettings,
): WriteError | null {
  const own = type.fields.filter((field) => field.writable && !field.nillable && !field.defaulted);
  const asked = settings.requiredFields.filter((name) => type.byName.has(name.toLowerCase()));
  const missing = [...own.map((field) => field.name), ...asked].filter((name) => {
    const value = values.get(name);
    return verb === "create" ? value === undefined || value === null : value === null;
  });
  if (missing.length > 0) {
    return writeError(
      "REQUIRED_FIELD_MISSING",
      `Required fields are missing: [${missing.join(", ")}]`,
      missing,
    );
  }
  return null;
}

function checkRules(values: Values, settings: SalesforceSettings): WriteError | null {
  const rule = brokenRule(settings.validationRules, Object.fromEntries(values));
  if (rule === null) return null;
  return writeError("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, [rule.field]);
}
