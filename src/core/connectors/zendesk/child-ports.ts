// What comments and files have in common as objects of the contract: reads by ticket, scans, feeds, finding again.
import { digestOf } from "../../connector-parts/marks.ts";
import { failed } from "../../connector-parts/outcomes.ts";
import { groupBy, inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, ObjectCapabilities, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { ConfigError, PermanentError } from "../../contract/errors.ts";
import type { FieldValues, VendorRecord } from "../../contract/records.ts";
import { nextCursor } from "./calls.ts";
import { createByTicket } from "./child-creates.ts";
import { readChildEvents } from "./child-events.ts";
import type { CommentClient } from "./comment-client.ts";
import { readComments, type TicketComment } from "./comment-pages.ts";
import type { Comment } from "./comment-schema.ts";
import type { FeedContext } from "./feed-position.ts";
import { commentsSince, type MarkedComment } from "./marks.ts";
import type { Messaging } from "./messaging.ts";
import { readRecent } from "./recent-feed.ts";

export interface ChildContext extends FeedContext {
  readonly comments: CommentClient;
  readonly messaging: Messaging;
  /** Id of the user we are signed in as. */
  readonly ownId: () => Promise<string | null>;
}

/** What comments and files differ in. */
export interface ChildKind {
  readonly object: string;
  /** Ticket and comment of a record's id; null for an id of another form. */
  readonly placeOf: (id: string) => { readonly ticketId: string; readonly commentId: string } | null;
  /** The records a comment gives: itself, or its files. */
  readonly recordsOf: (comment: TicketComment) => readonly VendorRecord[];
  /** Whether a comment of ours that bears no mark holds these values. */
  readonly holds: (record: VendorRecord, fields: FieldValues) => boolean;
  /** Adds one; gives the record's id. Throws what the calls throw. */
  readonly add: (item: CreateItem) => Promise<WriteResult>;
}

// One ticket after the other: each read lists the comments of a ticket, each write is a request of its own.
const capabilities: ObjectCapabilities = {
  compareAndSet: "none",
  correlationField: null,
  // Audits are there at once; an update whose answer was lost may still be under way.
  lookupLagMs: 5000,
  maxReadBatch: 25,
  maxWriteBatch: 25,
  deleteFeed: false,
};

// Behind the fast feed; ten exports a minute are the whole account's.
const eventsEveryMs = 120_000;
const lastPlainPage = 500;

/** The port of one kind without its description. */
export function createChildPort(context: ChildContext, kind: ChildKind): Omit<ObjectPort, "describe"> {
  const { settings } = context;
  return {
    capabilities,
    searchableFields: [],
    read: (ids) => readByTicket(context, kind, ids),
    scan: () => scanTickets(context, kind),
    feeds: [
      { name: "recent", role: "fast", everyMs: () => settings.pollEveryMs },
      { name: "events", role: "net", everyMs: () => eventsEveryMs },
    ],
    changes: async (feed, position) => {
      if (feed === "recent") return readRecentChildren(context, kind, position);
      if (feed === "events") return readChildEvents(context, kind.recordsOf, position);
      throw new ConfigError({ code: "E_INPUT", message: `Zendesk's ${kind.object} has no feed "${feed}"` });
    },
    findByCorrelationKey: async () => new Map(),
    findByField: async (field) => {
      throw new ConfigError({
        code: "E_CONFIG_INVALID",
        message: `Zendesk can't look up ${kind.object} by ${field}`,
        hint: "Leave out the match fields of comments and files.",
      });
    },
    findLike: (items, since) => findLike(context, kind, items, Date.parse(since)),
    create: (items) => createByTicket(context, kind, items),
    update: async (items) => items.map(() => failed(unchangeable(kind.object, "changed"))),
    delete: async (ids) => ids.map(() => failed(unchangeable(kind.object, "deleted"))),
  };
}

function unchangeable(object: string, what: string): PermanentError {
  return new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `A ${object} can't be ${what} through Zendesk's API`,
    hint: "Change it in Zendesk, or let the other side follow Zendesk here.",
  });
}

