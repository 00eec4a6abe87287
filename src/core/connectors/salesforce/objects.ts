// One object of one connection: describe, read, scan, find, create, update, delete.
import type { CreateItem, ObjectPort, UpdateItem, WriteResult } from "../../contract/connector.ts";
import { ConfigError, IntegrationError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import { failRow, inBatches, saveRows, saveSome } from "./batches.ts";
import type { SalesforceClient, WriteRow } from "./client.ts";
import type { Described } from "./schema.ts";
import { fieldOf, isRecordId, literalFor, longRecordId, quote, splitIn } from "./soql.ts";
import { columnsOf, describeObject, type RowShape, readRow, versionTimeMs, writeValues } from "./values.ts";

const scanPageRows = 2000;
/** Up to so many updates go out one by one, each guarded; more would cost the daily quota too many calls. */
const mostGuarded = 4;
/** Fact: long text areas can't be filtered on; these are the ones of the standard Case. */
const notSearchable = new Set(["Description", "Comments"]);

export interface ObjectOptions {
  readonly client: SalesforceClient;
  readonly object: string;
  readonly fields: readonly string[];
  readonly externalIdField: string;
  /** Shared by all ports of the object; renewed when the vendor's schema proves to have moved. */
  describe(): Promise<Described>;
}

type DataPort = Omit<ObjectPort, "feeds" | "changes">;

/** What the rows of a port look like. @throws ConfigError when a mapped field is unknown. */
export async function shapeOf(options: ObjectOptions): Promise<RowShape> {
  const described = await options.describe();
  for (const name of options.fields) fieldOf(described, name);
  const hasKey = described.fields.some((field) => field.name === options.externalIdField);
  return { described, fields: options.fields, keyField: hasKey ? options.externalIdField : null };
}

function select(shape: RowShape): string {
  return `SELECT ${columnsOf(shape).join(",")} FROM ${shape.described.name}`;
}

/** @throws ConfigError (E_FIELD_UNKNOWN) telling how to make the field. */
function keyFieldOf(shape: RowShape, wanted: string): string {
  if (shape.keyField !== null) return shape.keyField;
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `${shape.described.name} has no field ${wanted}, which carries integ's key of the records it creates`,
    hint: `In Object Manager add a Text(64) field ${wanted} to ${shape.described.name}, marked External ID and Unique, visible to the integration user.`,
  });
}

async function readByIds(options: ObjectOptions, ids: readonly string[]): Promise<Map<string, VendorRecord>> {
  const found = new Map<string, VendorRecord>();
  const shape = await shapeOf(options);
  // A malformed id in SOQL fails the whole query; no record has one.
  const askable = [...new Set(ids.filter(isRecordId).map(longRecordId))];
  for (const condition of splitIn("Id", askable.map(quote))) {
    // Deleted rows are asked for too: "deleted" and "never there or not visible" are different news.
    const rows = await options.client.queryToEnd(`${select(shape)} WHERE ${condition}`, "all");
    for (const row of rows) found.set(row.Id, readRow(shape, row));
  }
  const asked = ids.map((id) => [id, found.get(longRecordId(id))] as const);
  return new Map(asked.filter((entry): entry is [string, VendorRecord] => entry[1] !== undefined));
}

async function* scanAll(options: ObjectOptions): AsyncGenerator<readonly VendorRecord[]> {
  const shape = await shapeOf(options);
  let after = "";
  for (;;) {
    // Pages by key, not by locator: a locator ends after two days and with its user's session.
    const where = after === "" ? "" : ` WHERE Id > ${quote(after)}`;
    const page = await options.client.query(
      `${select(shape)}${where} ORDER BY Id LIMIT ${scanPageRows}`,
      "live",
    );
    if (page.records.length > 0) yield page.records.map((row) => readRow(shape, row));
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
    for (const row of rows) {
      // SOQL compares text without regard to case; a key that differs in case is another key.
      const value = String(readRow(wanted, row).fields[name] ?? "");
      found.get(value)?.push(readRow(shape, row));
    }
  }
  return found;
}

