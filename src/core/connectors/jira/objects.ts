// The issue as an object of the contract: describe, read, scan, look up; writes and feeds from their own rooms.
import type { ObjectCapabilities, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { Calls } from "./calls.ts";
import { type ChangesContext, createFeeds } from "./changes.ts";
import type { Settings } from "./config.ts";
import { IssueCreates } from "./creates.ts";
import { describeIssue } from "./fields.ts";
import { earliestMs, type Flavor } from "./flavor.ts";
import { columnsOf, isIssueId, toRecord } from "./issue.ts";
import type { Marker } from "./marker.ts";
import type { Metadata } from "./metadata.ts";
import type { Issue } from "./schema.ts";
import { jqlOf, type Scope } from "./scope.ts";
import { IssueUpdates } from "./updates.ts";
import type { WritesContext } from "./walk.ts";

export interface IssuesContext {
  readonly calls: Calls;
  readonly flavor: Flavor;
  readonly settings: Settings;
  readonly metadata: Metadata;
  readonly marker: Marker;
  readonly writes: WritesContext;
  readonly changes: ChangesContext;
}

/** Most issues in one read. */
export const mostRead = 100;
const keysPerLookup = 40;
const namePattern = /^(?:[a-z][A-Za-z]*|customfield_\d{1,16})$/;

type Lookup = ReadonlyMap<string, readonly VendorRecord[]>;

/** The issues of a scope with the given fields. @throws ConfigError for a name that no field has */
export function createIssuePort(
  context: IssuesContext,
  name: string,
  scope: Scope,
  fields: readonly string[],
): ObjectPort {
  const malformed = fields.find((field) => !namePattern.test(field));
  if (malformed !== undefined) throw unknownField(malformed);
  const port = new IssuePort(context, name, scope, fields);
  const creates = new IssueCreates(context.writes, scope);
  const updates = new IssueUpdates(context.writes);
  return {
    ...createFeeds(context.changes, {
      object: name,
      search: (since, token) => port.search([], since, token),
      records: (issues) => port.records(issues),
    }),
    capabilities: capabilitiesOf(context.settings),
    describe: () => port.describe(),
    read: (ids) => port.read(ids),
    scan: () => port.scan(),
    create: (items) => creates.create(items),
    update: (items) => updates.update(items),
    delete: (ids) => updates.delete(ids),
    findByCorrelationKey: (keys) => port.findByKeys(keys),
    searchableFields: [],
    findByField: async (field) => {
      throw new ConfigError({
        code: "E_CONFIG_INVALID",
        message: `Jira can't look up issues by ${field}`,
        hint: "Leave out the match fields, or match on the other side.",
      });
    },
  };
}

function capabilitiesOf({ indexLagMs, absence }: Settings): ObjectCapabilities {
  return { lookupLagMs: indexLagMs, absence };
}

class IssuePort {
  readonly #context: IssuesContext;
  readonly #name: string;
  readonly #scope: Scope;
  readonly #fields: readonly string[];
  readonly #columns: readonly string[];

  constructor(context: IssuesContext, name: string, scope: Scope, fields: readonly string[]) {
    this.#context = context;
    this.#name = name;
    this.#scope = scope;
    this.#fields = fields;
    this.#columns = columnsOf(fields, context.marker.field);
  }

  async describe() {
    const { metadata, flavor } = this.#context;
    metadata.forget();
    const description = await describeIssue(this.#name, this.#scope, metadata, flavor);
    const known = new Set(description.fields.map((field) => field.name));
    const unknown = this.#fields.find((field) => !known.has(field));
    if (unknown !== undefined) throw unknownField(unknown);
    return description;
  }

  async records(issues: readonly Issue[]): Promise<readonly VendorRecord[]> {
    const { marker, flavor } = this.#context;
    const keys = await marker.keysOf(issues);
    return issues.map((issue) => toRecord(issue, this.#fields, flavor, keys.get(issue.id) ?? null));
  }

  async read(ids: readonly string[]): Promise<ReadonlyMap<string, VendorRecord>> {
    const { calls, flavor } = this.#context;
    const wanted = [...new Set(ids.filter(isIssueId))];
    const found = new Map<string, VendorRecord>();
    for (let from = 0; from < wanted.length; from += mostRead) {
      const issues = await flavor.readMany(calls, wanted.slice(from, from + mostRead), this.#columns);
      for (const record of await this.records(issues)) found.set(record.id, record);
    }
    return found;
  }

  /** In the order of their last change; one that changes meanwhile comes again at the end and is left out there. */
  async *scan(): AsyncGenerator<readonly VendorRecord[]> {
    const seen = new Set<string>();
    let token: string | null = null;
    do {
      const { body } = await this.search([], earliestMs, token, "background");
      const fresh = body.issues.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      if (fresh.length > 0) yield await this.records(fresh);
      token = body.next;
    } while (token !== null);
  }

  search(
    conditions: readonly string[],
    since: number,
    token: string | null,
    urgency: "live" | "background" = "live",
  ) {
    const { calls, flavor } = this.#context;
    const all = [...jqlOf(this.#scope), ...conditions];
    return flavor.search(calls, { conditions: all, since, token, fields: this.#columns, urgency });
  }

  /** In all projects: a copy that was moved is still the copy. */
  async findByKeys(keys: readonly string[]): Promise<Lookup> {
    const { calls, flavor, marker } = this.#context;
    const wanted = [...new Set(keys.filter((key) => key !== ""))];
    const found = new Map<string, VendorRecord[]>();
    for (let from = 0; from < wanted.length; from += keysPerLookup) {
      const some = wanted.slice(from, from + keysPerLookup);
      let token: string | null = null;
      do {
        const ask = {
          conditions: [marker.conditionOf(some)],
          since: earliestMs,
          token,
          fields: this.#columns,
        };
        const { body } = await flavor.search(calls, ask);
        for (const record of await this.records(body.issues)) {
          const key = record.correlationKey;
          if (key !== null && some.includes(key)) found.set(key, [...(found.get(key) ?? []), record]);
        }
        token = body.next;
      } while (token !== null);
    }
    return this.#asTheyAre(found);
  }

  /** The index tells of issues that are gone by now: what it found is read from the database. */
  async #asTheyAre(found: ReadonlyMap<string, readonly VendorRecord[]>): Promise<Lookup> {
    const ids = [...found.values()].flat().map(({ id }) => id);
    if (ids.length === 0) return new Map();
    const present = await this.read(ids);
    const live = [...found].map(([key, records]): [string, readonly VendorRecord[]] => {
      const ofKey = new Set(records.map(({ id }) => id));
      return [key, [...present.values()].filter(({ id }) => ofKey.has(id))];
    });
    return new Map(live.filter(([, records]) => records.length > 0));
  }
}

function unknownField(name: string): ConfigError {
  return new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `Jira's issues have no field "${name}" here`,
    hint: "Custom fields are named by their id (customfield_10042), the others by the names of Jira's API (duedate).",
  });
}
