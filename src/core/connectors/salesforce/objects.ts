// One object of one connection: describe, read, scan, find, create, update, delete.
import type { ConnectionContext, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { ObjectDescription, VendorRecord } from "../../contract/records.ts";
import { inBatches } from "./batches.ts";
import type { SalesforceClient } from "./client.ts";
import type { ObjectKind } from "./kinds.ts";
import { keyFieldOf, listedOf, recordsOf, select, shapeOf } from "./rows.ts";
import type { Described } from "./schema.ts";
import { fieldOf, isRecordId, literalFor, longRecordId, quote, splitIn } from "./soql.ts";
import { describeObject, type RowShape, readRow } from "./values.ts";
import { asCreated, createAll, deleteAll, updateAll } from "./writes.ts";

const scanPageRows = 2000;
/** Fact: long text areas can't be filtered on; these are the ones of standard objects. */
const notSearchable = new Set(["Description", "Comments", "CommentBody"]);

export interface ObjectOptions {
  readonly client: SalesforceClient;
  readonly object: string;
  readonly fields: readonly string[];
  readonly externalIdField: string;
  /** Shared by all ports of the object; renewed when the vendor's schema proves to have moved. */
  describe(): Promise<Described>;
  readonly kind: ObjectKind;
  readonly context: Pick<ConnectionContext, "clock" | "ids">;
  /** Id of the user we act as. */
  userId(): Promise<string>;
}

type DataPort = Omit<ObjectPort, "feeds" | "changes">;

async function readByIds(options: ObjectOptions, ids: readonly string[]): Promise<Map<string, VendorRecord>> {
  const found = new Map<string, VendorRecord>();
  const shape = await shapeOf(options);
  // A malformed id in SOQL fails the whole query; no record has one.
  const askable = [...new Set(ids.filter(isRecordId).map(longRecordId))];
  for (const condition of splitIn("Id", askable.map(quote))) {
    // Deleted rows are asked for too: "deleted" and "never there or not visible" are different news.
    const rows = await options.client.queryToEnd(`${select(shape)} WHERE ${condition}`, "all");
    const records = await recordsOf(options, shape, rows);
    for (const record of records) if (record !== null) found.set(record.id, record);
  }
  const asked = ids.map((id) => [id, found.get(longRecordId(id))] as const);
  return new Map(asked.filter((entry): entry is [string, VendorRecord] => entry[1] !== undefined));
}

async function* scanAll(options: ObjectOptions): AsyncGenerator<readonly VendorRecord[]> {
  const shape = await shapeOf(options);
  let after = "";
  for (;;) {
    // Pages by key, not by locator: a locator ends after two days and with its user's session.
    const conditions = [options.kind.scanned, after === "" ? undefined : `Id > ${quote(after)}`];
    const bounds = conditions.filter((condition) => condition !== undefined).join(" AND ");
    const where = bounds === "" ? "" : ` WHERE ${bounds}`;
    const page = await options.client.query(
      `${select(shape)}${where} ORDER BY Id LIMIT ${scanPageRows}`,
      "live",
      "background",
    );
    const records = await listedOf(options, shape, page.records);
    const live = records.filter((record) => !record.deleted);
    if (live.length > 0) yield live;
    const last = page.records.at(-1);
    // A page of wide rows may be shorter than asked and yet not the last.
    if (!last || (page.done && page.records.length < scanPageRows)) return;
    after = last.Id;
  }
}

async function findBy(
  options: ObjectOptions,
  name: string,
  values: readonly string[],
): Promise<Map<string, VendorRecord[]>> {
  const shape = await shapeOf(options);
  const field = fieldOf(shape.described, name);
  if (!field.filterable) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: `Salesforce can't search ${shape.described.name} by ${name}`,
      hint: "Use another field as match key, best one that is unique.",
    });
  }
  const found = new Map<string, VendorRecord[]>(values.map((value) => [value, []]));
  const literals = new Map([...found.keys()].map((value) => [value, literalFor(field, value)]));
  const usable = [...literals.values()].filter((literal) => literal !== null);
  const wanted: RowShape = { ...shape, fields: [...new Set([...shape.fields, name])] };
  for (const condition of splitIn(name, usable)) {
    const rows = await options.client.queryToEnd(`${select(wanted)} WHERE ${condition}`, "live");
    const records = await recordsOf(options, shape, rows);
    for (const [at, row] of rows.entries()) {
      // SOQL compares text without regard to case; a key that differs in case is another key.
      const value = String(readRow(wanted, row).fields[name] ?? "");
      const record = records[at] ?? null;
      if (record !== null && !record.deleted) found.get(value)?.push(record);
    }
  }
  return found;
}

async function describe(options: ObjectOptions): Promise<ObjectDescription> {
  const description = describeObject((await shapeOf(options)).described);
  const { describe: amend = (field) => field } = options.kind;
  return { ...description, fields: description.fields.map(amend) };
}

/** The port's calls on records; the feed is in changes.ts. */
export function createDataPort(options: ObjectOptions): DataPort {
  const { kind } = options;
  const { findLike, content, create = createAll, delete: remove = deleteAll } = kind;
  const isKeyed = kind.capabilities?.correlationField !== null;
  const searchable = [...options.fields, ...(isKeyed ? [options.externalIdField] : [])];
  return {
    ...(kind.capabilities ? { capabilities: kind.capabilities } : {}),
    describe: () => describe(options),
    read: (ids) => (ids.length === 0 ? Promise.resolve(new Map()) : readByIds(options, ids)),
    scan: () => scanAll(options),
    create: async (items) => asCreated(await inBatches(items, (batch) => create(options, batch))),
    update: (items) => inBatches(items, (batch) => updateAll(options, batch)),
    delete: (ids) => inBatches(ids, (batch) => remove(options, batch)),
    async findByCorrelationKey(keys) {
      if (!isKeyed) return new Map(keys.map((key) => [key, []]));
      if (keys.length === 0) return new Map();
      keyFieldOf(await shapeOf(options), options.externalIdField);
      return findBy(options, options.externalIdField, keys);
    },
    async findByField(field, values) {
      return values.length === 0 ? new Map() : findBy(options, field, values);
    },
    searchableFields: [...new Set(searchable)].filter((name) => !notSearchable.has(name)),
    ...(findLike ? { findLike: (items, since) => findLike(options, items, since) } : {}),
    ...(content ? { content: (id) => content(options, id) } : {}),
  };
}
