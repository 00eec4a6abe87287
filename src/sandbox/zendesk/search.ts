// GET /search and its siblings, over an index that is late (search-index.ts).
import { type Answer, type Call, Refusal } from "../edge.ts";
import type { Account } from "./account.ts";
import { named } from "./errors.ts";
import { PRIORITIES, STATUSES } from "./model.ts";
import { cursorRequest, offsetPage, pageOf } from "./paging.ts";
import { renderTicket } from "./render.ts";
import type { IndexedTicket } from "./search-index.ts";

const MAX_RESULTS = 1000;
type Test = (entry: IndexedTicket) => boolean;

export function search(account: Account, call: Call): Answer {
  const found = find(account, call);
  if (Number(call.query.get("page") ?? 1) * Number(call.query.get("per_page") ?? 100) > MAX_RESULTS) {
    throw new Refusal(
      named(
        422,
        "invalid",
        `Invalid search: Requested response size was greater than Search Response Limits`,
      ),
    );
  }
  const rows = found
    .slice(0, MAX_RESULTS)
    .map((entry) => ({ ...renderTicket(entry.ticket, call.baseUrl), result_type: "ticket" }));
  const answer = offsetPage(call, "results", rows);
  const body = typeof answer.body === "object" && answer.body !== null ? answer.body : {};
  return { ...answer, body: { ...body, facets: null, count: found.length } };
}

export function searchCount(account: Account, call: Call): Answer {
  return { status: 200, body: { count: find(account, call).length } };
}

export function searchExport(account: Account, call: Call): Answer {
  if (call.query.get("filter[type]") !== "ticket" || cursorRequest(call) === null) {
    throw new Refusal(named(422, "invalid", "filter[type] and page[size] are required"));
  }
  const rows = find(account, call).map((entry) => ({
    ...renderTicket(entry.ticket, call.baseUrl),
    result_type: "ticket",
  }));
  return pageOf(call, "results", rows);
}

function find(account: Account, call: Call): readonly IndexedTicket[] {
  const query = call.query.get("query");
  if (query === null) throw new Refusal(named(422, "invalid", "Invalid search: query is missing"));
  const tests = readTests(query);
  const found: IndexedTicket[] = [];
  for (const entry of account.desk.search.entries())
    if (tests.every((test) => test(entry))) found.push(entry);
  return sort(found, call);
}

function sort(found: IndexedTicket[], call: Call): readonly IndexedTicket[] {
  const by = call.query.get("sort_by");
  const sign = call.query.get("sort_order") === "asc" ? 1 : -1;
  const key = (entry: IndexedTicket) => {
    if (by === "created_at") return entry.ticket.createdMs;
    if (by === "status") return STATUSES.indexOf(entry.fields.status);
    if (by === "priority") return -PRIORITIES.indexOf(entry.fields.priority ?? "low");
    return entry.updatedMs;
  };
  return found.sort((left, right) => sign * (key(left) - key(right) || left.ticket.id - right.ticket.id));
}

/** Terms: `word`, `"a phrase"`, `field:value`, `updated>2026-05-06T00:00:00Z`, `-term`. */
function readTests(query: string): readonly Test[] {
  const terms = query.match(/-?[\w.]+[:<>]=?(?:"[^"]*"|\S+)|-?"[^"]*"|\S+/g) ?? [];
  return terms.map((term) => {
    const test = readTest(term.replace(/^-/, ""));
    return term.startsWith("-") ? (entry) => !test(entry) : test;
  });
}

function readTest(term: string): Test {
  const parts = /^([\w.]+)(:|<=|>=|<|>)(.*)$/.exec(term);
  if (parts === null) return textTest(unquote(term));
  const [, name = "", operator = ":", raw = ""] = parts;
  const value = unquote(raw);
  if (name === "updated" || name === "created") return dateTest(name, operator, value);
  if (name === "status") return statusTest(operator, value);
  const custom = /^custom_field_(\d+)$/.exec(name)?.[1];
  if (custom !== undefined) return (entry) => same(entry.fields.customFields.get(Number(custom)), value);
  return fieldTest(name, value);
}

function fieldTest(name: string, value: string): Test {
  if (name === "type") return (entry) => value === "ticket" || same(entry.fields.type, value);
  if (name === "ticket_type") return (entry) => same(entry.fields.type, value);
  if (name === "external_id") return (entry) => same(entry.fields.externalId, value);
  if (name === "priority") return (entry) => same(entry.fields.priority, value);
  if (name === "tags") return (entry) => entry.fields.tags.includes(value.toLowerCase());
  if (name === "subject") return (entry) => contains(entry.fields.subject, value);
  if (name === "description") return (entry) => contains(entry.description, value);
  if (name === "requester") return (entry) => same(entry.fields.requesterId, value);
  if (name === "assignee") return (entry) => same(entry.fields.assigneeId, value);
  if (name === "group") return (entry) => same(entry.fields.groupId, value);
  if (name === "fieldvalue")
    return (entry) => [...entry.fields.customFields.values()].some((each) => same(each, value));
  throw new Refusal(named(422, "invalid", `Invalid search: the property ${name} is not known`));
}

function textTest(text: string): Test {
  return (entry) =>
    contains(entry.fields.subject, text) ||
    contains(entry.description, text) ||
    String(entry.ticket.id) === text;
}

function dateTest(name: string, operator: string, value: string): Test {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const fromMs = Date.parse(isDay ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(fromMs))
    throw new Refusal(named(422, "invalid", `Invalid search: ${value} is not a date`));
  const untilMs = fromMs + (isDay ? 86_400_000 : 1000);
  return (entry) => {
    const atMs = name === "created" ? entry.ticket.createdMs : entry.updatedMs;
    if (operator === ">") return atMs >= (isDay ? untilMs : fromMs + 1000);
    if (operator === ">=") return atMs >= fromMs;
    if (operator === "<") return atMs < fromMs;
    if (operator === "<=") return atMs < untilMs;
    return atMs >= fromMs && atMs < untilMs;
  };
}

function statusTest(operator: string, value: string): Test {
  const names: readonly string[] = STATUSES;
  const place = names.indexOf(value.toLowerCase());
  return (entry) => {
    const difference = STATUSES.indexOf(entry.fields.status) - place;
    if (operator === "<") return difference < 0;
    if (operator === "<=") return difference <= 0;
    if (operator === ">") return difference > 0;
    return operator === ">=" ? difference >= 0 : difference === 0;
  };
}

function same(stored: unknown, wanted: string): boolean {
  if (stored === null || stored === undefined) return wanted === "none";
  return String(stored).toLowerCase() === wanted.toLowerCase();
}

function contains(text: string | null, part: string): boolean {
  return (text ?? "").toLowerCase().includes(part.toLowerCase());
}

function unquote(text: string): string {
  return text.replace(/^"(.*)"$/, "$1");
}
