// The line between one life of the engine and one vendor: requests and answers take time and get lost.
import type {
  Connection,
  ConnectorManifest,
  ObjectPort,
  WriteResult,
} from "../../src/core/contract/connector.ts";
import {
  AuthError,
  ConfigError,
  RateLimitError,
  SyncError,
  TransientError,
} from "../../src/core/contract/errors.ts";
import type { VendorRecord } from "../../src/core/contract/records.ts";
import type { Answers, Asker } from "./answers.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Weather } from "./profile.ts";
import type { Stored, Vendor } from "./vendor.ts";

/** What the whole world agrees on at the moment. */
export interface Sky {
  isCalm: boolean;
  /** The vendor refuses our sign-in. */
  isSignedOut: boolean;
}

export interface LineEvents {
  /** Whether the engine has given up waiting until the write of the record can be guarded. */
  isImpatient(id: string): boolean;
  onFault(invariant: string, detail: string): void;
  onSend(ids: readonly string[]): void;
  onRead(record: VendorRecord): void;
}

/** Never in the database, a log or a message. */
export const canary = "canary-3f9b1c";

type Loss = "before" | "after" | null;

export class Line {
  readonly #vendor: Vendor;
  readonly #answers: Answers;
  readonly #sky: Sky;
  readonly #life: Life;
  readonly #dice: Dice;
  readonly #inFlight = new Set<string>();
  readonly #revisions = new Map<string, number>();
  readonly #asker: Asker;
  readonly #events: LineEvents;

  constructor(vendor: Vendor, answers: Answers, sky: Sky, life: Life, events: LineEvents) {
    this.#vendor = vendor;
    this.#answers = answers;
    this.#sky = sky;
    this.#life = life;
    this.#dice = vendor.world.dice;
    this.#asker = {
      readRevision: (id, version) => this.#revisions.get(`${id} ${version}`),
      isImpatient: events.isImpatient,
    };
    this.#events = events;
  }

  #weather(): Weather | null {
    return this.#sky.isCalm ? null : this.#vendor.profile.weather;
  }

  /** A request that fails at once, before it has any effect. */
  #refusal(): Error | null {
    const weather = this.#weather();
    const cause = { headers: { authorization: canary } };
    if (this.#sky.isSignedOut)
      return new AuthError({ code: "E_AUTH_EXPIRED", message: "The session has ended", cause });
    if (!weather) return null;
    if (this.#dice.chance(weather.limited)) {
      const retryAfterMs = this.#dice.between(500, 4_000);
      return new RateLimitError({
        code: "E_RATE_LIMITED",
        message: "Too many requests",
        retryAfterMs,
        cause,
      });
    }
    if (!this.#dice.chance(weather.down)) return null;
    return new TransientError({ code: "E_VENDOR_DOWN", message: "503", retryable: true, cause });
  }

  /** What has reached the vendor takes effect, whether or not its sender still lives. */
  #call<T>(what: string, isWrite: boolean, effect: () => T): Promise<T> {
    const { agenda, trace } = this.#vendor.world;
    const { latencyMs } = this.#vendor.profile;
    const name = `${this.#vendor.side} ${what}`;
    const weather = this.#weather();
    const loss: Loss = !weather
      ? null
      : this.#dice.chance(weather.lostBefore)
        ? "before"
        : this.#dice.chance(weather.lostAfter)
          ? "after"
          : null;
    const slowness = weather && this.#dice.chance(weather.slow) ? 10 : 1;
    let outcome: { readonly value: T } | { readonly error: unknown } | null = null;
    agenda.after(this.#dice.between(...latencyMs) / 2, `${name} arrives`, () => {
      if (loss === "before") return;
      const refusal = this.#refusal();
      try {
        if (refusal) throw refusal;
        outcome = { value: effect() };
      } catch (error) {
        outcome = { error };
      }
    });
    const backMs = latencyMs[1] + this.#dice.between(...latencyMs) * slowness;
    const answer = (): T => {
      if (outcome === null || loss !== null) {
        trace(`${name}: no answer (lost ${loss})`);
        const effect = isWrite ? "unknown" : "none";
        throw new TransientError({ code: "E_TIMEOUT", message: "No answer", effect, retryable: !isWrite });
      }
      if ("error" in outcome) {
        trace(`${name}: ${outcome.error instanceof Error ? outcome.error.message : ""}`);
        throw outcome.error;
      }
      trace(`${name}: answered`);
      return outcome.value;
    };
    return this.#life.later(
      loss === null ? backMs : this.#vendor.profile.timeoutMs,
      `${name} answered`,
      answer,
      this.#life.abort.signal,
    );
  }

  #remember(records: Iterable<VendorRecord>): void {
    for (const seen of records) {
      const { id, version } = seen;
      const record = this.#vendor.records.get(id);
      this.#events.onRead(seen);
      if (record) this.#revisions.set(`${id} ${version}`, record.revision);
    }
  }

  async #find(keys: readonly string[], of: (record: Stored) => unknown) {
    return this.#call(`lookup of ${keys.length}`, false, () => {
      return new Map(keys.map((key) => [key, this.#answers.find((record) => of(record) === key)] as const));
    });
  }

  async #write<T>(
    what: string,
    items: readonly T[],
    subjectOf: (item: T) => string,
    apply: (item: T) => WriteResult,
  ): Promise<readonly WriteResult[]> {
    const weather = this.#weather();
    const subjects = items.map(subjectOf);
    for (const subject of subjects) {
      if (this.#inFlight.has(subject))
        this.#events.onFault("one write of a record at a time", `${what} of ${subject}`);
      this.#inFlight.add(subject);
    }
    this.#events.onSend(subjects);
    try {
      return await this.#call(`${what} of ${subjects.join(" ")}`, true, () =>
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
      const page: ReturnType<Answers["list"]> = await this.#call("list", false, () => {
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
      describe: () => this.#call("describe", false, () => this.#describe()),
      read: (ids) =>
        this.#call(`read of ${ids.join(" ")}`, false, () => {
          this.#requireFields(fields);
          if (ids.length > profile.maxReadBatch) throw new Error("too many ids in one read");
          const records = answers.read(ids);
          this.#remember(records.values());
          return records;
        }),
      scan: () => this.#scan(fields),
      feeds: [
        ...(profile.fastFeed ? [{ name: "fast", role: "fast" as const, everyMs: () => profile.pollMs }] : []),
        { name: "net", role: "net", everyMs: () => profile.pollMs * (profile.fastFeed ? 3 : 1) },
      ],
      changes: (feed, position) =>
        this.#call(`poll ${feed} from ${position}`, false, () => {
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
    return !this.#sky.isCalm && feed === "net" && this.#dice.chance(this.#vendor.profile.expiry);
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
