// Runs a parsed query over one object's rows.

import { refuse } from "./errors.ts";
import type { Field } from "./fields.ts";
import type { ObjectType } from "./objects.ts";
import type { RecordStore, Row } from "./records.ts";
import { malformed, type Order, type SoqlQuery } from "./soql-parse.ts";
import { compileCondition, fieldOf, narrow, rowKey } from "./soql-test.ts";

const MAX_OFFSET = 2000;
const MAX_FIELDS_LIMIT = 200;

export interface SoqlResult {
  readonly rows: readonly Row[];
  /** null for COUNT(). */
  readonly fields: readonly Field[] | null;
}

/** @throws Refusal MALFORMED_QUERY, INVALID_FIELD, NUMBER_OUTSIDE_VALID_RANGE */
export function runSoql(store: RecordStore, query: SoqlQuery, withDeleted: boolean): SoqlResult {
  const fields = query.fields === null ? null : selectFields(store.type, query);
  const test = query.where === null ? () => true : compileCondition(store.type, query.where);
  const orders = query.orderBy.map((order) => ({ order, field: sortField(store.type, order) }));
  if (query.offset > MAX_OFFSET) {
    throw refuse(400, "NUMBER_OUTSIDE_VALID_RANGE", `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
  }
  const candidates =
    (query.where === null ? null : narrow(store, query.where, withDeleted)) ?? store.rows.values();
  const rows: Row[] = [];
  for (const row of candidates) if ((withDeleted || row.deletedMs === null) && test(row)) rows.push(row);
  rows.sort(comparator(orders));
  const end = query.limit === null ? rows.length : query.offset + query.limit;
  return { rows: rows.slice(query.offset, end), fields };
}

function selectFields(type: ObjectType, query: SoqlQuery): readonly Field[] {
  const chosen = new Map<string, Field>();
  for (const name of query.fields ?? []) {
    const group = /^FIELDS\((ALL|CUSTOM|STANDARD)\)$/.exec(name)?.[1];
    for (const field of group === undefined ? [fieldOf(type, name)] : fieldGroup(type, group, query)) {
      if (chosen.has(field.name) && group === undefined)
        throw malformed(`duplicate field selected: ${field.name}`);
      chosen.set(field.name, field);
    }
  }
  return [...chosen.values()];
}

function fieldGroup(type: ObjectType, group: string, query: SoqlQuery): readonly Field[] {
  if (group === "STANDARD") return type.fields.filter((field) => !field.custom);
  if (query.limit === null || query.limit > MAX_FIELDS_LIMIT) {
    throw malformed("The SOQL FIELDS function must have a LIMIT of at most 200");
  }
  return group === "ALL" ? type.fields : type.fields.filter((field) => field.custom);
}

function sortField(type: ObjectType, order: Order): Field {
  const field = fieldOf(type, order.field);
  if (field.sortable) return field;
  throw refuse(400, "INVALID_FIELD", `field '${field.name}' can not be sorted in a query call`);
}

type Sorter = (left: Row, right: Row) => number;

function comparator(orders: readonly { readonly order: Order; readonly field: Field }[]): Sorter {
  return (left, right) => {
    for (const { order, field } of orders) {
      const difference = compareKeys(rowKey(left, field), rowKey(right, field), order);
      if (difference !== 0) return difference;
    }
    return left.id < right.id ? -1 : Number(left.id > right.id);
  };
}

type Key = ReturnType<typeof rowKey>;

function compareKeys(left: Key, right: Key, order: Order): number {
  if (left === right) return 0;
  if (left === null) return order.nullsLast ? 1 : -1;
  if (right === null) return order.nullsLast ? -1 : 1;
  const ascending = left < right ? -1 : 1;
  return order.descending ? -ascending : ascending;
}
