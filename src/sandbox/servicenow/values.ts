// What of a request's body is written: names that are no columns, columns nobody may set and values of the wrong kind are
// left out, and the answer is as good as ever (fact sheet section 2).
import type { Json, JsonObject } from "../json.ts";
import type { Field } from "./fields.ts";
import type { Actor, Instance } from "./instance.ts";
import { cell } from "./instance.ts";
import type { TableType } from "./tables.ts";
import { fromZone, readStamp, stampOf } from "./zones.ts";

export type Values = Map<string, string>;

export interface ValueRules {
  readonly instance: Instance;
  readonly type: TableType;
  readonly actor: Actor;
  /** The body has display values, in the caller's zone. */
  readonly isDisplay: boolean;
}

export function readValues(rules: ValueRules, body: JsonObject): Values {
  const values: Values = new Map();
  for (const [name, given] of Object.entries(body)) {
    const field = rules.type.byName.get(name);
    if (field === undefined || isKept(rules, field)) continue;
    const value = convert(rules, field, textOf(given));
    if (value !== null) values.set(name, value.slice(0, field.maxLength));
  }
  return values;
}

function isKept({ instance, type, actor }: ValueRules, field: Field): boolean {
  if (field.readOnly) return true;
  const { ignoredFields } = instance.settings;
  if (type.lineage.some((name) => ignoredFields.includes(`${name}.${field.name}`))) return true;
  return actor.isCaller && instance.access.deniesField("write", type, field.name);
}

function textOf(given: Json): string {
  if (given === null) return "";
  return typeof given === "object" ? JSON.stringify(given) : String(given);
}

/** @returns null for a value that the column can't hold */
function convert(rules: ValueRules, field: Field, text: string): string | null {
  if (text === "") return "";
  switch (field.type) {
    case "integer":
      return /^-?\d+$/.test(text) ? text : null;
    case "boolean":
      return text === "true" || text === "1" ? "true" : "false";
    case "glide_date_time":
      return convertMoment(rules, text);
    case "choice":
      return rules.isDisplay ? (valueOfLabel(field, text) ?? text) : text;
    case "reference":
      return convertReference(rules, field, text);
    default:
      return text;
  }
}

function convertMoment({ instance, actor, isDisplay }: ValueRules, text: string): string | null {
  if (isDisplay) return fromZone(text, instance.zoneOf(actor.id));
  const atMs = readStamp(text);
  return atMs === null ? null : stampOf(atMs);
}

function valueOfLabel(field: Field, label: string): string | null {
  return Object.entries(field.choices).find(([, text]) => text === label)?.[0] ?? null;
}

/** A sys_id is taken as it is, whether it leads anywhere or not; other texts are looked up as display values. */
function convertReference({ instance }: ValueRules, field: Field, text: string): string | null {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  const target = instance.types.get(field.reference);
  if (target === undefined) return null;
  for (const row of instance.rows(target.name)) {
    if (cell(row, target.display) === text) return row.id;
  }
  return null;
}
