// The ticket as an object of the contract: describe, read, scan, look up; writes and feeds from their own rooms.
import type { ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { Clock, Logger } from "../../contract/runtime.ts";
import { nextCursor, pageSize } from "./calls.ts";
import { createFeeds } from "./changes.ts";
import { readChoices } from "./choices.ts";
import type { ZendeskClient } from "./client.ts";
import type { Settings } from "./config.ts";
import type { DeskClient } from "./desk-client.ts";
import { customFieldId, describeTicket, requireKnownNames } from "./fields.ts";
import type { JobRunner } from "./jobs.ts";
import type { Merges, ToRecords } from "./merges.ts";
import { isTicketId, toRecord } from "./ticket.ts";
import type { Writes } from "./writes.ts";

export interface TicketsContext {
  readonly client: ZendeskClient;
  readonly desk: DeskClient;
  readonly jobs: JobRunner;
  readonly writes: Writes;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly merges: Merges;
}

type Lookup = ReadonlyMap<string, readonly VendorRecord[]>;

// Lists have a limit of their own from page 501 on.
const lastPlainPage = 500;
const parallelLookups = 5;

async function describeWith(desk: DeskClient, fields: readonly string[]) {
  const description = describeTicket(await desk.listTicketFields(), await readChoices(desk, fields));
  const known = new Set(description.fields.map((field) => field.name));
  const unknown = fields.find((name) => !known.has(name));
  if (unknown === undefined) return description;
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `The account has no active ticket field ${customFieldId(unknown) ?? unknown}`,
    hint: "Correct the mapping, or activate the field in Zendesk's Admin Center.",
  });
}

async function readTickets(client: ZendeskClient, toRecords: ToRecords, ids: readonly string[]) {
  const wanted = [...new Set(ids.filter(isTicketId))];
  const found = new Map<string, VendorRecord>();
  for (let from = 0; from < wanted.length; from += pageSize) {
    const tickets = await client.showTickets(wanted.slice(from, from + pageSize));
    for (const record of await toRecords(tickets)) found.set(record.id, record);
  }
  return found;
}

async function* scanTickets(context: TicketsContext, fields: readonly string[]) {
  let after: string | undefined;
  for (let page = 1; ; page += 1) {
    const { body } = await context.client.listTickets(
      { "page[after]": after, support_type_scope: context.settings.supportTypes },
      page > lastPlainPage ? "deep-list" : "account",
      "background",
    );
    // What bears the mark of a merge is no live record, whether or not it can be told where it went.
    const records = body.tickets
      .filter((ticket) => !context.merges.isMarked(ticket))
      .map((ticket) => toRecord(ticket, fields))
      .filter((record) => !record.deleted);
    if (records.length > 0) yield records;
    after = nextCursor(body.meta);
    if (after === undefined) return;
  }
}

async function lookUp(
  client: ZendeskClient,
  fields: readonly string[],
  keys: readonly string[],
): Promise<Lookup> {
  const found = new Map<string, readonly VendorRecord[]>();
  const rest = [...new Set(keys.filter((key) => key !== ""))];
  const work = async () => {
    for (let key = rest.shift(); key !== undefined; key = rest.shift()) {
      const wanted = key;
      const { body } = await client.listTickets(
        { external_id: wanted, support_type_scope: "all" },
        "account",
      );
      const records = body.tickets.map((ticket) => toRecord(ticket, fields));
      // The vendor's comparison may ignore case; ours does not.
      const exact = records.filter((record) => record.correlationKey === wanted && !record.deleted);
      if (exact.length > 0) found.set(wanted, exact);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelLookups, rest.length) }, work));
  return found;
}

/** The tickets of one account with the given fields. @throws ConfigError for a field no account can have. */
export function createTicketPort(context: TicketsContext, fields: readonly string[]): ObjectPort {
  const { client, desk, jobs, writes } = context;
  requireKnownNames(fields);
  const toRecords = context.merges.toRecords(fields);
  return {
    ...createFeeds(context, toRecords),
    ...writes,
    describe: () => describeWith(desk, fields),
    read: (ids) => readTickets(client, toRecords, ids),
    scan: () => scanTickets(context, fields),
    searchableFields: ["external_id"],

    async findByCorrelationKey(keys) {
      // A create job started before a crash may still be queued: until it has run, "absent" is not yet true. Asked
      // first, as one that ends during the look-up has not made all its tickets before it.
      const open = await jobs.listOpen();
      const found = await lookUp(client, fields, keys);
      const absent = keys.filter((key) => !found.has(key));
      if (absent.length === 0 || open.length === 0) return found;
      await jobs.settle(open);
      return new Map([...found, ...(await lookUp(client, fields, absent))]);
    },

    async findByField(field, values) {
      if (field === "external_id") return lookUp(client, fields, values);
      throw new ConfigError({
        code: "E_CONFIG_INVALID",
        message: `Zendesk can't look up tickets by ${field}`,
        hint: "Use external_id as the match field.",
      });
    },
  };
}
