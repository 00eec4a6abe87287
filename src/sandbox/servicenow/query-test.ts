// One condition of an encoded query → a test of rows.
import type { Field } from "./fields.ts";
import type { Instance, Row } from "./instance.ts";
import { resolvePath } from "./paths.ts";
import type { Condition, Operator } from "./query-parse.ts";
import type { TableType } from "./tables.ts";
import { fromZone, readStamp } from "./zones.ts";

export type Test = (row: Row) => boolean;

/** Whose query it is. */
export interface Asker {
  readonly instance: Instance;
  readonly userId: string;
  readonly isCaller: boolean;
}

type Key = string | number;

/** @returns null for a condition the instance drops: no such column, an unreadable one, a value of the wrong kind */
export function compileCondition(asker: Asker, type: TableType, condition: Condition): Test | null {
  const path = resolvePath(asker.instance, type, condition.field, asker.isCaller);
  if (path === null) return null;
  const { field } = path;
  const { operator } = condition;
  if (operator === "ISEMPTY") return (row) => path.read(row) === "";
  if (operator === "ISNOTEMPTY") return (row) => path.read(row) !== "";
  if (operator === "INSTANCEOF") return instanceOf(asker.instance, path.read, condition.value);
  const literals = literalsOf(condition).map((text) => literalKey(asker, field, text));
  if (literals.some((literal) => literal === null)) return null;
  const keys = literals.flatMap((literal) => literal ?? []);
  const test = testOf(operator, keys);
  return (row) => test(keyOf(field, path.read(row)));
}

function instanceOf(instance: Instance, read: (row: Row) => string, value: string): Test {
  return (row) => instance.types.get(read(row))?.lineage.includes(value) ?? false;
}

function literalsOf({ operator, value }: Condition): readonly string[] {
  if (operator === "IN" || operator === "NOT IN") return value.split(",");
  return operator === "BETWEEN" ? value.split("@") : [value];
}

/** Blanks are neither before nor after anything, and differ from every value. */
function testOf(operator: Operator, keys: readonly Key[]): (held: Key | null) => boolean {
  const [key = "", upper = ""] = keys;
  switch (operator) {
    case "=":
      return (held) => (held ?? "") === key;
    case "!=":
      return (held) => (held ?? "") !== key;
    case "IN":
      return (held) => keys.includes(held ?? "");
    case "NOT IN":
      return (held) => !keys.includes(held ?? "");
    case ">":
      return (held) => held !== null && held > key;
    case ">=":
      return (held) => held !== null && held >= key;
    case "<":
      return (held) => held !== null && held < key;
    case "<=":
      return (held) => held !== null && held <= key;
    case "BETWEEN":
      return (held) => held !== null && held >= key && held <= upper;
    default:
      return textTest(operator, String(key));
  }
}

function textTest(operator: Operator, key: string): (held: Key | null) => boolean {
  const text = (held: Key | null) => String(held ?? "");
  if (operator === "STARTSWITH") return (held) => text(held).startsWith(key);
  if (operator === "ENDSWITH") return (held) => text(held).endsWith(key);
  if (operator === "NOT LIKE") return (held) => !text(held).includes(key);
  return (held) => text(held).includes(key);
}

/** How a stored value compares; null: blank. */
export function keyOf(field: Field, value: string): Key | null {
  if (value === "") return null;
  if (field.type === "integer") return Number(value);
  return field.type === "glide_date_time" ? (readStamp(value) ?? value) : value;
}

function literalKey(asker: Asker, field: Field, text: string): Key | null {
  const value = evaluate(asker, text);
  if (value === "") return "";
  if (field.type === "integer") return /^-?\d+$/.test(value) ? Number(value) : null;
  if (field.type !== "glide_date_time") return value;
  const { instance, userId } = asker;
  const utc = instance.settings.literalsInUserZone ? fromZone(value, instance.zoneOf(userId)) : value;
  return utc === null ? null : readStamp(utc);
}

const DATE_CALL = /^javascript:gs\.dateGenerate\('([^']*)','([^']*)'\)$/;

/** The two script calls that queries of the user interface are full of. */
function evaluate({ userId }: Asker, text: string): string {
  if (text === "javascript:gs.getUserID()") return userId;
  const [, day, time] = DATE_CALL.exec(text) ?? [];
  return day === undefined ? text : `${day} ${time}`;
}
