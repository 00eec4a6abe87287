// The line between one life of the engine and one vendor: requests and answers take time and get lost.
import type {
  Connection,
  ConnectorManifest,
  ObjectPort,
  WriteResult,
} from "../../src/core/contract/connector.ts";
import { ConfigError, SyncError } from "../../src/core/contract/errors.ts";
import type { VendorRecord } from "../../src/core/contract/records.ts";
import type { Answers, Asker, ReadAs } from "./answers.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Stored, Vendor } from "./vendor.ts";
import { type Sky, Wire } from "./wire.ts";

export interface LineEvents {
  /** Whether the engine has given up waiting until the write of the record can be guarded. */
  isImpatient(id: string): boolean;
  onFault(invariant: string, detail: string): void;
  /** `fields`: names of those that an update changes. */
  onSend(ids: readonly string[], fields: readonly string[]): void;
  /** Records are asked for by their ids. */
  onAsk(ids: readonly string[]): void;
  onRead(record: VendorRecord): void;
}

export class Line {
  readonly #vendor: Vendor;
  readonly #answers: Answers;
  readonly #wire: Wire;
  readonly #dice: Dice;
  readonly #inFlight = new Set<string>();
  readonly #reads = new Map<string, ReadAs>();
  readonly #asker: Asker;
  readonly #events: LineEvents;

  constructor(vendor: Vendor, answers: Answers, sky: Sky, life: Life, events: LineEvents) {
    this.#vendor = vendor;
    this.#answers = answers;
    this.#wire = new Wire(vendor, sky, life);
    this.#dice = vendor.world.dice;
    this.#asker = {
      readAs: (id, version) => this.#reads.get(`${id} ${version}`),
      isImpatient: events.isImpatient,
      onFault: events.onFault,
    };
    this.#events = events;
  }

  #remember(records: Iterable<VendorRecord>): void {
    for (const seen of records) {
      const { id, version } = seen;
      const record = this.#vendor.records.get(id);
      this.#events.onRead(seen);
      const at = this.#vendor.now();
      if (record) this.#reads.set(`${id} ${version}`, { revision: record.revision, at });
    }
  }

  async #find(keys: readonly string[], of: (record: Stored) => unknown) {
    return this.#wire.call(`lookup of ${keys.length}`, false, () => {
      return new Map(keys.map((key) => [key, this.#answers.find((record) => of(record) === key)] as const));
    });
  }

  async #write<T>(
    what: string,
    items: readonly T[],
    subjectOf: (item: T) => string,
    apply: (item: T) => WriteResult,
    names: readonly string[] = [],
  ): Promise<readonly WriteResult[]> {
    const weather = this.#wire.weather();
    const subjects = items.map(subjectOf);
    for (const subject of subjects) {
      if (this.#inFlight.has(subject))
        this.#events.onFault("one write of a record at a time", `${what} of ${subject}`);
      this.#inFlight.add(subject);
    }
    this.#events.onSend(subjects, names);
    try {
      return await this.#wire.call(`${what} of ${subjects.join(" ")}`, true, () =>
        items.map((item): WriteResult => {
          if (!weather || !this.#dice.chance(weather.half)) return apply(item);
          const error = new SyncError({
            code: "E_RECORD_LOCKED",
            message: "Locked for a moment",
            retryable: true,
          });
          return { status: "failed", error };
        }),
      );
    } finally {
      for (const subject of subjects) this.#inFlight.delete(subject);
    }
  }

  async *#scan(fields: readonly string[]): AsyncIterable<readonly VendorRecord[]> {
    let after: string | null = null;
    do {
      const from: string | null = after;
      const page: ReturnType<Answers["list"]> = await this.#wire.call("list", false, () => {
        this.#requireFields(fields);
        return this.#answers.list(from);
      });
      yield page.records;
      after = page.next;
    } while (after !== null);
  }

  /** A field that is read by name and not there fails the request, as a query does. */
  #requireFields(fields: readonly string[]): void {
    const { missingField } = this.#vendor;
    if (missingField === null || !fields.includes(missingField)) return;
    throw new ConfigError({ code: "E_FIELD_UNKNOWN", message: `There is no field ${missingField}` });
  }

  #port(fields: readonly string[]): ObjectPort {
    const { profile } = this.#vendor;
    const answers = this.#answers;
    return {
      describe: () => this.#wire.call("describe", false, () => this.#describe()),
      read: (ids) => {
        this.#events.onAsk(ids);
        return this.#wire.call(`read of ${ids.join(" ")}`, false, () => {
          this.#requireFields(fields);
          if (ids.length > profile.maxReadBatch) throw new Error("too many ids in one read");
          const records = answers.read(ids);
          this.#remember(records.values());
          return records;
        });
      },
      scan: () => this.#scan(fields),
      feeds: [
        ...(profile.fastFeed ? [{ name: "fast", role: "fast" as const, everyMs: () => profile.pollMs }] : []),
        { name: "net", role: "net", everyMs: () => profile.pollMs * (profile.fastFeed ? 3 : 1) },
      ],
      changes: (feed, position) =>
        this.#wire.call(`poll ${feed} from ${position}`, false, () => {
          this.#requireFields(fields);
          if (position !== null && this.#expires(feed))
            throw new SyncError({ code: "E_CURSOR_EXPIRED", message: "The position is not known any more" });
          return feed === "fast" ? answers.recent() : answers.changes(position);
        }),
      create: (items) =>
        this.#write(
          "create",
          items,
          (item) => item.correlationKey,
          (item) => answers.create(item),
        ),
      update: (items) => {
        const { compareAndSet } = profile;
        const isGuarded = compareAndSet === "per-write" || (compareAndSet !== "none" && items.length === 1);
        return this.#write(
          "update",
          items,
          (item) => item.id,
          (item) => answers.update(item, isGuarded, this.#asker),
          items.flatMap((item) => Object.keys(item.fields)),
        );
      },
      delete: (ids) =>
        this.#write(
          "delete",
          ids,
          (id) => id,
          (id) => answers.delete(id),
        ),
      findByCorrelationKey: (keys) => this.#find(keys, (record) => record.key),
      findByField: (name, values) => this.#find(values, (record) => record.fields[name]),
      searchableFields: ["number"],
    };
  }

  #expires(feed: string): boolean {
    return !this.#wire.isCalm && feed === "net" && this.#dice.chance(this.#vendor.profile.expiry);
  }

  #describe() {
    const fields = this.#vendor.fields.filter((field) => field.name !== this.#vendor.missingField);
    return { name: "thing", label: "Thing", fields };
  }

  connection(): Connection {
    const { side, profile } = this.#vendor;
    const { compareAndSet, lookupLagMs, precisionMs, maxReadBatch, maxWriteBatch, deleteFeed, pushes } =
      profile;
    const manifest: ConnectorManifest = {
      id: side,
      title: side,
      version: "1",
      apiVersions: ["1"],
      auth: [],
      objects: ["thing"],
      limits: {},
      capabilities: {
        compareAndSet,
        correlationField: "key",
        lookupLagMs,
        timePrecisionMs: precisionMs,
        maxReadBatch,
        maxWriteBatch,
        deleteFeed,
        pushes,
      },
    };
    return {
      name: side,
      manifest,
      account: async () => `${side}.example`,
      check: async () => ({ identity: side, apiVersion: "1", expiresAt: null, warnings: [] }),
      object: (_, fields) => this.#port(fields),
    };
  }
}
