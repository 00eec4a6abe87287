// What a vendor answers to each kind of request at the moment it gets it.
import type { ChangePage, CreateItem, UpdateItem, WriteResult } from "../../src/core/contract/connector.ts";
import {
  ConfigError,
  type IntegrationError,
  SyncError,
  ValidationError,
} from "../../src/core/contract/errors.ts";
import type { FieldValues, Value, VendorRecord } from "../../src/core/contract/records.ts";
import { tokensIn } from "./ledger.ts";
import type { Stored, Vendor } from "./vendor.ts";

export interface ReadAs {
  readonly revision: number;
  /** The vendor's time of the read. */
  readonly at: number;
}

/** What the asking process knows, for telling what it could not have prevented. */
export interface Asker {
  /** What the record was when it was last read with this version; undefined when it never was. */
  readAs(id: string, version: string): ReadAs | undefined;
  onFault(invariant: string, detail: string): void;
  /** Whether the engine has given up waiting for a moment in which it can be guarded. */
  isImpatient(id: string): boolean;
}

const patienceMs = 5_000;

export class Answers {
  readonly #vendor: Vendor;
  readonly #lookupAt = new Map<string, number>();
  /** Times that an automation has run for a record. */
  readonly #automated = new Set<string>();
  emptyLists = false;
  /** They were empty once: what changed then can be found by reading everything only. */
  wereEmpty = false;

  constructor(vendor: Vendor) {
    this.#vendor = vendor;
  }

