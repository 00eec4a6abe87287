// Rows to records and values to rows, by the vendor's description of the object. Pure.
import { createHash } from "node:crypto";
import type {
  FieldDescription,
  FieldType,
  FieldValues,
  ObjectDescription,
  Value,
  VendorRecord,
} from "../../contract/records.ts";
import type { Described, DescribedField, Row } from "./schema.ts";
import { fieldOf } from "./soql.ts";

const fieldTypes: Readonly<Record<string, FieldType>> = {
  id: "id",
  reference: "reference",
  boolean: "boolean",
  int: "number",
  long: "number",
  double: "number",
  currency: "number",
  percent: "number",
  date: "date",
  datetime: "datetime",
  picklist: "picklist",
  combobox: "picklist",
  multipicklist: "multipicklist",
  textarea: "longtext",
};

function describeField(field: DescribedField): FieldDescription {
  const type = fieldTypes[field.type] ?? "text";
  const listed = type === "picklist" || type === "multipicklist";
  const isHtml = field.htmlFormatted || field.extraTypeInfo === "richtextarea";
  return {
    name: field.name,
    label: field.label,
    type,
    creatable: field.createable,
    updatable: field.updateable,
    required: field.createable && !field.nillable && !field.defaultedOnCreate,
    maxLength: field.length > 0 && !listed ? field.length : null,
    values: listed ? field.picklistValues.filter((entry) => entry.active).map((entry) => entry.value) : null,
    ...(type === "number" ? { decimals: field.scale } : {}),
    ...(isHtml ? { format: "html" } : {}),
    ...(type === "reference" && field.referenceTo.length > 0 ? { refersTo: field.referenceTo } : {}),
  };
}

/** The contract's description of an object, from the vendor's describe. */
export function describeObject(described: Described): ObjectDescription {
  // Bytes are no value of a field: they travel as content.
  const fields = described.fields.filter((field) => field.type !== "base64").map(describeField);
  return { name: described.name, label: described.label, fields };
}

/** `2013-05-07T22:07:19.000+0000` and its like as RFC 3339 UTC with milliseconds; other text unchanged. */
export function utcTime(text: string): string {
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}

function isPlain(value: unknown): value is Value {
  if (value === null || ["string", "boolean"].includes(typeof value)) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value === "object" && Object.values(value).every(isPlain);
}

function readValue(field: DescribedField, value: unknown): Value {
  if (value === undefined || !isPlain(value)) return null;
  if (typeof value !== "string") return value;
  if (field.type === "datetime") return utcTime(value);
  if (field.type === "multipicklist") return value.split(";");
  return value;
}

/** What the rows of one object are made of. */
export interface RowShape {
  readonly described: Described;
  readonly fields: readonly string[];
  /** Null when the object lacks the external-id field. */
  readonly keyField: string | null;
  /** Columns that are read for the connector's own use. */
  readonly extra?: readonly string[];
}

/** Columns to select for a shape, each once. */
export function columnsOf(shape: RowShape): string[] {
  const fixed = ["Id", "SystemModstamp", "IsDeleted", ...(isMergeable(shape.described) ? [mergedField] : [])];
  const key = shape.keyField === null ? [] : [shape.keyField];
  return [...new Set([...fixed, ...key, ...(shape.extra ?? []), ...shape.fields])];
}

/** Vendor: the loser of a merge is deleted, and this field of it names the winner. */
const mergedField = "MasterRecordId";

function isMergeable({ fields }: Described): boolean {
  return fields.some((field) => field.name === mergedField);
}

/**
 * A row as a record. The version is SystemModstamp, which has whole seconds only, with a digest of the
 * values: so two changes within one second differ too.
 */
export function readRow(shape: RowShape, row: Row): VendorRecord {
  const fields: Record<string, Value> = {};
  for (const name of shape.fields) fields[name] = readValue(fieldOf(shape.described, name), row[name]);
  const key = shape.keyField === null ? null : row[shape.keyField];
  const correlationKey = typeof key === "string" && key !== "" ? key : null;
  const modifiedAt = utcTime(String(row.SystemModstamp ?? ""));
  const deleted = row.IsDeleted === true;
  const state = JSON.stringify([deleted, correlationKey, shape.fields.map((name) => fields[name])]);
  const digest = createHash("sha256").update(state).digest("base64url").slice(0, 16);
  const winner = row[mergedField];
  const merged = deleted && typeof winner === "string" && winner !== "" ? { mergedInto: winner } : {};
  const version = `${modifiedAt} ${digest}`;
  return { id: row.Id, version, modifiedAt, deleted, correlationKey, ...merged, fields };
}

/** SystemModstamp inside a version made by {@link readRow}, in epoch milliseconds; null when it has none. */
export function versionTimeMs(version: string): number | null {
  const ms = Date.parse(version.split(" ")[0] ?? "");
  return Number.isNaN(ms) ? null : ms;
}

/** Values as the vendor takes them. @throws ConfigError for a field the vendor does not know. */
export function writeValues(described: Described, fields: FieldValues): Record<string, Value> {
  const row: Record<string, Value> = {};
  for (const [name, value] of Object.entries(fields)) {
    const { type } = fieldOf(described, name);
    row[name] = type === "multipicklist" && Array.isArray(value) ? value.join(";") : value;
  }
  return row;
}
