// GET /tickets: filters, sorts, both paginations; polls for changes walk the change index, not the whole account.
import { type Answer, type Call, Refusal } from "../edge.ts";
import type { Json } from "../json.ts";
import type { Account } from "./account.ts";
import type { Desk } from "./desk.ts";
import { titled } from "./errors.ts";
import type { Ticket } from "./model.ts";
import { cursorPage, cursorRequest, decodeCursor, encodeCursor, offsetPage } from "./paging.ts";
import { renderTicket } from "./render.ts";

type SortKey = "id" | "updated_at" | "created_at" | "status" | "subject" | "priority";
interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

const CURSOR_SORTS = new Set(["id", "updated_at", "status"]);
const OFFSET_SORTS = new Set(["id", "updated_at", "created_at", "status", "subject"]);

export function listTickets(account: Account, call: Call): Answer {
  const cursor = cursorRequest(call);
  const sort = readSort(call, cursor !== null);
  const users = call.query.get("include")?.split(",").includes("users") ?? false;
  const answer =
    cursor === null
      ? offsetPage(
          call,
          "tickets",
          sorted(account, call, sort).map((ticket) => renderTicket(ticket, call.baseUrl)),
        )
      : cursorTickets(account, call, sort, cursor);
  return users ? withUsers(account, answer) : answer;
}

function cursorTickets(
  account: Account,
  call: Call,
  sort: Sort,
  cursor: { size: number; after: string | null },
): Answer {
  const after = cursor.after === null ? null : readPlace(cursor.after);
  const page: Ticket[] = [];
  let hasMore = false;
  for (const ticket of inOrder(account, call, sort, after)) {
    if (page.length === cursor.size) {
      hasMore = true;
      break;
    }
    page.push(ticket);
  }
  const [first] = page;
  const last = page.at(-1);
  const place = (ticket: Ticket | undefined) =>
    ticket === undefined ? "" : encodeCursor({ o: sort.key, v: [keyOf(ticket, sort.key), ticket.id] });
  const rows = page.map((ticket) => renderTicket(ticket, call.baseUrl));
  return cursorPage(call, "tickets", rows, hasMore, place(last), place(first));
}

type Place = readonly [string | number, number];

function* inOrder(account: Account, call: Call, sort: Sort, after: Place | null): Generator<Ticket> {
  const isPoll = sort.key === "updated_at" && call.query.get("external_id") === null;
  const tickets = isPoll ? byUpdate(account.desk, sort, after, startMs(call)) : sorted(account, call, sort);
  for (const ticket of tickets) {
    if (after === null || order(placeOf(ticket, sort.key), after, sort) > 0) yield ticket;
  }
}

/** Live tickets by (updated second, id), from the index: starts at the cursor and reads no further than asked. */
function* byUpdate(desk: Desk, sort: Sort, after: Place | null, sinceMs: number): Generator<Ticket> {
  const from = after === null ? null : Number(after[0]) * 1000;
  const entries = sort.descending
    ? desk.changes.backFrom(from === null ? Number.MAX_SAFE_INTEGER : from + 999)
    : desk.changes.since(Math.max(sinceMs, from ?? 0));
  let group: Ticket[] = [];
  for (const entry of entries) {
    if (sort.descending && entry.atMs < sinceMs) break;
    const ticket = desk.live(Number(entry.id));
    if (ticket === null) continue;
    const [first] = group;
    if (first !== undefined && second(first.updatedMs) !== second(ticket.updatedMs)) {
      yield* group.sort((left, right) => order(placeOf(left, sort.key), placeOf(right, sort.key), sort));
      group = [];
    }
    group.push(ticket);
  }
  yield* group.sort((left, right) => order(placeOf(left, sort.key), placeOf(right, sort.key), sort));
}

function sorted(account: Account, call: Call, sort: Sort): readonly Ticket[] {
  const tickets = [...chosen(account.desk, call)];
  if (sort.key === "id" && !sort.descending && call.query.get("start_time") === null) return tickets;
  return tickets.sort((left, right) => order(placeOf(left, sort.key), placeOf(right, sort.key), sort));
}

function* chosen(desk: Desk, call: Call): Generator<Ticket> {
  const externalId = call.query.get("external_id");
  const since = startMs(call);
  if (externalId !== null) {
    for (const ticket of desk.byExternalId(externalId)) if (ticket.updatedMs >= since) yield ticket;
    return;
  }
  if (since > 0) {
    for (const entry of desk.changes.since(since)) {
      const ticket = desk.live(Number(entry.id));
      if (ticket !== null) yield ticket;
    }
    return;
  }
  for (const ticket of desk.tickets.values()) if (ticket.deletedMs === null) yield ticket;
}

function startMs(call: Call): number {
  const text = call.query.get("start_time");
  if (text === null) return 0;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 0) return seconds * 1000;
  throw new Refusal(titled(400, "Invalid attribute", "start_time must be a Unix time in seconds"));
}

function readSort(call: Call, byCursor: boolean): Sort {
  const text = call.query.get("sort");
  const name = byCursor && text !== null ? text.replace(/^-/, "") : (call.query.get("sort_by") ?? "id");
  const descending = byCursor ? (text?.startsWith("-") ?? false) : call.query.get("sort_order") === "desc";
  const key = (byCursor ? CURSOR_SORTS : OFFSET_SORTS).has(name) ? sortKey(name) : null;
  if (key !== null) return { key, descending };
  throw new Refusal(titled(400, "Invalid attribute", `sort by ${name} is not valid here`));
}

function sortKey(name: string): SortKey {
  if (name === "updated_at" || name === "created_at" || name === "status" || name === "subject") return name;
  return "id";
}

function second(atMs: number): number {
  return Math.floor(atMs / 1000);
}

function keyOf(ticket: Ticket, key: SortKey): string | number {
  if (key === "updated_at") return second(ticket.updatedMs);
  if (key === "created_at") return second(ticket.createdMs);
  if (key === "id") return ticket.id;
  return ticket.fields[key] ?? "";
}

function placeOf(ticket: Ticket, key: SortKey): Place {
  return [keyOf(ticket, key), ticket.id];
}

function order(left: Place, right: Place, sort: Sort): number {
  const byKey = left[0] === right[0] ? left[1] - right[1] : left[0] < right[0] ? -1 : 1;
  return sort.descending ? -byKey : byKey;
}

function readPlace(text: string): Place {
  const cursor = decodeCursor(text);
  const value: Json =
    typeof cursor === "object" && cursor !== null && "v" in cursor ? (cursor.v ?? null) : null;
  if (Array.isArray(value) && value.length === 2) {
    const [key, id] = value;
    return [typeof key === "number" ? key : String(key), Number(id)];
  }
  throw new Refusal(titled(400, "Invalid attribute", "page[after] is not a cursor of this list"));
}

export function withUsers(account: Account, answer: Answer): Answer {
  const { body } = answer;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return answer;
  return {
    ...answer,
    body: {
      ...body,
      users: [...account.desk.users.values()].map((user) => ({
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role,
      })),
    },
  };
}
