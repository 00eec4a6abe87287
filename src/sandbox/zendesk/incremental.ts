// The incremental ticket export by cursor: late by a minute, repeating at the seams, deleted tickets included.

import type { ChangeEntry } from "../change-index.ts";
import { type Answer, type Call, Refusal } from "../edge.ts";
import { type Account, API } from "./account.ts";
import { named, titled } from "./errors.ts";
import { endpointHeader, overLimit } from "./rate.ts";
import { renderTicket } from "./render.ts";

const MAX_PAGE = 1000;

export function exportTickets(account: Account, call: Call): Answer {
  const { desk, limits } = account;
  const standing = limits.endpoint.take("incremental", desk.settings.limits.incrementalPerMinute);
  const headers = endpointHeader("incremental-exports-cursor", standing);
  const refused = overLimit("incremental export", standing, headers);
  if (refused !== null) return refused;
  const { entries, repeat } = startOf(account, call);
  const horizonMs = desk.clock.now() - desk.settings.exportLagS * 1000;
  const withDeleted = call.query.get("exclude_deleted") !== "true";
  const page = readPage(entries, pageSize(call), horizonMs);
  const last = page.entries.at(-1);
  // Rows come twice at the seam of two pages: the export promises at least once.
  const shown = last === undefined || repeat === null ? page.entries : [repeat, ...page.entries];
  const tickets = shown.flatMap((entry) => {
    const ticket = desk.tickets.get(Number(entry.id));
    return ticket === undefined || (!withDeleted && ticket.deletedMs !== null)
      ? []
      : [renderTicket(ticket, call.baseUrl)];
  });
  const after = last === undefined ? call.query.get("cursor") : encode(last);
  return {
    status: 200,
    headers,
    body: {
      tickets,
      after_url:
        after === null
          ? null
          : `${call.baseUrl}${API}/incremental/tickets/cursor.json?cursor=${encodeURIComponent(after)}`,
      after_cursor: after,
      before_url: null,
      before_cursor: null,
      end_of_stream: page.isEnd,
    },
  };
}

/** The time-based sibling: the next start is the last row's second, so that second comes again. */
export function exportTicketsByTime(account: Account, call: Call): Answer {
  const { desk, limits } = account;
  const standing = limits.endpoint.take("incremental", desk.settings.limits.incrementalPerMinute);
  const headers = endpointHeader("incremental-exports", standing);
  const refused = overLimit("incremental export", standing, headers);
  if (refused !== null) return refused;
  const { entries } = startOf(account, call);
  const page = readPage(entries, pageSize(call), desk.clock.now() - desk.settings.exportLagS * 1000);
  const tickets = page.entries.flatMap((entry) => {
    const ticket = desk.tickets.get(Number(entry.id));
    return ticket === undefined ? [] : [renderTicket(ticket, call.baseUrl)];
  });
  const last = page.entries.at(-1);
  const end_time = last === undefined ? Number(call.query.get("start_time")) : Math.floor(last.atMs / 1000);
  const next_page = `${call.baseUrl}${API}/incremental/tickets.json?start_time=${end_time}`;
  const body = { tickets, next_page, end_time, count: tickets.length, end_of_stream: page.isEnd };
  return { status: 200, headers, body };
}

function pageSize(call: Call): number {
  return Math.min(MAX_PAGE, Number(call.query.get("per_page") ?? MAX_PAGE) || MAX_PAGE);
}

function readPage(entries: Iterable<ChangeEntry>, size: number, horizonMs: number) {
  const page: ChangeEntry[] = [];
  for (const entry of entries) {
    if (entry.atMs > horizonMs) break;
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

function startOf(account: Account, call: Call): Start {
  const { desk } = account;
  const cursor = call.query.get("cursor");
  if (cursor !== null) {
    const place = decode(cursor);
    const repeat = desk.tickets.has(Number(place.id)) ? place : null;
    return { entries: desk.changes.after(place.seq), repeat };
  }
  const startS = Number(call.query.get("start_time") ?? Number.NaN);
  if (!Number.isInteger(startS) || startS < 0) {
    throw new Refusal(titled(400, "Invalid attribute", "start_time or cursor is required"));
  }
  if (startS * 1000 > desk.clock.now() - desk.settings.exportLagS * 1000) {
    throw new Refusal(
      named(400, "StartTimeTooRecent", "Too recent start_time. Use a start_time older than 60 seconds"),
    );
  }
  return { entries: desk.changes.since(startS * 1000), repeat: null };
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
