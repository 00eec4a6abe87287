// The incremental ticket export by cursor: late by a minute, repeating at the seams, deleted tickets included.

import type { ChangeEntry, ChangeIndex } from "../change-index.ts";
import { type Answer, type Call, Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { type Account, API } from "./account.ts";
import { named, titled } from "./errors.ts";
import { endpointHeader, overLimit } from "./rate.ts";
import { renderOrganization, renderTicket, renderUser } from "./render.ts";
import { renderTicketEvent } from "./ticket-events.ts";

const MAX_PAGE = 1000;

/** What one export tells: in which order, under which name, and how a row looks; null leaves a row out. */
interface Source {
  readonly name: string;
  readonly index: ChangeIndex;
  render(id: number, baseUrl: string): JsonObject | null;
}

export function exportTickets(account: Account, call: Call): Answer {
  return byCursor(account, call, tickets(account, call.query.get("exclude_deleted") !== "true"));
}

export function exportTicketsByTime(account: Account, call: Call): Answer {
  return byTime(account, call, tickets(account, true));
}

/** Deleted users stay in the export, with `active` false. */
export function exportUsers(account: Account, call: Call): Answer {
  return byCursor(account, call, users(account));
}

export function exportUsersByTime(account: Account, call: Call): Answer {
  return byTime(account, call, users(account));
}

/** The description shows no mark of deletion on organizations: deleted ones are left out. */
export function exportOrganizations(account: Account, call: Call): Answer {
  const { organizations } = account.desk.people;
  const render = (id: number, baseUrl: string) => {
    const organization = organizations.live(id);
    return organization === null ? null : renderOrganization(organization, baseUrl);
  };
  return byTime(account, call, { name: "organizations", index: organizations.changes, render });
}

function tickets({ desk }: Account, withDeleted: boolean): Source {
  const render = (id: number, baseUrl: string) => {
    const ticket = desk.tickets.get(id);
    if (ticket === undefined || (!withDeleted && ticket.deletedMs !== null)) return null;
    return renderTicket(ticket, baseUrl);
  };
  return { name: "tickets", index: desk.changes, render };
}

function users({ desk }: Account): Source {
  const render = (id: number, baseUrl: string) => {
    const user = desk.users.get(id);
    return user === undefined ? null : renderUser(user, baseUrl);
  };
  return { name: "users", index: desk.people.users.changes, render };
}

function admitted(account: Account, header: string): Readonly<Record<string, string>> {
  const { desk, limits } = account;
  const standing = limits.endpoint.take("incremental", desk.settings.limits.incrementalPerMinute);
  const headers = endpointHeader(header, standing);
  const refused = overLimit("incremental export", standing, headers);
  if (refused !== null) throw new Refusal(refused);
  return headers;
}

function byCursor(account: Account, call: Call, source: Source): Answer {
  const headers = admitted(account, "incremental-exports-cursor");
  const { entries, repeat } = startOf(account, call, source.index);
  const page = readPage(entries, pageSize(call), horizonMs(account));
  const last = page.entries.at(-1);
  // Rows come twice at the seam of two pages: the export promises at least once.
  const shown = last === undefined || repeat === null ? page.entries : [repeat, ...page.entries];
  const after = last === undefined ? call.query.get("cursor") : encode(last);
  const path = `${call.baseUrl}${API}/incremental/${source.name}/cursor.json`;
  return {
    status: 200,
    headers,
    body: {
      [source.name]: rowsOf(source, shown, call),
      after_url: after === null ? null : `${path}?cursor=${encodeURIComponent(after)}`,
      after_cursor: after,
      before_url: null,
      before_cursor: null,
      end_of_stream: page.isEnd,
    },
  };
}

/** The time-based kind: the next start is the last row's second, so that second comes again. */
function byTime(account: Account, call: Call, source: Source): Answer {
  const headers = admitted(account, "incremental-exports");
  const { entries } = startOf(account, call, source.index);
  const page = readPage(entries, pageSize(call), horizonMs(account));
  const rows = rowsOf(source, page.entries, call);
  return {
    status: 200,
    headers,
    body: timed(call, source.name, rows, page.entries.at(-1)?.atMs, page.isEnd),
  };
}

function rowsOf(source: Source, entries: readonly ChangeEntry[], call: Call): readonly JsonObject[] {
  return entries.map((entry) => source.render(Number(entry.id), call.baseUrl)).filter((row) => row !== null);
}

function timed(
  call: Call,
  name: string,
  rows: readonly JsonObject[],
  lastMs: number | undefined,
  isEnd: boolean,
): JsonObject {
  const end_time = lastMs === undefined ? Number(call.query.get("start_time")) : Math.floor(lastMs / 1000);
  const next_page = `${call.baseUrl}${API}/incremental/${name}.json?start_time=${end_time}`;
  return { [name]: rows, next_page, end_time, count: rows.length, end_of_stream: isEnd };
}

/** Audits of all tickets, a minute late too; those of one second always come together. */
export function exportTicketEvents(account: Account, call: Call): Answer {
  const headers = admitted(account, "incremental-exports");
  const startMs = startTimeMs(account, call);
  const due = account.desk.ticketEvents
    .since(startMs)
    .filter(({ audit }) => audit.createdMs <= horizonMs(account));
  const page = due.slice(0, pageSize(call));
  const withComments = (call.query.get("include") ?? "").split(",").includes("comment_events");
  const rows = page.map((row) => renderTicketEvent(row, withComments, call.baseUrl));
  const lastMs = page.at(-1)?.audit.createdMs;
  return {
    status: 200,
    headers,
    body: timed(call, "ticket_events", rows, lastMs, page.length === due.length),
  };
}

function horizonMs({ desk }: Account): number {
  return desk.clock.now() - desk.settings.exportLagS * 1000;
}

function pageSize(call: Call): number {
  return Math.min(MAX_PAGE, Number(call.query.get("per_page") ?? MAX_PAGE) || MAX_PAGE);
}

function readPage(entries: Iterable<ChangeEntry>, size: number, untilMs: number) {
  const page: ChangeEntry[] = [];
  for (const entry of entries) {
    if (entry.atMs > untilMs) break;
    if (page.length === size) return { entries: page, isEnd: false };
    page.push(entry);
  }
  return { entries: page, isEnd: true };
}

interface Start {
  readonly entries: Iterable<ChangeEntry>;
  /** Last row of the page before, shown again. */
  readonly repeat: ChangeEntry | null;
}

function startOf(account: Account, call: Call, index: ChangeIndex): Start {
  const cursor = call.query.get("cursor");
  if (cursor === null) return { entries: index.since(startTimeMs(account, call)), repeat: null };
  const place = decode(cursor);
  return { entries: index.after(place.seq), repeat: place };
}

/** @throws Refusal 400 */
function startTimeMs(account: Account, call: Call): number {
  const startS = Number(call.query.get("start_time") ?? Number.NaN);
  if (!Number.isInteger(startS) || startS < 0) {
    throw new Refusal(titled(400, "Invalid attribute", "start_time or cursor is required"));
  }
  if (startS * 1000 > horizonMs(account)) {
    throw new Refusal(
      named(400, "StartTimeTooRecent", "Too recent start_time. Use a start_time older than 60 seconds"),
    );
  }
  return startS * 1000;
}

/** Shaped like the vendor's: base64 of `<seconds>.0||<id>|<place>`; opaque to callers. */
function encode(entry: ChangeEntry): string {
  return Buffer.from(`${Math.floor(entry.atMs / 1000)}.0||${entry.id}|${entry.seq}`).toString("base64");
}

function decode(cursor: string): ChangeEntry {
  const parts = /^(\d+)\.0\|\|(\d+)\|(\d+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"));
  if (parts === null) throw new Refusal(titled(400, "Invalid attribute", "cursor is not valid"));
  return { atMs: Number(parts[1]) * 1000, id: parts[2] ?? "", seq: Number(parts[3]) };
}
