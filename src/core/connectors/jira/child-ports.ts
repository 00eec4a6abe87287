// What comments and files have in common as objects of the contract: reads by issue, scans, feeds, finding again.
import { addedOnly, addInOrder } from "../../connector-parts/added-only.ts";
import { groupBy, inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, ObjectCapabilities, ObjectPort, WriteResult } from "../../contract/connector.ts";
import type { FieldValues, VendorRecord } from "../../contract/records.ts";
import type { Calls } from "./calls.ts";
import { type ChangesContext, createFeeds } from "./changes.ts";
import type { ChildClient } from "./child-client.ts";
import { partsOf } from "./child-record.ts";
import type { Settings } from "./config.ts";
import { earliestMs, type Flavor } from "./flavor.ts";
import { isIssueId } from "./issue.ts";
import type { Issue } from "./schema.ts";
import { jqlOf, type Scope } from "./scope.ts";

export interface ChildContext {
  readonly calls: Calls;
  readonly children: ChildClient;
  readonly flavor: Flavor;
  readonly settings: Settings;
  readonly scope: Scope;
  readonly changes: ChangesContext;
  /** Id of the user we are signed in as. */
  readonly ownId: () => Promise<string | null>;
  readonly newBoundary: () => string;
}

/** What comments and files differ in. */
export interface ChildKind {
  readonly object: string;
  /** Fields of an issue that hold them; none where they are calls of their own. */
  readonly columns: readonly string[];
  /** The records of an issue from the search; those older than `since` (epoch milliseconds) may be left out. */
  readonly recordsOf: (issue: Issue, since: number) => Promise<readonly VendorRecord[]>;
  /** The records of an issue by its id, as far as one of `ids` is among them; all where that is null. */
  readonly read: (issueId: string, ids: ReadonlySet<string> | null) => Promise<readonly VendorRecord[]>;
  /** Those of ours that were made at or after `since` (epoch milliseconds) with these values. */
  readonly findLike: (
    issueId: string,
    fields: FieldValues,
    since: number,
  ) => Promise<readonly VendorRecord[]>;
  readonly add: (item: CreateItem) => Promise<WriteResult>;
}

const capabilities: ObjectCapabilities = {
  compareAndSet: "none",
  correlationField: null,
  // Comments and files are read from the database; a request whose answer was lost may still be under way.
  lookupLagMs: 5000,
  maxReadBatch: 25,
  maxWriteBatch: 25,
};

/** The port of one kind without its description. */
export function createChildPort(context: ChildContext, kind: ChildKind): Omit<ObjectPort, "describe"> {
  const search = (since: number, token: string | null, urgency: "live" | "background" = "live") =>
    context.flavor.search(context.calls, {
      conditions: jqlOf(context.scope),
      since,
      token,
      fields: [...kind.columns, "updated"],
      urgency,
    });
  const records = async (issues: readonly Issue[], since: number) =>
    (await inParallel(issues, (issue) => kind.recordsOf(issue, since))).flat();
  return {
    ...createFeeds(context.changes, { object: kind.object, search, records }),
    capabilities: { ...capabilities, absence: context.settings.absence },
    ...addedOnly("Jira", kind.object),
    read: (ids) => readByIssue(kind, ids),
    async *scan() {
      const seen = new Set<string>();
      let token: string | null = null;
      do {
        const { body } = await search(earliestMs, token, "background");
        const found = (await records(body.issues, 0)).filter(({ id }) => !seen.has(id));
        for (const { id } of found) seen.add(id);
        if (found.length > 0) yield found;
        token = body.next;
      } while (token !== null);
    },
    findLike: (items, since) =>
      inParallel(items, async (fields) => {
        const issueId = String(fields.issue_id ?? "");
        return isIssueId(issueId) ? kind.findLike(issueId, fields, Date.parse(since)) : [];
      }),
    create: (items) => addInOrder(items, "issue_id", kind.add),
  };
}

async function readByIssue(
  kind: ChildKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, VendorRecord>> {
  const places = ids.flatMap((id) => {
    const parts = partsOf(id);
    return parts === null ? [] : [{ id, issueId: parts.issueId }];
  });
  const groups = [...groupBy(places, ({ issueId }) => issueId)];
  const wanted = new Set(places.map(({ id }) => id));
  const found = await inParallel(groups, ([issueId, members]) =>
    kind.read(issueId, new Set(members.map(({ id }) => id))),
  );
  return new Map(found.flat().flatMap((record) => (wanted.has(record.id) ? [[record.id, record]] : [])));
}
