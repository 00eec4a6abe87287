// Single values of fields both ways: read by their shape, written by the field's own description. Pure.
import {
  attempt,
  invalid,
  isText,
  orNull,
  sortedSet,
  writeText,
  writeWords,
} from "../../connector-parts/encoding.ts";
import type { FieldType, Value } from "../../contract/records.ts";
import type { Flavor } from "./flavor.ts";
import type { AllowedValue, FieldMeta } from "./schema.ts";
import { isTime, jiraTime, timeOf, utcOf } from "./times.ts";

export { attempt };

type Shape = Readonly<Record<string, Value>>;

function isObject(value: Value): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A vendor's value in the form fields have. Documents stay as they are, people and options become texts. */
export function readValue(value: Value | undefined, flavor: Flavor): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return isTime(value) ? utcOf(value) : orNull(value);
  if (Array.isArray(value)) {
    const texts = value.map((one) => readValue(one, flavor)).filter(isText);
    return sortedSet(texts);
  }
  return isObject(value) ? readObject(value, flavor) : value;
}

function readObject(value: Shape, flavor: Flavor): Value {
  if (value.type === "doc") return value;
  if (isText(value.accountId) || isText(value.displayName)) return flavor.personId(value);
  if (isText(value.value)) {
    const child = isObject(value.child ?? null) ? (value.child as Shape).value : null;
    return isText(child) ? `${value.value}${cascade}${child}` : value.value;
  }
  return isText(value.name) ? value.name : isText(value.key) ? value.key : null;
}

/** Between the two parts of a choice in two steps. */
const cascade = " > ";

/** How a field of one kind is described and written. */
export interface Codec {
  readonly type: FieldType;
  readonly isRich?: boolean;
  readonly maxLength?: number;
  readonly refersTo?: readonly string[];
  readonly write: (value: Value, field: FieldMeta, flavor: Flavor) => unknown;
}

const longestSummary = 255;
const longestText = 32_767;
const textArea = /:textarea$/;

const plain: Codec = {
  type: "text",
  write: (value, { fieldId }) => {
    const text = writeText(fieldId, value);
    if (fieldId === "summary" && text !== null && (/[\r\n]/.test(text) || text.length > longestSummary))
      throw invalid(fieldId, `one line of at most ${longestSummary} characters`);
    return text;
  },
};

const rich: Codec = {
  type: "longtext",
  isRich: true,
  maxLength: longestText,
  write: (value, { fieldId }, flavor) => {
    if (value === null || (flavor.text === "adf" && isObject(value) && value.type === "doc")) return value;
    if (flavor.text === "wiki" && isText(value)) return value;
    throw invalid(fieldId, flavor.text === "adf" ? "a document (ADF)" : "a text in wiki markup");
  },
};

const number: Codec = {
  type: "number",
  write: (value, { fieldId }) => {
    if (value === null || typeof value === "number") return value;
    const count = isText(value) && value.trim() !== "" ? Number(value) : Number.NaN;
    if (Number.isFinite(count)) return count;
    throw invalid(fieldId, "a number");
  },
};

const date: Codec = {
  type: "date",
  write: (value, { fieldId }) => {
    if (value === null || (isText(value) && /^\d{4}-\d\d-\d\d$/.test(value))) return value;
    throw invalid(fieldId, "a day such as 2026-05-06");
  },
};

const datetime: Codec = {
  type: "datetime",
  write: (value, { fieldId }) => {
    if (value === null) return null;
    const ms = timeOf(value);
    if (ms === null) throw invalid(fieldId, "a time");
    return jiraTime(ms);
  },
};

const person: Codec = {
  type: "reference",
  refersTo: ["user"],
  write: (value, { fieldId }, flavor) => {
    if (value === null) return null;
    if (isText(value)) return flavor.person(value);
    throw invalid(fieldId, "the id of a person");
  },
};

const choice: Codec = {
  type: "picklist",
  write: (value, field) => (value === null ? null : chosen(value, field)),
};

const choices: Codec = {
  type: "multipicklist",
  write: (value, field) => {
    if (value === null) return [];
    const names = isText(value) ? [value] : value;
    if (!Array.isArray(names)) throw invalid(field.fieldId, "a list of texts");
    return names.map((name) => chosen(name, field));
  },
};

const words: Codec = {
  type: "multipicklist",
  write: (value, { fieldId }) => {
    const labels = writeWords(fieldId, value);
    if (labels.some((label) => /\s/.test(label))) throw invalid(fieldId, "words without blanks");
    return labels;
  },
};

const parent: Codec = {
  type: "reference",
  refersTo: ["issue"],
  write: (value, { fieldId }) => {
    if (value === null) return null;
    if (isText(value)) return { id: value };
    throw invalid(fieldId, "the id of an issue");
  },
};

const byType: Readonly<Record<string, Codec>> = {
  string: plain,
  number,
  date,
  datetime,
  user: person,
  option: choice,
  priority: choice,
  issuetype: choice,
  project: choice,
  version: choice,
  component: choice,
  resolution: choice,
  securitylevel: choice,
};

const byItems: Readonly<Record<string, Codec>> = {
  string: words,
  option: choices,
  version: choices,
  component: choices,
};

/** How a field is written, by its schema; null for kinds that are left alone. */
export function codecOf({ schema }: Pick<FieldMeta, "schema">): Codec | null {
  const { type, items, custom, system } = schema;
  if (type === "array") return byItems[items ?? ""] ?? null;
  if (system === "parent") return parent;
  const isRich = system === "description" || system === "environment" || textArea.test(custom ?? "");
  if (type === "string" && isRich) return rich;
  return Object.hasOwn(byType, type) ? (byType[type] ?? null) : null;
}

/** What people see of an allowed value. */
export function nameOf({ value, name, key, id }: AllowedValue): string {
  return value ?? name ?? key ?? id ?? "";
}

/** By id where the vendor lists what is allowed: names are for people and may change between two looks. */
function chosen(value: Value, { fieldId, allowedValues, schema }: FieldMeta): unknown {
  if (!isText(value)) throw invalid(fieldId, "a text");
  if (schema.type === "project") return { key: value };
  if (!allowedValues || allowedValues.length === 0)
    return schema.type === "option" || schema.items === "option" ? { value } : { name: value };
  const found = allowedValues.find((allowed) => nameOf(allowed) === value);
  if (found?.id) return { id: found.id };
  const names = allowedValues.map(nameOf).slice(0, 20).join(", ");
  throw invalid(fieldId, `one of ${names}; "${value}" is not among them`);
}
