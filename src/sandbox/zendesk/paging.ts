// Cursor and offset pagination of lists.
import { type Answer, type Call, Refusal } from "../edge.ts";
import type { Json, JsonObject } from "../json.ts";
import { listed, titled } from "./errors.ts";

const MAX_SIZE = 100;
const OFFSET_DEPTH = 10_000;

export interface CursorRequest {
  readonly size: number;
  readonly after: string | null;
}

/** The cursor request of a call, or null when it pages by offset. */
export function cursorRequest(call: Call): CursorRequest | null {
  const size = call.query.get("page[size]");
  const after = call.query.get("page[after]");
  if (size === null && after === null) return null;
  const count = size === null ? MAX_SIZE : Number(size);
  if (!Number.isInteger(count) || count < 1) {
    throw new Refusal(
      listed(400, "InvalidPaginationParameter", "Invalid page size", "page[size] is not valid"),
    );
  }
  return { size: Math.min(count, MAX_SIZE), after };
}

/** One page of a list that is fully at hand, by whichever way the call asks for. */
export function pageOf(call: Call, name: string, items: readonly Json[]): Answer {
  const cursor = cursorRequest(call);
  if (cursor === null) return offsetPage(call, name, items);
  const start = cursor.after === null ? 0 : readPlace(cursor.after);
  const page = items.slice(start, start + cursor.size);
  const end = start + page.length;
  return cursorPage(call, name, page, end < items.length, makePlace(end), makePlace(start));
}

export function cursorPage(
  call: Call,
  name: string,
  page: readonly Json[],
  hasMore: boolean,
  after: string,
  before: string,
): Answer {
  const meta: JsonObject = {
    has_more: hasMore,
    after_cursor: page.length === 0 ? null : after,
    before_cursor: page.length === 0 ? null : before,
  };
  const next = hasMore ? link(call, { "page[after]": after }) : null;
  const prev = page.length === 0 ? null : link(call, { "page[before]": before });
  return { status: 200, body: { [name]: page, meta, links: { prev, next } } };
}

export function offsetPage(call: Call, name: string, items: readonly Json[]): Answer {
  const size = Math.min(MAX_SIZE, positive(call, "per_page", MAX_SIZE));
  const number = positive(call, "page", 1);
  const start = (number - 1) * size;
  if (start + size > OFFSET_DEPTH && start > 0) {
    throw new Refusal(
      listed(
        400,
        "InvalidPaginationDepth",
        "Pagination depth exceeded",
        `Offset pagination ends at ${OFFSET_DEPTH} records; use cursor pagination`,
      ),
    );
  }
  const page = items.slice(start, start + size);
  const hasMore = start + size < items.length;
  const next_page = hasMore ? link(call, { page: String(number + 1) }) : null;
  const previous_page = number > 1 ? link(call, { page: String(number - 1) }) : null;
  return { status: 200, body: { [name]: page, next_page, previous_page, count: items.length } };
}

function positive(call: Call, name: string, otherwise: number): number {
  const text = call.query.get(name);
  if (text === null) return otherwise;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Refusal(titled(400, "Invalid attribute", `${name} must be a positive integer`));
}

export function link(call: Call, changes: Readonly<Record<string, string>>): string {
  const url = new URL(call.path, call.baseUrl);
  for (const [name, value] of call.query) url.searchParams.set(name, value);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.toString();
}

export function encodeCursor(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** @throws Refusal 400 */
export function decodeCursor(text: string): Json {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw new Refusal(listed(400, "InvalidCursor", "Invalid cursor", "The cursor is not valid"));
  }
}

function makePlace(index: number): string {
  return encodeCursor({ o: "nice_id", v: index });
}

function readPlace(text: string): number {
  const cursor = decodeCursor(text);
  const place =
    typeof cursor === "object" && cursor !== null && "v" in cursor ? Number(cursor.v) : Number.NaN;
  if (Number.isInteger(place)) return place;
  throw new Refusal(listed(400, "InvalidCursor", "Invalid cursor", "The cursor is not valid"));
}