  #seen(record: Stored): boolean {
    return !record.hidden;
  }

  read(ids: readonly string[]): ReadonlyMap<string, VendorRecord> {
    const { records, profile } = this.#vendor;
    return new Map(
      ids.flatMap((id) => {
        const record = records.get(id);
        if (!record || !this.#seen(record) || (record.deleted && !profile.showsDeleted)) return [];
        return [[id, this.#vendor.view(record)] as const];
      }),
    );
  }

  list(after: string | null): { readonly records: readonly VendorRecord[]; readonly next: string | null } {
    if (this.emptyLists) return { records: [], next: null };
    const ids = this.#vendor.live().filter((record) => this.#seen(record));
    const start = after === null ? 0 : ids.findIndex((record) => record.id === after) + 1;
    const page = ids.slice(start, start + this.#vendor.profile.pageSize);
    const last = page.at(-1);
    const isEnd = start + page.length >= ids.length || last === undefined;
    return { records: page.map((record) => this.#vendor.view(record)), next: isEnd ? null : last.id };
  }

  /** The last few changes: a busy minute overflows it. */
  recent(): ChangePage {
    const records = this.#visible(Number.NEGATIVE_INFINITY).slice(-3);
    return { records: records.map((record) => this.#vendor.view(record)), position: "recent", more: false };
  }

  /** Everything since the position, the overlap included, in pages. */
  changes(position: string | null): ChangePage {
    const { profile } = this.#vendor;
    const now = this.#vendor.now();
    const [since = now, ceiling = now, afterStamp, afterId = ""] = readPosition(position);
    const from = Math.floor((since - profile.overlapMs) / profile.precisionMs) * profile.precisionMs;
    const all = this.#visible(from).filter((record) => {
      if (afterStamp === undefined) return true;
      const stamp = this.#vendor.stampOf(record);
      return stamp > afterStamp || (stamp === afterStamp && record.id > afterId);
    });
    const page = all.slice(0, profile.pageSize);
    const last = page.at(-1);
    const more = all.length > page.length && last !== undefined;
    const next = more ? [since, ceiling, this.#vendor.stampOf(last), last.id] : [ceiling];
    return { records: page.map((record) => this.#vendor.view(record)), position: JSON.stringify(next), more };
  }

  #visible(from: number): Stored[] {
    const { records, profile, world } = this.#vendor;
    if (this.emptyLists) return [];
    return [...records.values()]
      .filter((record) => record.changedAt + profile.feedLagMs <= world.agenda.now && this.#seen(record))
      .filter((record) => this.#vendor.stampOf(record) >= from && (!record.deleted || profile.deleteFeed))
      .sort((a, b) => this.#vendor.stampOf(a) - this.#vendor.stampOf(b) || (a.id < b.id ? -1 : 1));
  }

  find(matches: (record: Stored) => boolean): readonly VendorRecord[] {
    const found = this.#vendor.live().filter((record) => matches(record) && this.#seen(record));
    return found.filter((record) => this.#isIndexed(record)).map((record) => this.#vendor.view(record));
  }

  #isIndexed(record: Stored): boolean {
    const { world, profile } = this.#vendor;
    let at = this.#lookupAt.get(record.id);
    if (at === undefined) {
      at = record.createdAt + Math.floor(profile.lookupLagMs * (1 - world.dice.next() ** 2));
      this.#lookupAt.set(record.id, at);
    }
    return world.agenda.now >= at;
  }

  create({ correlationKey, fields }: CreateItem): WriteResult {
    if (this.#isUnknown(fields)) return failed(unknownField());
    const refused = this.#refusal(fields);
    if (refused) return refused;
    this.#vendor.world.ledger.writes.creates += 1;
    const record = this.#vendor.insert(fields, correlationKey, "engine");
    this.#automate(record, fields);
    return this.#done(record);
  }

  update(item: UpdateItem, isGuarded: boolean, asker: Asker): WriteResult {
    const record = this.#vendor.records.get(item.id);
    if (!record || record.deleted || !this.#seen(record)) return failed(gone(item.id));
    if (this.#isUnknown(item.fields)) return failed(unknownField());
    const refused = this.#refusal({ ...record.fields, ...item.fields });
    if (refused) return refused;
    if (isGuarded && item.expectedVersion !== this.#vendor.versionOf(record)) return failed(moved(item.id));
    this.#note(record, item, isGuarded, asker);
    this.#vendor.change(record, item.fields, "the engine");
    this.#automate(record, item.fields);
    return this.#done(record);
  }

  #done(record: Stored): WriteResult {
    const { profile } = this.#vendor;
    const done = { status: "done", id: record.id } as const;
    return profile.answersWithRecord ? { ...done, record: this.#vendor.view(record) } : done;
  }

  #note(record: Stored, item: UpdateItem, isGuarded: boolean, asker: Asker): void {
    const { ledger, agenda } = this.#vendor.world;
    const { precisionMs } = this.#vendor.profile;
    const read = asker.readAs(item.id, item.expectedVersion);
    const wasEdited = read?.revision !== record.revision;
    const couldTell = isGuarded && precisionMs < patienceMs && !asker.isImpatient(item.id);
    if (couldTell && read && read.at < Date.parse(item.expectedVersion) + precisionMs)
      asker.onFault(
        "a guarded write is told from a later edit",
        `${item.id}, read as of ${item.expectedVersion}`,
      );
    ledger.writes.updates += 1;
    if (wasEdited && !couldTell) record.atRisk = true;
    const changed = Object.entries(item.fields).filter(([name, value]) => record.fields[name] !== value);
    if (changed.length === 0) ledger.writes.withoutEffect += 1;
    for (const [field, after] of Object.entries(item.fields)) {
      const before = record.fields[field] ?? null;
      const place = { at: agenda.now, side: this.#vendor.side, recordId: item.id, field };
      ledger.engineWrote({ ...place, before, after, isUnavoidable: wasEdited && !couldTell });
    }
  }

  delete(id: string): WriteResult {
    const record = this.#vendor.records.get(id);
    if (!record || record.deleted || !this.#seen(record)) return failed(gone(id));
    const { ledger } = this.#vendor.world;
    ledger.writes.deletes += 1;
    if (!ledger.isApproved) ledger.unapprovedDeletes.add(record);
    this.#vendor.onEngineDelete(record);
    this.#vendor.remove(record, "the engine");
    return { status: "done", id };
  }

  #isUnknown(fields: FieldValues): boolean {
    const { missingField } = this.#vendor;
    return missingField !== null && missingField in fields;
  }

  #refusal(fields: FieldValues): WriteResult | null {
    const texts = Object.values(fields).filter((value) => typeof value === "string");
    if (texts.some((text) => text.includes("locked")))
      return failed(new SyncError({ code: "E_RECORD_LOCKED", message: "Always locked", retryable: true }));
    if (!texts.some((text) => text.includes("poison"))) return null;
    return failed(
      new ValidationError({ code: "E_RECORD_INVALID", message: "A rule of the vendor refuses it" }),
    );
  }

  /** A workflow of the vendor that edits another field when a person's value comes in, under our user's name. */
  #automate(record: Stored, written: FieldValues): void {
    const { world, profile } = this.#vendor;
    const field = this.#vendor.fields.find(({ type, updatable }) => type === "longtext" && updatable)?.name;
    if (field === undefined || this.#automated.has(record.id) || !world.dice.chance(profile.automation))
      return;
    const isPersons = Object.values(written).some((value) =>
      tokensIn(value).some((token) => token.startsWith("e")),
    );
    if (!isPersons) return;
    this.#automated.add(record.id);
    const edit = (): void => {
      if (record.deleted) return;
      const value: Value = `${world.ledger.edit("automation", record.fields[field])} set by a workflow`;
      this.#vendor.change(record, { [field]: value }, "a workflow");
    };
    if (world.dice.chance(0.5)) edit();
    else world.agenda.after(world.dice.below(2_000), "a workflow runs", edit);
  }
}

function readPosition(position: string | null): [number?, number?, number?, string?] {
  return position === null ? [] : (JSON.parse(position) as [number?, number?, number?, string?]);
}

const unknownField = () => new ConfigError({ code: "E_FIELD_UNKNOWN", message: "There is no such field" });
const failed = (error: IntegrationError): WriteResult => ({ status: "failed", error });
const gone = (id: string) => new SyncError({ code: "E_RECORD_GONE", message: `There is no ${id}` });
const moved = (id: string) =>
  new SyncError({ code: "E_RECORD_MOVED", message: `${id} has changed since it was read` });
