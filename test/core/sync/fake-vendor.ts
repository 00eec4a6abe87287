// A small vendor in memory with a clock of its own, ids of its own, and faults on demand.
import type {
  Connection,
  ConnectorManifest,
  CreateItem,
  ObjectPort,
  UpdateItem,
  WriteResult,
} from "../../../src/core/contract/connector.ts";
import { type IntegrationError, TransientError, ValidationError } from "../../../src/core/contract/errors.ts";
import type { FieldDescription, Value, VendorRecord } from "../../../src/core/contract/records.ts";

interface Stored {
  readonly id: string;
  fields: Record<string, Value>;
  modifiedAt: number;
  deleted: boolean;
  key: string | null;
  mergedInto?: string;
}

/** What happens to the next write call: the answer is lost before or after the effect, or an item is refused. */
export type Fault =
  | { readonly kind: "cut-before" }
  | { readonly kind: "cut-after" }
  | {
      readonly kind: "refuse";
      readonly error: IntegrationError;
      readonly when: (fields: Record<string, Value>) => boolean;
    }
  | { readonly kind: "down"; readonly error: IntegrationError };

export const field = (name: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
  name,
  label: name,
  type: "text",
  creatable: true,
  updatable: true,
  required: false,
  maxLength: null,
  values: null,
  ...more,
});

export class FakeVendor {
  readonly records = new Map<string, Stored>();
  readonly writes: {
    readonly operation: string;
    readonly id: string | null;
    readonly fields: Record<string, Value>;
  }[] = [];
  faults: Fault[] = [];
  lookupLagMs = 0;
  reads = 0;
  /** Whether a write's answer holds the record as it is stored. */
  answersWithRecord = false;
  /** Ids that spoil every read they are part of. */
  readonly unreadable = new Set<string>();
  /** Happens after a read has been answered and before the reader has it. */
  onAnswer: () => Promise<void> = async () => undefined;
  /** Items for which the vendor refuses the whole batch they are in. */
  spoils: (fields: Record<string, Value>) => boolean = () => false;
  /** Ids that exist and are not shown to us. */
  readonly hidden = new Set<string>();
  /** Ids that a list of all leaves out: they are outside the object's scope. */
  readonly unlisted = new Set<string>();
  /** Mapped fields that the vendor has taken away. */
  readonly droppedFields = new Set<string>();
  /** Its records have no field for a key of ours, as comments have none. */
  isKeyless = false;
  readonly #createdAt = new Map<string, number>();
  readonly #ours = new Set<string>();
  #next = 1;
  readonly name: string;
  readonly now: () => number;
  fields: readonly FieldDescription[];
  readonly afterWrite: (record: Record<string, Value>) => void;

  constructor(
    name: string,
    now: () => number,
    fields: readonly FieldDescription[],
    afterWrite: (record: Record<string, Value>) => void = () => undefined,
  ) {
    this.name = name;
    this.now = now;
    this.fields = fields;
    this.afterWrite = afterWrite;
  }

  /** A person creates a record. */
  add(fields: Record<string, Value>, key: string | null = null): string {
    const id = `${this.name}-${this.#next++}`;
    this.records.set(id, { id, fields: { ...fields }, modifiedAt: this.#second(), deleted: false, key });
    this.#createdAt.set(id, this.now());
    return id;
  }

  /** A person edits a record. */
  edit(id: string, fields: Record<string, Value>): void {
    const record = this.records.get(id);
    if (!record) throw new Error(`no record ${id}`);
    Object.assign(record.fields, fields);
    record.modifiedAt = this.#second();
  }

  remove(id: string): void {
    const record = this.records.get(id);
    if (record) Object.assign(record, { deleted: true, modifiedAt: this.#second() });
  }

  /** A person brings a deleted record back. */
  restore(id: string): void {
    const record = this.records.get(id);
    if (record) Object.assign(record, { deleted: false, modifiedAt: this.#second() });
  }

  merge(loser: string, winner: string): void {
    this.remove(loser);
    Object.assign(this.records.get(loser) ?? {}, { mergedInto: winner });
  }

  /** The vendor's administrator changes what a field holds. */
  retype(name: string, type: FieldDescription["type"]): void {
    this.fields = this.fields.map((one) => (one.name === name ? { ...one, type } : one));
  }

  /** How many of its records we have made. */
  get made(): number {
    return this.#ours.size;
  }

  live(): Stored[] {
    return [...this.records.values()].filter((record) => !record.deleted);
  }

  #second(): number {
    return Math.floor(this.now() / 1000) * 1000;
  }

  #view(record: Stored): VendorRecord {
    const at = new Date(record.modifiedAt).toISOString();
    const { id, deleted, key, mergedInto } = record;
    const merged = mergedInto === undefined ? {} : { mergedInto };
    return {
      id,
      version: at,
      modifiedAt: at,
      deleted,
      correlationKey: key,
      fields: { ...record.fields },
      ...merged,
    };
  }

  #takeFault(kinds: readonly Fault["kind"][]): Fault | undefined {
    const index = this.faults.findIndex((fault) => kinds.includes(fault.kind));
    return index < 0 ? undefined : this.faults.splice(index, 1)[0];
  }

  #lost(): TransientError {
    return new TransientError({ code: "E_TIMEOUT", message: "The connection broke", effect: "unknown" });
  }

  async #write<T>(items: readonly T[], apply: (item: T) => WriteResult): Promise<WriteResult[]> {
    const fault = this.#takeFault(["cut-before", "cut-after", "down"]);
    if (fault?.kind === "down") throw fault.error;
    if (fault?.kind === "cut-before") throw this.#lost();
    const fieldsOf = (item: T) =>
      "fields" in Object(item) ? (item as { fields: Record<string, Value> }).fields : {};
    if (items.some((item) => this.spoils(fieldsOf(item)))) {
      throw new ValidationError({ code: "E_RECORD_INVALID", message: "The batch makes no sense" });
    }
    const results = items.map(apply);
    if (fault?.kind === "cut-after") throw this.#lost();
    return results;
  }

  #refusal(fields: Record<string, Value>): WriteResult | null {
    for (const fault of this.faults) {
      if (fault.kind === "refuse" && fault.when(fields)) return { status: "failed", error: fault.error };
    }
    return null;
  }