async function createAll(options: ObjectOptions, items: readonly CreateItem[]): Promise<WriteResult[]> {
  const shape = await shapeOf(options);
  const keyField = keyFieldOf(shape, options.externalIdField);
  const operation = `create ${options.object}`;
  const rows = items.map(
    (item): WriteRow => ({ ...writeValues(shape.described, item.fields), [keyField]: item.correlationKey }),
  );
  const send = (batch: readonly WriteRow[]) => options.client.upsert(options.object, keyField, batch);
  const results = await saveRows(rows, send, operation);
  // Two upserts of one key that race: the loser is told DUPLICATE_VALUE, and finds the record on its second try.
  const raced = results.flatMap((result, at) =>
    result.status === "failed" && result.error.vendorCode === "DUPLICATE_VALUE" ? [at] : [],
  );
  if (raced.length === 0) return results;
  const again = await saveSome(
    raced.map((at) => rows[at] ?? {}),
    send,
    operation,
  );
  raced.forEach((at, place) => {
    const result = again[place];
    if (result) results[at] = result;
  });
  return results;
}

async function updateAll(options: ObjectOptions, items: readonly UpdateItem[]): Promise<WriteResult[]> {
  const described = await options.describe();
  if (items.length <= mostGuarded) return updateFew(options, described, items);
  const operation = `update ${options.object}`;
  const rows = items.map((item): WriteRow => ({ Id: item.id, ...writeValues(described, item.fields) }));
  return saveRows(rows, (batch) => options.client.update(options.object, batch), operation);
}

/** Each row in a request of its own, at the same time: what becomes of one says nothing of the others. */
async function updateFew(
  options: ObjectOptions,
  described: Described,
  items: readonly UpdateItem[],
): Promise<WriteResult[]> {
  const outcomes = await Promise.allSettled(items.map((item) => updateGuarded(options, described, item)));
  return outcomes.map((outcome): WriteResult => {
    if (outcome.status === "fulfilled") return outcome.value;
    const error: unknown = outcome.reason;
    if (items.length === 1 || !(error instanceof IntegrationError)) throw error;
    return { status: "failed", error };
  });
}

/** A row of its own can carry If-Unmodified-Since; a batch can't. */
async function updateGuarded(
  options: ObjectOptions,
  described: Described,
  item: UpdateItem,
): Promise<WriteResult> {
  const values = writeValues(described, item.fields);
  try {
    await options.client.updateOne(options.object, item.id, values, versionTimeMs(item.expectedVersion));
    return { status: "done", id: item.id };
  } catch (error) {
    return failRow(error);
  }
}

async function deleteAll(options: ObjectOptions, ids: readonly string[]): Promise<WriteResult[]> {
  const operation = `delete ${options.object}`;
  const results = await saveRows(ids, (batch) => options.client.delete(batch), operation);
  return results.map((result, at) => {
    const id = ids[at] ?? "";
    // Deleted already is what was asked for.
    const gone = result.status === "failed" && result.error.vendorCode === "ENTITY_IS_DELETED";
    return gone || result.status === "done" ? { status: "done", id } : result;
  });
}

/** The port's calls on records; the feed is in changes.ts. */
export function createDataPort(options: ObjectOptions): DataPort {
  const searchable = [...options.fields, options.externalIdField].filter((name) => !notSearchable.has(name));
  return {
    async describe() {
      return describeObject((await shapeOf(options)).described);
    },
    read: (ids) => (ids.length === 0 ? Promise.resolve(new Map()) : readByIds(options, ids)),
    scan: () => scanAll(options),
    create: (items) => inBatches(items, (batch) => createAll(options, batch)),
    update: (items) => inBatches(items, (batch) => updateAll(options, batch)),
    delete: (ids) => inBatches(ids, (batch) => deleteAll(options, batch)),
    async findByCorrelationKey(keys) {
      if (keys.length === 0) return new Map();
      keyFieldOf(await shapeOf(options), options.externalIdField);
      return findBy(options, options.externalIdField, keys);
    },
    async findByField(field, values) {
      return values.length === 0 ? new Map() : findBy(options, field, values);
    },
    searchableFields: [...new Set(searchable)],
  };
}
