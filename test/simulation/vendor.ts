// A vendor as an adversary: a clock of its own, coarse stamps, ids of its own, values rewritten, automation that acts
// under our user. It shares nothing with the connectors.
import type { FieldDescription, FieldValues, Value, VendorRecord } from "../../src/core/contract/records.ts";
import type { Side } from "../../src/core/store/rows.ts";
import type { Agenda } from "./agenda.ts";
import type { Dice } from "./dice.ts";
import { type Ledger, tokensIn } from "./ledger.ts";
import type { VendorProfile } from "./profile.ts";

export interface Stored {
  readonly id: string;
  fields: Record<string, Value>;
  readonly key: string | null;
  deleted: boolean;
  /** It was deleted once, and is back or not. */
  wasDeleted: boolean;
  mergedInto: string | null;
  /** The vendor's own time of the last change, milliseconds. */
  modifiedAt: number;
  /** The true time of the last change. */
  changedAt: number;
  /** The true time of creation. */
  readonly createdAt: number;
  /** Counts every change: what the vendor's stamp is too coarse to tell. */
  revision: number;
  /** Our user may not see it now. */
  hidden: boolean;
  /** It was out of sight once: no feed tells of its return. */
  wasHidden: boolean;
  /** It was deleted when another copy of the same original was made. */
  wasReplaced: boolean;
  readonly by: "person" | "engine";
  /** Every member that its set has ever had. */
  readonly everMembers: Set<string>;
  /** Its set as each change has left it. */
  readonly sets: { readonly at: number; readonly isEngines: boolean; readonly members: readonly string[] }[];
  /** The engine wrote over something that it had no way to see. */
  atRisk: boolean;
}

export interface VendorWorld {
  readonly agenda: Agenda;
  readonly dice: Dice;
  readonly ledger: Ledger;
  readonly trace: (line: string) => void;
}

export class Vendor {
  readonly records = new Map<string, Stored>();
  /** Told after each change, for those who want to push it on. */
  onChange: (record: Stored) => void = () => undefined;
  /** Told before the engine deletes a record. */
  onEngineDelete: (record: Stored) => void = () => undefined;
  /** A mapped field our user can't see now. */
  missingField: string | null = null;
  readonly side: Side;
  readonly profile: VendorProfile;
  readonly fields: readonly FieldDescription[];
  readonly world: VendorWorld;
  readonly #startedAt: number;
  #nextId = 1;

  constructor(side: Side, profile: VendorProfile, fields: readonly FieldDescription[], world: VendorWorld) {
    this.side = side;
    this.profile = profile;
    this.fields = fields;
    this.world = world;
    this.#startedAt = world.agenda.now;
  }

  /** The vendor's clock, milliseconds. */
  now(): number {
    const { agenda } = this.world;
    const drift = ((agenda.now - this.#startedAt) * this.profile.driftPpm) / 1_000_000;
    return Math.floor(agenda.now + this.profile.offsetMs + drift);
  }

  stampOf(record: Stored): number {
    const { precisionMs } = this.profile;
    return Math.floor(record.modifiedAt / precisionMs) * precisionMs;
  }

  /** The token that the vendor compares: coarse, where the vendor is coarse. */
  versionOf(record: Stored): string {
    return new Date(this.stampOf(record)).toISOString();
  }

  view(record: Stored): VendorRecord {
    const { id, deleted, key, mergedInto } = record;
    const version = this.versionOf(record);
    const visible = Object.entries(record.fields).filter(([name]) => name !== this.missingField);
    const fields: FieldValues = deleted ? {} : Object.fromEntries(visible);
    const merged = mergedInto === null ? {} : { mergedInto };
    return { id, version, modifiedAt: version, deleted, correlationKey: key, fields, ...merged };
  }

  live(): Stored[] {
    return [...this.records.values()].filter((record) => !record.deleted);
  }

  /** Makes a record as asked; the vendor may store other values than it was given. */
  insert(fields: FieldValues, key: string | null, by: "person" | "engine"): Stored {
    const id = `${this.side === "left" ? "L" : "R"}${this.#nextId++}`;
    const { now } = this.world.agenda;
    const blank = Object.fromEntries(this.fields.map(({ name }): [string, Value] => [name, null]));
    const record: Stored = {
      id,
      fields: { ...blank, ...this.#stored(fields) },
      key,
      deleted: false,
      wasDeleted: false,
      mergedInto: null,
      modifiedAt: this.now(),
      changedAt: now,
      createdAt: now,
      revision: 1,
      hidden: false,
      wasHidden: false,
      wasReplaced: false,
      by,
      everMembers: new Set(),
      sets: [],
      atRisk: false,
    };
    this.#noteMembers(record, by === "engine");
    for (const other of this.records.values())
      if (key !== null && other.key === key && other.deleted) other.wasReplaced = true;
    this.records.set(id, record);
    this.world.trace(`${this.side} ${id} created by the ${by} ${JSON.stringify(fields)}`);
    this.onChange(record);
    return record;
  }

  change(record: Stored, fields: FieldValues, by: string): void {
    Object.assign(record.fields, this.#stored(fields));
    this.#noteMembers(record, by === "the engine");
    this.world.trace(`${this.side} ${record.id} changed by ${by} ${JSON.stringify(fields)}`);
    this.touch(record);
  }

  #noteMembers(record: Stored, isEngines: boolean): void {
    const members = tokensIn(record.fields.Tags ?? record.fields.tags);
    for (const token of members) record.everMembers.add(token);
    record.sets.push({ at: this.world.agenda.now, isEngines, members });
  }

  touch(record: Stored): void {
    record.modifiedAt = this.now();
    record.changedAt = this.world.agenda.now;
    record.revision += 1;
    this.onChange(record);
  }

  remove(record: Stored, by: string): void {
    record.deleted = true;
    record.wasDeleted = true;
    this.world.trace(`${this.side} ${record.id} deleted by ${by}`);
    this.touch(record);
  }

  restore(record: Stored, by: string): void {
    record.deleted = false;
    this.world.ledger.unapprovedDeletes.delete(record);
    this.world.trace(`${this.side} ${record.id} brought back by ${by}`);
    this.touch(record);
  }

  /** What the vendor makes of values: cut to length, trimmed, picklists in a case of its own. */
  #stored(fields: FieldValues): Record<string, Value> {
    const { rewrites } = this.profile;
    const kept: Record<string, Value> = {};
    for (const [name, value] of Object.entries(fields)) {
      const { maxLength = null } = this.fields.find((field) => field.name === name) ?? {};
      kept[name] = typeof value === "string" ? rewritten(value, rewrites, maxLength) : value;
    }
    return kept;
  }
}

function rewritten(value: string, rewrites: VendorProfile["rewrites"], maxLength: number | null): Value {
  const clean = rewrites === "clean" ? value.replace(/<\/?span>/g, "").trimEnd() : value;
  const cut = maxLength === null ? clean : clean.slice(0, maxLength);
  return cut === "" ? null : cut;
}
