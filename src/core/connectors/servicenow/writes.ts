// Creates, updates and deletes of records, one call each: the Table API takes one at a time. What was stored is
// compared with what was sent, because an instance passes over fields that may not be written without a word.
// Source: servicenow.com docs "Table API".
import { attempt } from "../../connector-parts/encoding.ts";
import { done, failed, failedAlone, gone, isGone, moved, resultOf } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, UpdateItem, WriteResult } from "../../contract/connector.ts";
import { IntegrationError, PermanentError } from "../../contract/errors.ts";
import type { FieldValues, VendorRecord } from "../../contract/records.ts";
import type { Settings } from "./config.ts";
import type { Table } from "./dictionary.ts";
import { type Encoded, encode, ignoredIn, isSysId, modCountOf } from "./record.ts";
import type { Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";

export interface WritesContext {
  readonly tables: TableClient;
  readonly settings: Settings;
  readonly keyField: string | null;
  readonly columns: readonly string[];
  readonly describe: () => Promise<Table>;
  readonly toRecord: (row: Row, table: Table) => VendorRecord;
}

const stateField = "state";

export class Writes {
  readonly #context: WritesContext;

  constructor(context: WritesContext) {
    this.#context = context;
  }

  async create(items: readonly CreateItem[]): Promise<readonly WriteResult[]> {
    if (items.length === 0) return [];
    const table = await this.#context.describe();
    const one = (item: CreateItem) => this.#createOne(item, table);
    return alone(items, one);
  }

  /** Updates records that are as they were when it was decided. */
  async update(items: readonly UpdateItem[]): Promise<readonly WriteResult[]> {
    if (items.length === 0) return [];
    const table = await this.#context.describe();
    return alone(items, (item) => this.#updateOne(item, table));
  }

  delete(table: string, ids: readonly string[]): Promise<readonly WriteResult[]> {
    return alone(ids, async (id) => {
      if (!isSysId(id)) return failed(gone("ServiceNow", table, id));
      // Gone or hidden from us: the vendor does not tell the two apart, and nothing is left to do for either.
      await this.#context.tables.delete(table, id).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      return done(id);
    });
  }

  async #createOne({ fields, correlationKey }: CreateItem, table: Table): Promise<WriteResult> {
    const { tables, keyField, columns, toRecord } = this.#context;
    const outcome = this.#encode(fields, table, "creatable", {});
    if ("error" in outcome) return failed(outcome.error);
    const { sent, wanted } = outcome.value;
    const key: Row = keyField === null ? {} : { [keyField]: correlationKey };
    const stored = await tables.insert(table.name, { ...sent, ...key }, columnsFor(columns, wanted));
    const ignored = ignoredIn(stored, { ...wanted, ...key }, table, this.#context.settings.rewritten);
    const id = stored.sys_id ?? "";
    if (ignored.length === 0) return { status: "done", id, record: toRecord(stored, table) };
    return failed(await this.#takeBack(table, id, ignored));
  }

  /** A record that lacks what it was to hold would bring its blanks to the other side: it goes again. */
  async #takeBack(table: Table, id: string, ignored: readonly string[]): Promise<PermanentError> {
    try {
      await this.#context.tables.delete(table.name, id);
      return notStored(table.name, ignored, "The new record was taken away again.");
    } catch (error) {
      if (!(error instanceof IntegrationError)) throw error;
      const message = `The new record ${id} could not be taken away again (${error.message}): delete it by hand.`;
      return notStored(table.name, ignored, message);
    }
  }

  async #updateOne({ id, fields, expectedVersion }: UpdateItem, table: Table): Promise<WriteResult> {
    const { tables, settings, columns, toRecord } = this.#context;
    if (!isSysId(id)) return failed(gone("ServiceNow", table.name, id));
    const filled = Object.keys(neededIn(fields[stateField], settings)).filter((name) =>
      table.columns.has(name),
    );
    const present = await tables.show(table.name, id, ["sys_mod_count", ...filled]);
    const count = modCountOf(expectedVersion);
    if (count !== "" && count !== present.sys_mod_count) return moved(table.name, id, `update ${table.name}`);
    const outcome = this.#encode(fields, table, "updatable", present);
    if ("error" in outcome) return failed(outcome.error);
    const { sent, wanted } = outcome.value;
    const asked = columnsFor(columns, wanted);
    const stored = await tables.patch(table.name, id, sent, asked, effectOf(sent, table));
    const ignored = ignoredIn(stored, wanted, table, settings.rewritten);
    if (ignored.length > 0) return failed(notStored(table.name, ignored));
    return { status: "done", id, record: toRecord(stored, table) };
  }

  #encode(values: FieldValues, table: Table, may: "creatable" | "updatable", present: Row) {
    return attempt((): Encoded => {
      const { sent, wanted } = encode(values, table, may, this.#context.settings);
      return { wanted, sent: { ...this.#fillState(sent, table, present), ...sent } };
    });
  }

  /** What a record in its new state must have, where neither this write nor the record has it. */
  #fillState(sent: Row, table: Table, present: Row): Row {
    const lacking = Object.entries(neededIn(sent[stateField], this.#context.settings)).filter(
      ([name]) => table.columns.has(name) && (sent[name] ?? "") === "" && (present[name] ?? "") === "",
    );
    return Object.fromEntries(lacking);
  }
}

/** What a record in a state must have; nothing where no state is written. */
function neededIn(state: unknown, { stateFields }: Settings): Row {
  const name = String(state ?? "");
  return Object.hasOwn(stateFields, name) ? (stateFields[name] ?? {}) : {};
}

/** An entry of a journal is added each time it is sent; all other values are absolute. */
function effectOf(sent: Row, { columns }: Table): "repeatable" | "once" {
  const isEntry = Object.keys(sent).some((name) => columns.get(name)?.type.startsWith("journal"));
  return isEntry ? "once" : "repeatable";
}

const columnsFor = (columns: readonly string[], wanted: Row): readonly string[] => [
  ...new Set([...columns, ...Object.keys(wanted)]),
];

/** One after another's failure each for itself; a fault of the connection at the first is the connection's. */
async function alone<T>(
  items: readonly T[],
  write: (item: T) => Promise<WriteResult>,
): Promise<readonly WriteResult[]> {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  const outcome = await write(first).catch(resultOf);
  return [outcome, ...(await inParallel(rest, (item) => write(item).catch(failedAlone)))];
}

function notStored(table: string, ignored: readonly string[], more = ""): PermanentError {
  return new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `The instance did not store ${ignored.join(", ")} of ${table} as sent. ${more}`.trim(),
    hint: "The field is read-only, closed to the integration's user, or rewritten by a rule: allow it, leave it out of the mapping, or list it under `rewritten` of the connection; then run `integ replay-dlq`.",
  });
}