async function recordsOfTicket(
  { comments }: ChildContext,
  kind: ChildKind,
  ticketId: string,
  enough: (read: readonly Comment[]) => boolean,
): Promise<readonly VendorRecord[]> {
  return (await readComments(comments, ticketId, enough)).flatMap(kind.recordsOf);
}

async function readByTicket(
  context: ChildContext,
  kind: ChildKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, VendorRecord>> {
  const places = ids.flatMap((id) => {
    const place = kind.placeOf(id);
    return place === null ? [] : [{ id, ...place }];
  });
  const wanted = new Set(places.map(({ id }) => id));
  const groups = [...groupBy(places, ({ ticketId }) => ticketId)];
  const found = await inParallel(groups, ([ticketId, members]) => {
    const hasAll = (read: readonly Comment[]) =>
      members.every(({ commentId }) => read.some((comment) => comment.id === commentId));
    return recordsOfTicket(context, kind, ticketId, hasAll);
  });
  return new Map(found.flat().flatMap((record) => (wanted.has(record.id) ? [[record.id, record]] : [])));
}

async function* scanTickets(context: ChildContext, kind: ChildKind): AsyncGenerator<readonly VendorRecord[]> {
  const { client, settings } = context;
  let after: string | undefined;
  for (let page = 1; ; page += 1) {
    const { body } = await client.listTickets(
      { "page[after]": after, support_type_scope: settings.supportTypes },
      page > lastPlainPage ? "deep-list" : "account",
      "background",
    );
    const found = await inParallel(body.tickets, ({ id }) => recordsOfTicket(context, kind, id, () => false));
    const records = found.flat();
    if (records.length > 0) yield records;
    after = nextCursor(body.meta);
    if (after === undefined) return;
  }
}

/** Adding a comment moves its ticket: what is new hangs on the tickets that changed. */
function readRecentChildren(context: ChildContext, kind: ChildKind, position: string | null) {
  return readRecent(context, position, async (tickets, since) => {
    // Beyond the newest page only what is new: older ones are there to show what was hidden or made private.
    const isOld = ({ created_at }: Comment) => Date.parse(created_at) < since * 1000;
    const reach = (read: readonly Comment[]) => read.some(isOld);
    return (await inParallel(tickets, ({ id }) => recordsOfTicket(context, kind, id, reach))).flat();
  });
}

async function findLike(
  context: ChildContext,
  kind: ChildKind,
  items: readonly FieldValues[],
  sinceMs: number,
): Promise<readonly (readonly VendorRecord[])[]> {
  const tickets = [...new Set(items.map((fields) => String(fields.ticket_id ?? "")))];
  const ownId = await context.ownId();
  const seen = new Map(
    await inParallel(tickets, async (ticketId): Promise<[string, Seen]> => {
      if (!/^\d{1,16}$/.test(ticketId)) return [ticketId, { made: [], records: [] }];
      const made = await commentsSince(context.comments, ticketId, sinceMs);
      const ids = new Set(made.map(({ commentId }) => commentId));
      if (ids.size === 0) return [ticketId, { made, records: [] }];
      const hasAll = (read: readonly Comment[]) => read.filter(({ id }) => ids.has(id)).length === ids.size;
      return [ticketId, { made, records: await recordsOfTicket(context, kind, ticketId, hasAll) }];
    }),
  );
  return items.map((fields) => {
    const { made, records } = seen.get(String(fields.ticket_id ?? "")) ?? { made: [], records: [] };
    const digest = digestOf(kind.object, fields);
    return made.flatMap((one) =>
      records
        .filter((record) => kind.placeOf(record.id)?.commentId === one.commentId)
        .filter((record) => isOurs(one, digest, ownId) && (one.mark !== null || kind.holds(record, fields))),
    );
  });
}

interface Seen {
  readonly made: readonly MarkedComment[];
  readonly records: readonly VendorRecord[];
}

function isOurs({ mark, audit }: MarkedComment, digest: string, ownId: string | null): boolean {
  return mark === null ? ownId !== null && audit.author_id === ownId : mark.digest === digest;
}
