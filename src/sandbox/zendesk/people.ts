// The account's users and organizations: held, indexed by their keys, and in the order of their changes.
import { ChangeIndex } from "../change-index.ts";
import type { Organization, User } from "./model.ts";

interface Keyed {
  readonly id: number;
  readonly externalId: string | null;
}

/** Records of one kind by id, by external id (case does not count) and by a second key that is unique. */
class Shelf<Entry extends Keyed> {
  readonly all = new Map<number, Entry>();
  readonly changes = new ChangeIndex();
  readonly #keyOf: (entry: Entry) => string | null;
  readonly #isLive: (entry: Entry) => boolean;
  readonly #byExternalId = new Map<string, number>();
  readonly #byKey = new Map<string, number>();

  constructor(keyOf: (entry: Entry) => string | null, isLive: (entry: Entry) => boolean) {
    this.#keyOf = keyOf;
    this.#isLive = isLive;
  }

  /** Stores a new state of a record; the order of puts is the order of the export. */
  put(entry: Entry, atMs: number): void {
    const before = this.all.get(entry.id);
    if (before !== undefined) this.#forget(before);
    this.all.set(entry.id, entry);
    this.changes.touch(String(entry.id), atMs);
    if (!this.#isLive(entry)) return;
    if (entry.externalId !== null) this.#byExternalId.set(entry.externalId.toLowerCase(), entry.id);
    const key = this.#keyOf(entry);
    if (key !== null) this.#byKey.set(key.toLowerCase(), entry.id);
  }

  #forget(entry: Entry): void {
    const key = this.#keyOf(entry)?.toLowerCase() ?? "";
    const externalId = entry.externalId?.toLowerCase() ?? "";
    if (this.#byExternalId.get(externalId) === entry.id) this.#byExternalId.delete(externalId);
    if (this.#byKey.get(key) === entry.id) this.#byKey.delete(key);
  }

  live(id: number): Entry | null {
    const entry = this.all.get(id);
    return entry !== undefined && this.#isLive(entry) ? entry : null;
  }

  *everyLive(): Generator<Entry> {
    for (const entry of this.all.values()) if (this.#isLive(entry)) yield entry;
  }

  byExternalId(externalId: string): Entry | null {
    return this.live(this.#byExternalId.get(externalId.toLowerCase()) ?? -1);
  }

  byKey(key: string): Entry | null {
    return this.live(this.#byKey.get(key.trim().toLowerCase()) ?? -1);
  }
}

/** Users go by their e-mail address, organizations by their name. */
export class People {
  readonly users = new Shelf<User>(
    (user) => user.email,
    (user) => user.active,
  );
  readonly organizations = new Shelf<Organization>(
    (organization) => organization.name,
    (organization) => organization.deletedMs === null,
  );
}
