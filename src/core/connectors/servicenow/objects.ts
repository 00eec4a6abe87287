// A table as an object of the contract: describe, read, scan, look up; writes and feeds from their own rooms.
import { attempt } from "../../connector-parts/encoding.ts";
import type { ObjectCapabilities, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { FieldDescription, VendorRecord } from "../../contract/records.ts";
import { type ChangesContext, createFeeds } from "./changes.ts";
import type { Settings } from "./config.ts";
import { Deletes } from "./deletes.ts";
import type { Dictionary, Table } from "./dictionary.ts";
import { type Condition, conditionsFor } from "./query.ts";
import { columnsOf, isSysId, toRecord } from "./record.ts";
import type { Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";
import { codecOf, describeColumn, writeValue } from "./values.ts";
import { Writes } from "./writes.ts";

export interface TablesContext {
  readonly tables: TableClient;
  readonly dictionary: Dictionary;
  readonly settings: Settings;
  readonly changes: ChangesContext;
}

/** Most records in one read. */
export const mostRead = 100;

/** Tables that have correlation_id as they come: those of tasks. */
const taskTables = new Set([
  "task",
  "incident",
  "problem",
  "change_request",
  "sc_request",
  "sc_req_item",
  "sc_task",
  "sn_customerservice_case",
]);

/** The field that carries our key; null where none is known. */
function keyFieldOf(table: string, { keyFields }: Settings): string | null {
  if (Object.hasOwn(keyFields, table)) return keyFields[table] ?? null;
  return taskTables.has(table) ? "correlation_id" : null;
}

/** What deletes of a table are known by. */
function deletesOf({ deletes }: Settings): Pick<Required<ObjectCapabilities>, "deleteFeed" | "absence"> {
  return { deleteFeed: deletes === "audit", absence: deletes === "absence" ? "deleted" : "unknown" };
}

type Lookup = ReadonlyMap<string, readonly VendorRecord[]>;

/** The records of a table with the given fields. */
export function createTablePort(context: TablesContext, name: string, fields: readonly string[]): ObjectPort {
  const { settings } = context;
  const port = new TablePort(context, name, fields);
  return {
    ...createFeeds(context.changes, {
      object: name,
      stamp: "sys_updated_on",
      list: (where, orderBy, offset) => port.list(where, orderBy, offset),
      records: (rows) => port.records(rows),
      deletedSince: async (since) => (settings.deletes === "audit" ? port.deletes.since(since) : []),
    }),
    capabilities: {
      correlationField: port.keyField,
      lookupLagMs: settings.lookupLagMs,
      ...deletesOf(settings),
    },
    describe: () => port.describe(),
    read: (ids) => port.read(ids),
    scan: () => port.scan(),
    create: (items) => port.writes.create(items),
    update: (items) => port.writes.update(items),
    delete: (ids) => port.writes.delete(name, ids),
    findByCorrelationKey: (keys) => port.findByKeys(keys),
    searchableFields: fields,
    findByField: (field, values) => port.findByField(field, values),
  };
}

class TablePort {
  readonly #context: TablesContext;
  readonly #name: string;
  readonly #fields: readonly string[];
  readonly #columns: readonly string[];
  readonly keyField: string | null;
  readonly deletes: Deletes;
  readonly writes: Writes;

  constructor(context: TablesContext, name: string, fields: readonly string[]) {
    this.#context = context;
    this.#name = name;
    this.#fields = fields;
    this.keyField = keyFieldOf(name, context.settings);
    this.#columns = columnsOf(fields, this.keyField);
    this.deletes = new Deletes(context.tables, name);
    this.writes = new Writes({
      tables: context.tables,
      settings: context.settings,
      keyField: this.keyField,
      columns: this.#columns,
      describe: () => this.#table(),
      toRecord: (row, table) => this.#record(row, table),
    });
  }

  async describe() {
    this.#context.dictionary.forget(this.#name);
    const { label, columns } = await this.#table();
    const fields = [...columns.values()].flatMap((column): readonly FieldDescription[] => {
      const described = describeColumn(column);
      return described === null ? [] : [described];
    });
    return { name: this.#name, label, fields };
  }

  async #table(): Promise<Table> {
    const table = await this.#context.dictionary.table(this.#name);
    const unknown = this.#fields.find((field) => {
      const column = table.columns.get(field);
      return column === undefined || codecOf(column) === null;
    });
    if (unknown !== undefined) throw unknownField(this.#name, unknown);
    if (this.keyField !== null && !table.columns.has(this.keyField))
      throw noKeyField(this.#name, this.keyField);
    return table;
  }

  #record(row: Row, table: Table): VendorRecord {
    return toRecord(row, table, this.#fields, this.keyField);
  }

  async records(rows: readonly Row[]): Promise<readonly VendorRecord[]> {
    const table = await this.#table();
    return rows.map((row) => this.#record(row, table));
  }

  list(where: readonly Condition[], orderBy: readonly string[], offset: number) {
    return this.#context.tables.list({ table: this.#name, where, orderBy, fields: this.#columns, offset });
  }

  async read(ids: readonly string[]): Promise<ReadonlyMap<string, VendorRecord>> {
    const wanted = [...new Set(ids.filter(isSysId))];
    const found = new Map<string, VendorRecord>();
    for (let from = 0; from < wanted.length; from += mostRead) {
      const some = wanted.slice(from, from + mostRead);
      for (const record of await this.#matching({ field: "sys_id", is: "IN", values: some }))
        found.set(record.id, record);
    }
    const absent = wanted.filter((id) => !found.has(id));
    if (this.#context.settings.deletes === "audit")
      for (const record of await this.deletes.among(absent)) found.set(record.id, record);
    return found;
  }

  async *scan(): AsyncGenerator<readonly VendorRecord[]> {
    const { tables } = this.#context;
    const ask = { table: this.#name, where: [], fields: this.#columns, urgency: "background" } as const;
    for await (const rows of tables.all(ask)) yield await this.records(rows);
  }

  async findByKeys(keys: readonly string[]): Promise<Lookup> {
    const { keyField } = this;
    if (keyField === null) return new Map();
    const found = await this.#holding(keyField, keys);
    return byValue(keys, found, ({ correlationKey }) => correlationKey);
  }

  async findByField(field: string, values: readonly string[]): Promise<Lookup> {
    const column = (await this.#table()).columns.get(field);
    const codec = column === undefined ? null : codecOf(column);
    if (codec === null || !this.#fields.includes(field)) throw unknownField(this.#name, field);
    const raw = values.flatMap((value) => {
      const outcome = attempt(() => writeValue(codec, field, value));
      return "error" in outcome ? [] : [outcome.value];
    });
    const found = await this.#holding(field, raw);
    return byValue(values, found, (record) => String(record.fields[field] ?? ""));
  }

  /** Records whose field holds one of the raw values, and others that hold nearly the same. */
  async #holding(field: string, raw: readonly string[]): Promise<readonly VendorRecord[]> {
    const wanted = [...new Set(raw.filter((value) => value !== ""))];
    const found: VendorRecord[] = [];
    for (const condition of conditionsFor(field, wanted)) found.push(...(await this.#matching(condition)));
    return found;
  }

  async #matching(condition: Condition): Promise<readonly VendorRecord[]> {
    const found: VendorRecord[] = [];
    const ask = { table: this.#name, where: [condition], fields: this.#columns };
    for await (const rows of this.#context.tables.all(ask)) found.push(...(await this.records(rows)));
    return found;
  }
}

/** The records by the value they hold exactly. */
function byValue(
  values: readonly string[],
  records: readonly VendorRecord[],
  heldBy: (record: VendorRecord) => string | null,
): Lookup {
  const unique = [...new Map(records.map((record) => [record.id, record])).values()];
  const pairs = [...new Set(values)].map((value): [string, readonly VendorRecord[]] => [
    value,
    unique.filter((record) => heldBy(record) === value),
  ]);
  return new Map(pairs.filter(([, found]) => found.length > 0));
}

function noKeyField(table: string, name: string): ConfigError {
  return new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `The table ${table} has no field "${name}" to carry integ's key`,
    hint: `Name a text field of it under \`keyFields\` of the connection (keyFields: { ${table}: u_integ_key }).`,
  });
}

function unknownField(table: string, name: string): ConfigError {
  return new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `The table ${table} has no field "${name}" that can be mapped`,
    hint: "Name fields as the dictionary does (short_description, u_region); comments and work notes are synced as comments.",
  });
}
