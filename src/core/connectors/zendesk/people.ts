// Users and organizations as objects of the contract: one port for both, by their calls, fields and export.
import {
  attempt,
  invalid,
  orNull,
  writableField,
  writeText,
  writeWords,
} from "../../connector-parts/encoding.ts";
import { describeFixed, requireFields } from "../../connector-parts/fixed-fields.ts";
import { done, failed, failedAlone, gone, isGone } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import { versioned } from "../../connector-parts/versions.ts";
import type {
  CreateItem,
  ObjectCapabilities,
  ObjectPort,
  UpdateItem,
  WriteResult,
} from "../../contract/connector.ts";
import { ConfigError, ValidationError } from "../../contract/errors.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import { type JsonObject, nextCursor, pageSize } from "./calls.ts";
import type { PeopleCalls } from "./people-client.ts";
import type { PersonFields } from "./people-fields.ts";
import { readValue, writeReference } from "./values.ts";

interface PersonRow {
  readonly id: string;
  readonly external_id?: string | null | undefined;
  readonly active?: boolean | null | undefined;
  readonly updated_at: string;
}

/** What users and organizations differ in. */
export interface PeopleKind<Row extends PersonRow> {
  readonly object: string;
  readonly label: string;
  readonly fields: PersonFields<Row>;
  readonly calls: PeopleCalls<Row>;
  readonly deleteFeed: boolean;
  /** Beside the fields, on every create. */
  readonly onCreate: JsonObject;
  /** How a unique field is searched for: field → query of the vendor's search. */
  readonly searches: Readonly<Record<string, (value: string) => Readonly<Record<string, string>>>>;
}

type Lookup = ReadonlyMap<string, readonly VendorRecord[]>;

// All keys of one look-up stand in one address.
const keysPerLookup = 50;
const idPattern = /^\d{1,16}$/;

// Neither kind can be written under a guard, and each write is a request of its own.
const capabilities: ObjectCapabilities = { compareAndSet: "none", maxWriteBatch: 50 };

/** A row as a record with the given fields. */
export function personRecord<Row extends PersonRow>(
  fields: PersonFields<Row>,
  names: readonly string[],
  row: Row,
): VendorRecord {
  const values = names.map((name): [string, Value] => [name, readValue(fields[name]?.read(row))]);
  return versioned({
    id: row.id,
    modifiedAt: row.updated_at,
    deleted: row.active === false,
    correlationKey: orNull(row.external_id),
    fields: Object.fromEntries(values),
  });
}

function encode<Row>(
  object: string,
  fields: PersonFields<Row>,
  values: FieldValues,
  may: "creatable" | "updatable",
): JsonObject {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = writableField(`Zendesk ${object}`, fields, name, may);
    if (field.required && (value === null || String(value).trim() === "")) throw invalid(name, "filled");
    if (field.type === "reference") row[name] = writeReference(name, value);
    else if (field.type === "multipicklist") row[name] = writeWords(name, value);
    else row[name] = writeText(name, value);
  }
  return row;
}

/** @see ObjectPort */
export class PeoplePort<Row extends PersonRow> {
  readonly #kind: PeopleKind<Row>;
  readonly #names: readonly string[];

  constructor(kind: PeopleKind<Row>, names: readonly string[]) {
    requireFields(`Zendesk ${kind.object}`, kind.fields, names);
    this.#kind = kind;
    this.#names = names;
  }

