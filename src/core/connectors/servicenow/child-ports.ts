// What comments and files have in common as objects of the contract: rows of a table of their own that name the record
// they belong to. They carry no key of ours: they are found again by who made them, when, and with which values.
import { addedOnly, addInOrder } from "../../connector-parts/added-only.ts";
import {
  describeFixed,
  type FixedField,
  givenOnce,
  readOnly,
  requireFields,
} from "../../connector-parts/fixed-fields.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import { versioned } from "../../connector-parts/versions.ts";
import type { CreateItem, ObjectCapabilities, ObjectPort, WriteResult } from "../../contract/connector.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import { type ChangesContext, createFeeds } from "./changes.ts";
import type { Settings } from "./config.ts";
import { parentField } from "./names.ts";
import { mostRead } from "./objects.ts";
import type { Condition } from "./query.ts";
import { isSysId } from "./record.ts";
import type { Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";
import { rawTime, utcOf } from "./times.ts";

export interface ChildContext {
  readonly tables: TableClient;
  readonly settings: Settings;
  readonly changes: ChangesContext;
  /** The user ID that integ acts as. */
  readonly username: () => Promise<string>;
}

/** What comments and files differ in. */
export interface ChildKind {
  readonly object: string;
  readonly label: string;
  readonly fields: Readonly<Record<string, FixedField>>;
  /** Table their rows are in, and the columns used. */
  readonly table: string;
  readonly columns: readonly string[];
  /** What holds for the rows of this kind and no others. */
  readonly where: readonly Condition[];
  /** Column with the id of the record they belong to. */
  readonly parentColumn: string;
  readonly valuesOf: (row: Row) => FieldValues;
  /** Whether a row of ours on the right record holds what was to be made. */
  readonly holds: (row: Row, fields: FieldValues) => boolean;
  readonly add: (item: CreateItem) => Promise<WriteResult>;
}

const stamp = "sys_created_on";
const author = "sys_created_by";

/** Of the author: the user ID, as rows have it. */
export const ownFields = (table: string): Readonly<Record<string, FixedField>> => ({
  id: { label: "ID", type: "id", ...readOnly },
  [parentField]: { label: "Record", type: "reference", ...givenOnce, required: true, refersTo: [table] },
  author: { label: "User ID of the author", type: "text", ...readOnly },
  created: { label: "Created", type: "datetime", ...readOnly },
});

/** The port of one kind with the given fields. @throws ConfigError for a field it does not have */
export function createChildPort(
  context: ChildContext,
  kind: ChildKind,
  names: readonly string[],
): ObjectPort {
  requireFields(kind.label, kind.fields, names);
  const port = new ChildPort(context, kind, names);
  return {
    ...createFeeds(context.changes, {
      object: kind.object,
      stamp,
      list: (where, orderBy, offset) => port.list(where, orderBy, offset),
      records: async (rows) => port.records(rows),
      deletedSince: async () => [],
    }),
    capabilities: capabilitiesOf(context.settings),
    describe: async () => describeFixed(kind.object, kind.label, kind.fields),
    ...addedOnly("ServiceNow", kind.object),
    read: (ids) => port.read(ids),
    scan: () => port.scan(),
    findLike: (items, since) =>
      inParallel(items, async (fields) => port.records(await port.ours(fields, Date.parse(since)))),
    create: (items) => addInOrder(items, parentField, kind.add),
  };
}

function capabilitiesOf({ lookupLagMs, deletes }: Settings): ObjectCapabilities {
  return {
    compareAndSet: "none",
    correlationField: null,
    lookupLagMs,
    deleteFeed: false,
    absence: deletes === "absence" ? "deleted" : "unknown",
  };
}

/** Rows of ours on the record that the values name, made at or after `since` (epoch milliseconds), that hold them. */
export async function findOurs(
  context: ChildContext,
  kind: Omit<ChildKind, "add">,
  fields: FieldValues,
  since: number,
): Promise<readonly Row[]> {
  const parent = fields[parentField];
  if (typeof parent !== "string" || !isSysId(parent)) return [];
  const where: readonly Condition[] = [
    ...kind.where,
    { field: kind.parentColumn, is: "=", value: parent },
    { field: author, is: "=", value: await context.username() },
    { field: stamp, is: ">=", value: rawTime(since) },
  ];
  const found: Row[] = [];
  for await (const rows of context.tables.all({ table: kind.table, where, fields: columnsOf(kind) }))
    found.push(...rows.filter((row) => kind.holds(row, fields)));
  return found;
}

const columnsOf = (kind: Omit<ChildKind, "add">): readonly string[] => [
  "sys_id",
  kind.parentColumn,
  author,
  stamp,
  ...kind.columns,
];

class ChildPort {
  readonly #context: ChildContext;
  readonly #kind: ChildKind;
  readonly #names: readonly string[];

  constructor(context: ChildContext, kind: ChildKind, names: readonly string[]) {
    this.#context = context;
    this.#kind = kind;
    this.#names = names;
  }

  records(rows: readonly Row[]): readonly VendorRecord[] {
    return rows.map((row) => {
      const created = utcOf(row[stamp]) ?? "";
      const id = row.sys_id ?? "";
      const own = {
        id,
        [parentField]: row[this.#kind.parentColumn] ?? null,
        author: row[author] ?? null,
        created,
      };
      const values: FieldValues = { ...own, ...this.#kind.valuesOf(row) };
      const fields = Object.fromEntries(
        this.#names.map((name): [string, Value] => [name, values[name] ?? null]),
      );
      return versioned({ id, modifiedAt: created, deleted: false, correlationKey: null, fields });
    });
  }

  list(where: readonly Condition[], orderBy: readonly string[], offset: number) {
    const { table } = this.#kind;
    const all = [...this.#kind.where, ...where];
    return this.#context.tables.list({ table, where: all, orderBy, fields: columnsOf(this.#kind), offset });
  }

  async read(ids: readonly string[]): Promise<ReadonlyMap<string, VendorRecord>> {
    const wanted = [...new Set(ids.filter(isSysId))];
    const found = new Map<string, VendorRecord>();
    for (let from = 0; from < wanted.length; from += mostRead) {
      const values = wanted.slice(from, from + mostRead);
      for await (const rows of this.#all([{ field: "sys_id", is: "IN", values }], "live"))
        for (const record of this.records(rows)) found.set(record.id, record);
    }
    return found;
  }

  async *scan(): AsyncGenerator<readonly VendorRecord[]> {
    for await (const rows of this.#all([], "background")) yield this.records(rows);
  }

  ours(fields: FieldValues, since: number): Promise<readonly Row[]> {
    return findOurs(this.#context, this.#kind, fields, since);
  }

  #all(where: readonly Condition[], urgency: "live" | "background") {
    const { table } = this.#kind;
    const fields = columnsOf(this.#kind);
    return this.#context.tables.all({ table, where: [...this.#kind.where, ...where], fields, urgency });
  }
}
