// The rows of one object: by id, by key field, and in the order of change.
import { ChangeIndex } from "../change-index.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Field } from "./fields.ts";
import { idMint } from "./ids.ts";
import type { ObjectType } from "./objects.ts";

export interface Row {
  readonly id: string;
  readonly values: Map<string, Json>;
  /** SystemModstamp in milliseconds; whole seconds only, as the vendor keeps it. */
  stampMs: number;
  deletedMs: number | null;
}

/** Salesforce's dateTime on output: `2013-05-07T22:07:19.000+0000`. */
export function formatStamp(atMs: number): string {
  return new Date(atMs).toISOString().replace("Z", "+0000");
}

export function wholeSecond(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

export class RecordStore {
  readonly type: ObjectType;
  readonly rows = new Map<string, Row>();
  readonly changes = new ChangeIndex();
  readonly nextId: () => string;
  readonly #keys = new Map<string, Map<string, Set<string>>>();
  #caseNumber = 1000;

  constructor(type: ObjectType) {
    this.type = type;
    this.nextId = idMint(type.keyPrefix);
    for (const each of type.fields) if (isKey(each)) this.#keys.set(each.name, new Map());
  }

  nextCaseNumber(): string {
    this.#caseNumber += 1;
    return String(this.#caseNumber).padStart(8, "0");
  }

  /** Live rows whose key field equals `value`; null when the field is no key. */
  byKey(field: Field, value: Json): readonly Row[] | null {
    const index = this.#keys.get(field.name);
    if (index === undefined) return null;
    const ids = index.get(keyOf(field, value)) ?? [];
    return [...ids].flatMap((id) => this.rows.get(id) ?? []);
  }

  insert(id: string, values: ReadonlyMap<string, Json>, atMs: number): Row {
    const row: Row = { id, values: new Map(), stampMs: 0, deletedMs: null };
    this.rows.set(id, row);
    this.write(row, values, atMs);
    return row;
  }

  /** Stores values and moves the row's stamp. */
  write(row: Row, values: ReadonlyMap<string, Json>, atMs: number): void {
    for (const [name, value] of values) this.#set(row, name, value);
    this.#stamp(row, atMs);
  }

  remove(row: Row, atMs: number): void {
    for (const name of this.#keys.keys()) this.#unlink(row, name);
    row.deletedMs = wholeSecond(atMs);
    row.values.set("IsDeleted", true);
    this.#stamp(row, atMs);
  }

  /** Takes a row out of the recycle bin. */
  restore(row: Row, atMs: number): void {
    row.deletedMs = null;
    row.values.set("IsDeleted", false);
    for (const name of this.#keys.keys()) this.#set(row, name, row.values.get(name) ?? null);
    this.#stamp(row, atMs);
  }

  /** Rows changed at or after `atMs`, deleted ones included. */
  *since(atMs: number): Generator<Row> {
    for (const entry of this.changes.since(atMs)) {
      const row = this.rows.get(entry.id);
      if (row !== undefined) yield row;
    }
  }

  #stamp(row: Row, atMs: number): void {
    const entry = this.changes.touch(row.id, wholeSecond(atMs));
    row.stampMs = entry.atMs;
    const stamp = formatStamp(entry.atMs);
    row.values.set("SystemModstamp", stamp);
    row.values.set("LastModifiedDate", stamp);
  }

  #set(row: Row, name: string, value: Json): void {
    const index = this.#keys.get(name);
    if (index === undefined) {
      row.values.set(name, value);
      return;
    }
    this.#unlink(row, name);
    row.values.set(name, value);
    const field = this.type.byName.get(name.toLowerCase());
    if (field === undefined || value === null) return;
    const key = keyOf(field, value);
    const ids = index.get(key) ?? new Set<string>();
    index.set(key, ids.add(row.id));
  }

  #unlink(row: Row, name: string): void {
    const field = this.type.byName.get(name.toLowerCase());
    const value = row.values.get(name);
    if (field === undefined || value === undefined || value === null) return;
    const index = this.#keys.get(name);
    const ids = index?.get(keyOf(field, value));
    ids?.delete(row.id);
    if (ids?.size === 0) index?.delete(keyOf(field, value));
  }
}

function isKey(field: Field): boolean {
  return field.type !== "id" && (field.idLookup || field.externalId);
}

function keyOf(field: Field, value: Json): string {
  const text = String(value);
  return field.caseSensitive ? text : text.toLowerCase();
}

/** A row as the API shows it: `attributes` first, then the asked fields in order, blanks as null. */
export function renderRow(type: ObjectType, row: Row, version: string, fields: readonly Field[]): JsonObject {
  const shown: Record<string, Json> = {
    attributes: { type: type.name, url: `/services/data/v${version}/sobjects/${type.name}/${row.id}` },
  };
  for (const each of fields) {
    // Bytes are never in a row: the field holds the address they are at.
    const address = `/services/data/v${version}/sobjects/${type.name}/${row.id}/${each.name}`;
    shown[each.name] = each.type === "base64" ? address : fieldValue(row, each);
  }
  return shown;
}

export function fieldValue(row: Row, field: Field): Json {
  if (field.type === "id") return row.id;
  return row.values.get(field.name) ?? (field.type === "boolean" ? false : null);
}
