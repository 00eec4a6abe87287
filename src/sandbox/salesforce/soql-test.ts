// A WHERE clause → a predicate over rows, and what can be read from it to avoid a full scan.
import type { Json } from "../json.ts";
import { refuse } from "./errors.ts";
import type { Field } from "./fields.ts";
import { parseId } from "./ids.ts";
import type { ObjectType } from "./objects.ts";
import { fieldValue, type RecordStore, type Row } from "./records.ts";
import type { Condition, Literal, Operator } from "./soql-parse.ts";

export type Predicate = (row: Row) => boolean;
type Key = string | number | boolean | null;

/** @throws Refusal INVALID_FIELD for unknown or unfilterable fields and for literals of the wrong kind */
export function compileCondition(type: ObjectType, condition: Condition): Predicate {
  if (condition.kind === "not") {
    const part = compileCondition(type, condition.part);
    return (row) => !part(row);
  }
  if (condition.kind === "test")
    return compileTest(type, condition.field, condition.operator, condition.values);
  const parts = condition.parts.map((part) => compileCondition(type, part));
  if (condition.kind === "all") return (row) => parts.every((part) => part(row));
  return (row) => parts.some((part) => part(row));
}

export function fieldOf(type: ObjectType, name: string): Field {
  const field = type.byName.get(name.toLowerCase());
  if (field !== undefined) return field;
  if (name.includes(".")) {
    const relation = name.split(".")[0] ?? name;
    const message = `Didn't understand relationship '${relation}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`;
    throw refuse(400, "INVALID_FIELD", message);
  }
  const message = `No such column '${name}' on entity '${type.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw refuse(400, "INVALID_FIELD", message);
}

function compileTest(
  type: ObjectType,
  name: string,
  operator: Operator,
  values: readonly Literal[],
): Predicate {
  const field = fieldOf(type, name);
  if (!field.filterable) {
    throw refuse(400, "INVALID_FIELD", `field '${field.name}' can not be filtered in a query call`);
  }
  const keys = values.map((value) => literalKey(field, value));
  if (operator === "in" || operator === "not in") {
    const wanted = new Set(keys);
    return operator === "in"
      ? (row) => wanted.has(rowKey(row, field))
      : (row) => !wanted.has(rowKey(row, field));
  }
  const key = keys[0] ?? null;
  if (operator === "like") {
    const pattern = likePattern(String(key ?? ""));
    return (row) => pattern.test(String(rowKey(row, field) ?? ""));
  }
  return (row) => compare(rowKey(row, field), operator, key);
}

function compare(left: Key, operator: Operator, right: Key): boolean {
  if (operator === "=") return left === right;
  if (operator === "!=") return left !== right;
  if (left === null || right === null) return false;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  if (operator === ">") return left > right;
  return left >= right;
}

/** How a stored value compares: dates as milliseconds, text without regard to case unless the field says so. */
export function rowKey(row: Row, field: Field): Key {
  if (field.name === "SystemModstamp" || field.name === "LastModifiedDate") return row.stampMs;
  const value: Json = fieldValue(row, field);
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  const text = String(value);
  if (field.type === "datetime") return Date.parse(text.replace("+0000", "Z"));
  return isExact(field) ? text : text.toLowerCase();
}

function isExact(field: Field): boolean {
  return field.caseSensitive || field.type === "id" || field.type === "reference";
}

function literalKey(field: Field, literal: Literal): Key {
  if (literal.kind === "null") return null;
  if (field.type === "datetime") {
    if (literal.kind === "date") return literal.atMs;
    throw wrongLiteral(field, literal, "dateTime");
  }
  if (field.type === "boolean") {
    if (literal.kind === "boolean") return literal.boolean;
    throw wrongLiteral(field, literal, "boolean");
  }
  if (field.type === "int") {
    if (literal.kind === "number") return literal.number;
    throw wrongLiteral(field, literal, "int");
  }
  if (literal.kind !== "text") throw wrongLiteral(field, literal, "string");
  if (field.type === "id" || field.type === "reference") return idKey(field, literal.text);
  return isExact(field) ? literal.text : literal.text.toLowerCase();
}

function idKey(field: Field, text: string): string {
  const id = parseId(text);
  if (id === null)
    throw refuse(400, "INVALID_QUERY_FILTER_OPERATOR", `${field.name}: invalid ID field: ${text}`);
  return id;
}

function wrongLiteral(field: Field, literal: Literal, type: string) {
  const quotes =
    literal.kind === "text" ? "should not be enclosed in quotes" : "should be enclosed in quotes";
  const message = `value of filter criterion for field '${field.name}' must be of type ${type} and ${quotes}`;
  return refuse(400, "INVALID_FIELD", message);
}

function likePattern(text: string): RegExp {
  const source = text
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/%/g, "[\\s\\S]*")
    .replace(/_/g, "[\\s\\S]");
  return new RegExp(`^${source}$`, "i");
}

/** Rows that can satisfy the condition, narrowed by id, key field or stamp; null: no narrowing is possible. */
export function narrow(
  store: RecordStore,
  condition: Condition,
  withDeleted: boolean,
): readonly Row[] | null {
  const bound = boundOf({ store, withDeleted }, condition);
  if (bound === null) return null;
  return bound.kind === "rows" ? bound.rows : [...store.since(bound.atMs)];
}

type Bound =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "since"; readonly atMs: number };

interface Scope {
  readonly store: RecordStore;
  /** Key indexes hold live rows only. */
  readonly withDeleted: boolean;
}

function boundOf(scope: Scope, condition: Condition): Bound | null {
  if (condition.kind === "not") return null;
  if (condition.kind === "test")
    return boundOfTest(scope, condition.field, condition.operator, condition.values);
  const bounds = condition.parts.map((part) => boundOf(scope, part));
  return condition.kind === "all" ? tightest(bounds) : widest(bounds);
}

function boundOfTest(
  scope: Scope,
  name: string,
  operator: Operator,
  values: readonly Literal[],
): Bound | null {
  const { store, withDeleted } = scope;
  const field = fieldOf(store.type, name);
  const [first] = values;
  if (field.name === "SystemModstamp" || field.name === "LastModifiedDate") {
    const isFloor = operator === ">" || operator === ">=" || operator === "=";
    return isFloor && first?.kind === "date" ? { kind: "since", atMs: first.atMs } : null;
  }
  if (operator !== "=" && operator !== "in") return null;
  if (withDeleted && field.type !== "id") return null;
  const texts = values.flatMap((value) => (value.kind === "text" ? [value.text] : []));
  if (texts.length !== values.length) return null;
  const found = new Set<Row>();
  for (const text of new Set(texts)) {
    const rows = field.type === "id" ? byId(store, text) : store.byKey(field, text);
    if (rows === null) return null;
    for (const row of rows) found.add(row);
  }
  return { kind: "rows", rows: [...found] };
}

function byId(store: RecordStore, text: string): readonly Row[] {
  const id = parseId(text);
  const row = id === null ? undefined : store.rows.get(id);
  return row === undefined ? [] : [row];
}

function tightest(bounds: readonly (Bound | null)[]): Bound | null {
  let floor: number | null = null;
  for (const bound of bounds) {
    if (bound?.kind === "rows") return bound;
    if (bound !== null) floor = Math.max(floor ?? bound.atMs, bound.atMs);
  }
  return floor === null ? null : { kind: "since", atMs: floor };
}

function widest(bounds: readonly (Bound | null)[]): Bound | null {
  const rows = new Set<Row>();
  let floor: number | null = null;
  for (const bound of bounds) {
    if (bound === null) return null;
    if (bound.kind === "since") floor = Math.min(floor ?? bound.atMs, bound.atMs);
    else for (const row of bound.rows) rows.add(row);
  }
  if (floor === null) return { kind: "rows", rows: [...rows] };
  return rows.size === 0 ? { kind: "since", atMs: floor } : null;
}
