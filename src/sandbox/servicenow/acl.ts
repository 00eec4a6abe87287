// What callers of the API may not do: each rule takes away one operation on a table, one of its columns, or one record.
import type { Row } from "./instance.ts";
import type { TableType } from "./tables.ts";

export const OPERATIONS = ["read", "write", "create", "delete"] as const;
export type AccessOperation = (typeof OPERATIONS)[number];

export interface AccessRule {
  readonly id: string;
  readonly operation: AccessOperation;
  readonly table: string;
  /** One column; null: the record as a whole. */
  readonly field: string | null;
  /** One record; null: all of the table. */
  readonly recordId: string | null;
}

export class AccessRules {
  #rules: AccessRule[] = [];
  #count = 0;

  add(rule: Omit<AccessRule, "id">): AccessRule {
    this.#count += 1;
    const made = { id: `acl-${this.#count}`, ...rule };
    this.#rules.push(made);
    return made;
  }

  list(): readonly AccessRule[] {
    return this.#rules;
  }

  /** Removes one, or all when `id` is null; returns how many went. */
  remove(id: string | null): number {
    const before = this.#rules.length;
    this.#rules = id === null ? [] : this.#rules.filter((rule) => rule.id !== id);
    return before - this.#rules.length;
  }

  /** A rule of a table holds for those that extend it. */
  denies(operation: AccessOperation, type: TableType, row: Row | null): boolean {
    if (this.#rules.length === 0) return false;
    return this.#rules.some(
      (rule) =>
        rule.operation === operation &&
        rule.field === null &&
        type.lineage.includes(rule.table) &&
        (rule.recordId === null || rule.recordId === row?.id),
    );
  }

  deniesField(operation: AccessOperation, type: TableType, field: string): boolean {
    if (this.#rules.length === 0) return false;
    return this.#rules.some(
      (rule) => rule.operation === operation && rule.field === field && type.lineage.includes(rule.table),
    );
  }
}