  #create = (item: CreateItem): WriteResult => {
    const refused = this.#refusal(item.fields);
    if (refused) return refused;
    const id = this.add(item.fields, this.isKeyless ? null : item.correlationKey);
    this.#ours.add(id);
    const stored = this.records.get(id);
    if (stored) this.afterWrite(stored.fields);
    this.writes.push({ operation: "create", id, fields: { ...item.fields } });
    return this.#done(id);
  };

  #update = (item: UpdateItem): WriteResult => {
    const refused = this.#refusal(item.fields);
    if (refused) return refused;
    this.edit(item.id, item.fields);
    const stored = this.records.get(item.id);
    if (stored) this.afterWrite(stored.fields);
    this.writes.push({ operation: "update", id: item.id, fields: { ...item.fields } });
    return this.#done(item.id);
  };

  #done(id: string): WriteResult {
    const stored = this.records.get(id);
    return this.answersWithRecord && stored
      ? { status: "done", id, record: this.#view(stored) }
      : { status: "done", id };
  }

  #delete = (id: string): WriteResult => {
    this.remove(id);
    this.writes.push({ operation: "delete", id, fields: {} });
    return { status: "done", id };
  };

  port(): ObjectPort {
    const visible = (record: Stored) =>
      this.now() >= (this.#createdAt.get(record.id) ?? 0) + this.lookupLagMs;
    const find = async (values: readonly string[], of: (record: Stored) => Value | undefined) =>
      new Map(
        values.map((value) => [
          value,
          this.live()
            .filter((record) => visible(record) && of(record) === value)
            .map((record) => this.#view(record)),
        ]),
      );
    return {
      describe: async () => ({
        name: "thing",
        label: "Thing",
        fields: this.fields.filter((one) => !this.droppedFields.has(one.name)),
      }),
      read: async (ids) => {
        this.reads += 1;
        if (ids.some((id) => this.unreadable.has(id))) {
          throw new ValidationError({ code: "E_RECORD_INVALID", message: "One of the ids makes no sense" });
        }
        const answer = new Map(
          ids.flatMap((id) => {
            const record = this.hidden.has(id) ? undefined : this.records.get(id);
            return record ? [[id, this.#view(record)] as const] : [];
          }),
        );
        await this.onAnswer();
        return answer;
      },
      scan: async function* (this: FakeVendor) {
        yield this.live()
          .filter((record) => !this.hidden.has(record.id) && !this.unlisted.has(record.id))
          .map((record) => this.#view(record));
      }.bind(this),
      feeds: [{ name: "tail", role: "fast", everyMs: () => 1000 }],
      changes: async (_feed, position) => {
        const since = position === null ? this.now() - 5_000 : Number(position) - 5_000;
        const records = [...this.records.values()].filter(
          (record) =>
            record.modifiedAt >= since && !this.hidden.has(record.id) && !this.unlisted.has(record.id),
        );
        return {
          records: records.map((record) => this.#view(record)),
          position: String(this.now()),
          more: false,
        };
      },
      create: (items) => this.#write(items, this.#create),
      update: (items) => this.#write(items, this.#update),
      delete: (ids) => this.#write(ids, this.#delete),
      findByCorrelationKey: (keys) => find(keys, (record) => record.key),
      findByField: (name, values) => find(values, (record) => record.fields[name]),
      searchableFields: ["number"],
      ...(this.isKeyless ? this.#keyless() : {}),
    };
  }

  #keyless(): Pick<ObjectPort, "capabilities" | "findLike"> {
    const isAlike = (record: Stored, fields: Readonly<Record<string, Value>>, since: number): boolean =>
      this.#ours.has(record.id) &&
      (this.#createdAt.get(record.id) ?? 0) >= since &&
      Object.entries(fields).every(([name, value]) => record.fields[name] === value);
    return {
      capabilities: { correlationField: null },
      findLike: async (items, since) =>
        items.map((fields) =>
          this.live()
            .filter((record) => isAlike(record, fields, Date.parse(since)))
            .map((record) => this.#view(record)),
        ),
    };
  }

  connection(): Connection {
    const manifest: ConnectorManifest = {
      id: this.name,
      title: this.name,
      version: "1",
      apiVersions: ["1"],
      auth: [],
      objects: ["thing"],
      limits: {},
      capabilities: {
        compareAndSet: "none",
        correlationField: "key",
        lookupLagMs: this.lookupLagMs,
        timePrecisionMs: 1000,
        maxReadBatch: 100,
        maxWriteBatch: 100,
        deleteFeed: true,
        pushes: false,
      },
    };
    return {
      name: this.name,
      manifest,
      account: async () => `${this.name}.example`,
      check: async () => ({ identity: this.name, apiVersion: "1", expiresAt: null, warnings: [] }),
      object: () => this.port(),
    };
  }
}