  /** The port with the feeds of its kind. */
  withFeeds(feeds: Pick<ObjectPort, "feeds" | "changes">): ObjectPort {
    const { object, label, fields, deleteFeed, searches } = this.#kind;
    return {
      ...feeds,
      capabilities: { ...capabilities, deleteFeed },
      searchableFields: ["external_id", ...Object.keys(searches)],
      describe: async () => describeFixed(object, label, fields),
      read: (ids) => this.#read(ids),
      scan: () => this.#scan(),
      findByCorrelationKey: (keys) => this.#findByKeys(keys),
      findByField: (field, values) => this.#findByField(field, values),
      create: (items) => inParallel(items, (item) => this.#create(item).catch(failedAlone)),
      update: (items) => inParallel(items, (item) => this.#update(item).catch(failedAlone)),
      delete: (ids) => inParallel(ids, (id) => this.#delete(id).catch(failedAlone)),
    };
  }

  toRecord(row: Row): VendorRecord {
    return personRecord(this.#kind.fields, this.#names, row);
  }

  async #read(ids: readonly string[]): Promise<ReadonlyMap<string, VendorRecord>> {
    const wanted = [...new Set(ids.filter((id) => idPattern.test(id)))];
    const found = new Map<string, VendorRecord>();
    for (let from = 0; from < wanted.length; from += pageSize) {
      const rows = await this.#kind.calls.showMany(wanted.slice(from, from + pageSize));
      for (const row of rows) found.set(row.id, this.toRecord(row));
    }
    return found;
  }

  async *#scan(): AsyncGenerator<readonly VendorRecord[]> {
    let after: string | undefined;
    do {
      const page = await this.#kind.calls.list(after);
      const records = page.rows.map((row) => this.toRecord(row)).filter((record) => !record.deleted);
      if (records.length > 0) yield records;
      after = nextCursor(page.meta);
    } while (after !== undefined);
  }

  async #findByKeys(keys: readonly string[]): Promise<Lookup> {
    const { calls } = this.#kind;
    const wanted = [...new Set(keys.filter((key) => key !== ""))];
    const listable = wanted.filter((key) => !key.includes(","));
    const chunks: string[][] = [];
    for (let from = 0; from < listable.length; from += keysPerLookup)
      chunks.push(listable.slice(from, from + keysPerLookup));
    const odd = wanted.filter((key) => key.includes(","));
    const rows = [
      ...(await inParallel(chunks, (chunk) => calls.showByExternalIds(chunk))),
      ...(await inParallel(odd, (external_id) => calls.search({ external_id }))),
    ].flat();
    // The vendor's comparison ignores case; ours does not.
    return this.#matching(rows, wanted, (record) => record.correlationKey);
  }

  async #findByField(field: string, values: readonly string[]): Promise<Lookup> {
    if (field === "external_id") return this.#findByKeys(values);
    const { object, searches, calls, fields } = this.#kind;
    const search = Object.hasOwn(searches, field) ? searches[field] : undefined;
    if (search === undefined) {
      throw new ConfigError({
        code: "E_CONFIG_INVALID",
        message: `Zendesk can't look up ${object}s by ${field}`,
        hint: `Use one of external_id, ${Object.keys(searches).join(", ")} as the match field.`,
      });
    }
    const wanted = [...new Set(values.filter((value) => value.trim() !== ""))];
    const found = await inParallel(wanted, async (value): Promise<[string, readonly VendorRecord[]]> => {
      const rows = await calls.search(search(value));
      const same = rows.filter((row) => isSame(fields[field]?.read(row), value));
      return [value, same.map((row) => this.toRecord(row)).filter((record) => !record.deleted)];
    });
    return new Map(found.filter(([, records]) => records.length > 0));
  }

  #matching(
    rows: readonly Row[],
    wanted: readonly string[],
    keyOf: (record: VendorRecord) => string | null,
  ): Lookup {
    const live = rows.map((row) => this.toRecord(row)).filter((record) => !record.deleted);
    const once = [...new Map(live.map((record) => [record.id, record])).values()];
    const found = wanted.map((key) => [key, once.filter((record) => keyOf(record) === key)] as const);
    return new Map(found.filter(([, records]) => records.length > 0));
  }

  async #create({ fields: values, correlationKey }: CreateItem): Promise<WriteResult> {
    const { object, fields, calls, onCreate } = this.#kind;
    const outcome = attempt(() => encode(object, fields, values, "creatable"));
    if ("error" in outcome) return failed(outcome.error);
    try {
      return done(await calls.create({ ...onCreate, ...outcome.value, external_id: correlationKey }));
    } catch (error) {
      if (!(error instanceof ValidationError) || error.code !== "E_RECORD_DUPLICATE") throw error;
      // The key itself may be what is there already: then the record of the first time is this one.
      const [known] = (await this.#findByKeys([correlationKey])).get(correlationKey) ?? [];
      return known === undefined ? failed(error) : done(known.id);
    }
  }

  async #update({ id, fields: values }: UpdateItem): Promise<WriteResult> {
    const { object, fields, calls } = this.#kind;
    if (!idPattern.test(id)) return failed(gone("Zendesk", object, id));
    const outcome = attempt(() => encode(object, fields, values, "updatable"));
    if ("error" in outcome) return failed(outcome.error);
    await calls.update(id, outcome.value);
    return done(id);
  }

  async #delete(id: string): Promise<WriteResult> {
    const { object, calls } = this.#kind;
    if (!idPattern.test(id)) return failed(gone("Zendesk", object, id));
    try {
      await calls.delete(id);
      return done(id);
    } catch (error) {
      if (isGone(error)) return done(id);
      throw error;
    }
  }
}

/** Names and addresses go by the vendor's own comparison, which ignores case. */
function isSame(value: Value | undefined, wanted: string): boolean {
  return typeof value === "string" && value.trim().toLowerCase() === wanted.trim().toLowerCase();
}
