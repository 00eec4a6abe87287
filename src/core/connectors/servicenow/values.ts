// A field's value both ways: raw text → value, value → raw text. What kind it is, the dictionary says. Pure.
import {
  invalid,
  isText,
  sortedSet,
  writeFlag,
  writeText,
  writeWords,
} from "../../connector-parts/encoding.ts";
import type { FieldDescription, FieldType, TextFormat, Value } from "../../contract/records.ts";
import { parseTime } from "../../mapping/times.ts";
import type { Column } from "./dictionary.ts";
import { rawTime, utcOf } from "./times.ts";

interface Codec {
  readonly type: FieldType;
  readonly format?: TextFormat;
  read(raw: string): Value;
  /** @throws Unfit */
  write(name: string, value: Value): string;
}

const text: Omit<Codec, "type"> = {
  read: (raw) => raw,
  write: (name, value) => writeText(name, value) ?? "",
};

const number: Codec = {
  type: "number",
  read: (raw) => (Number.isFinite(Number(raw)) ? Number(raw) : null),
  write: (name, value) => {
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
    throw invalid(name, "a number");
  },
};

const flag: Codec = {
  type: "boolean",
  read: (raw) => raw === "true" || raw === "1",
  write: (name, value) => String(writeFlag(name, value)),
};

const time: Codec = {
  type: "datetime",
  read: (raw) => utcOf(raw),
  write: (name, value) => {
    const ms = isText(value) ? parseTime(value) : null;
    if (ms === null) throw invalid(name, "a time");
    return rawTime(ms);
  },
};

const day: Codec = {
  type: "date",
  read: (raw) => raw.slice(0, 10),
  write: (name, value) => {
    if (isText(value) && /^\d{4}-\d\d-\d\d/.test(value)) return value.slice(0, 10);
    throw invalid(name, "a date");
  },
};

const list: Codec = {
  type: "multipicklist",
  read: (raw) => sortedSet(raw.split(",").filter((part) => part !== "")),
  write: (name, value) => writeWords(name, value).join(","),
};

const longest = 255;

const byType: Readonly<Record<string, Codec>> = {
  integer: number,
  decimal: number,
  float: number,
  longint: number,
  boolean: flag,
  glide_date_time: time,
  due_date: time,
  glide_date: day,
  glide_list: list,
  GUID: { type: "id", ...text },
  reference: { type: "reference", ...text },
  html: { type: "longtext", format: "html", ...text },
  translated_html: { type: "longtext", format: "html", ...text },
};

/** Journals are read and written as comments; the others have no value of their own. */
const left = new Set(["journal", "journal_input", "journal_list", "collection", "password", "password2"]);

/** How a field's values travel; null for one that is left alone. */
export function codecOf(column: Column): Codec | null {
  if (left.has(column.type)) return null;
  if (column.choices.length > 0 && column.type !== "boolean") return { type: "picklist", ...text };
  const known = Object.hasOwn(byType, column.type) ? byType[column.type] : undefined;
  if (known !== undefined) return known;
  return { type: (column.maxLength ?? 0) > longest ? "longtext" : "text", ...text };
}

/** A raw value as ours; blank is null. */
export function readValue(codec: Codec, raw: string | undefined): Value {
  return raw === undefined || raw === "" ? null : codec.read(raw);
}

/** Our value raw; null empties the field. @throws Unfit */
export function writeValue(codec: Codec, name: string, value: Value): string {
  return value === null ? "" : codec.write(name, value);
}

/** Fields the platform sets, whatever the dictionary says of them. */
const ofThePlatform = /^sys_/;

/** A field as the contract describes it; null for one that is left alone. */
export function describeColumn(column: Column): FieldDescription | null {
  const codec = codecOf(column);
  if (codec === null) return null;
  const isOurs = !column.readOnly && !ofThePlatform.test(column.name);
  const labels = column.choices.filter(({ value, label }) => label !== "" && label !== value);
  return {
    name: column.name,
    label: column.label,
    type: codec.type,
    creatable: isOurs,
    updatable: isOurs,
    required: isOurs && column.mandatory,
    maxLength: ["text", "longtext"].includes(codec.type) ? column.maxLength : null,
    values: codec.type === "picklist" ? column.choices.map(({ value }) => value) : null,
    ...(labels.length === 0
      ? {}
      : { labels: Object.fromEntries(labels.map((one) => [one.value, one.label])) }),
    ...(codec.format === undefined ? {} : { format: codec.format }),
    ...(column.reference === null || codec.type !== "reference" ? {} : { refersTo: [column.reference] }),
  };
}
