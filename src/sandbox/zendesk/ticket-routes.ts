// Single tickets: create, read, change, delete, tags, comments, audits; deleted tickets and their return.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import { arrayAt, type JsonObject } from "../json.ts";
import { type Account, API, actorOf, liveTicket, readBody, readIds, readMember } from "./account.ts";
import { notFound } from "./errors.ts";
import { Idempotency } from "./idempotency.ts";
import { startMerge } from "./merge.ts";
import { isoSecond, type Ticket } from "./model.ts";
import { pageOf } from "./paging.ts";
import { endpointHeader, overLimit } from "./rate.ts";
import { renderAudit, renderComment, renderTicket } from "./render.ts";
import { listTickets, withUsers } from "./ticket-list.ts";
import {
  checkStamp,
  createTicket,
  deleteTicket,
  hideComment,
  restoreTicket,
  updateTicket,
  type Written,
} from "./tickets.ts";

export function addTicketRoutes(edge: Edge, account: Account): void {
  const idempotency = new Idempotency(account.desk.clock);
  edge.route("GET", `${API}/tickets`, (call) => listTickets(account, call));
  edge.route("POST", `${API}/tickets`, (call) => idempotency.once(call, () => create(account, call)));
  edge.route("GET", `${API}/tickets/count`, () => count(account));
  edge.route("GET", `${API}/tickets/show_many`, (call) => showMany(account, call));
  edge.route("GET", `${API}/tickets/:id`, (call) => show(account, call));
  edge.route("PUT", `${API}/tickets/:id`, (call) => update(account, call));
  edge.route("DELETE", `${API}/tickets/:id`, (call) => remove(account, call));
  edge.route("GET", `${API}/tickets/:id/comments`, (call) => comments(account, call));
  edge.route("PUT", `${API}/tickets/:id/comments/:comment/make_private`, (call) =>
    makePrivate(account, call),
  );
  edge.route("POST", `${API}/tickets/:id/merge`, (call) => startMerge(account, call));
  edge.route("GET", `${API}/tickets/:id/audits`, (call) => pageOf(call, "audits", audits(account, call)));
  edge.route("GET", `${API}/tickets/:id/tags`, (call) => tagsAnswer(200, liveTicket(account, call), false));
  edge.route("POST", `${API}/tickets/:id/tags`, (call) => changeTags(account, call, "set"));
  edge.route("PUT", `${API}/tickets/:id/tags`, (call) => changeTags(account, call, "add"));
  edge.route("DELETE", `${API}/tickets/:id/tags`, (call) => changeTags(account, call, "remove"));
  edge.route("GET", `${API}/deleted_tickets`, (call) => deletedTickets(account, call));
  edge.route("PUT", `${API}/deleted_tickets/:id/restore`, (call) => restore(account, call));
}

function create(account: Account, call: Call): Answer {
  const input = readMember(readBody(call), "ticket");
  const written = createTicket(account.desk, input, actorOf(account, call));
  const location = `${call.baseUrl}/api/v2/tickets/${written.ticket.id}.json`;
  return { status: 201, body: writtenBody(written, call), headers: { location }, wrote: true };
}

function writtenBody(written: Written, call: Call): JsonObject {
  return { ticket: renderTicket(written.ticket, call.baseUrl), audit: renderAudit(written.audit) };
}

function show(account: Account, call: Call): Answer {
  const answer = { status: 200, body: { ticket: renderTicket(liveTicket(account, call), call.baseUrl) } };
  return call.query.get("include")?.split(",").includes("users") ? withUsers(account, answer) : answer;
}

function showMany(account: Account, call: Call): Answer {
  const found = readIds(call).flatMap((id) => account.desk.live(id) ?? []);
  const tickets = found.map((ticket) => renderTicket(ticket, call.baseUrl));
  return { status: 200, body: { tickets, next_page: null, previous_page: null, count: tickets.length } };
}

function count(account: Account): Answer {
  const live = [...account.desk.tickets.values()].filter((ticket) => ticket.deletedMs === null).length;
  return { status: 200, body: { count: { value: live, refreshed_at: isoSecond(account.desk.clock.now()) } } };
}

/** The endpoint's own limits: per account and minute, per user and ticket and ten minutes. */
function update(account: Account, call: Call): Answer {
  const { limits, desk } = account;
  const actor = actorOf(account, call);
  const all = limits.endpoint.take("update", desk.settings.limits.updatesPerMinute);
  const one = limits.perTicket.take(
    `${actor.userId}/${call.params.id}`,
    desk.settings.limits.updatesPerTicketPer10Minutes,
  );
  const headers = { ...endpointHeader("tickets-update", all), ...endpointHeader("per-ticket-updates", one) };
  const refused =
    overLimit("ticket update", all, headers) ?? overLimit("updates of one ticket", one, headers);
  if (refused !== null) return refused;
  try {
    const input = readMember(readBody(call), "ticket");
    const written = updateTicket(desk, liveTicket(account, call), input, actor);
    return { status: 200, body: writtenBody(written, call), headers, wrote: true };
  } catch (error) {
    if (error instanceof Refusal)
      return { ...error.answer, headers: { ...headers, ...error.answer.headers } };
    throw error;
  }
}

function remove(account: Account, call: Call): Answer {
  const standing = account.limits.endpoint.take("delete", account.desk.settings.limits.deletesPerMinute);
  const headers = endpointHeader("tickets-delete", standing);
  const refused = overLimit("ticket deletion", standing, headers);
  if (refused !== null) return refused;
  deleteTicket(account.desk, liveTicket(account, call), actorOf(account, call));
  return { status: 204, headers, wrote: true };
}

function comments(account: Account, call: Call): Answer {
  const ticket = liveTicket(account, call);
  const isNewestFirst = call.query.get("sort") === "-created_at" || call.query.get("sort_order") === "desc";
  const rows = ticket.comments.map((comment) => renderComment(comment, call.baseUrl));
  const answer = pageOf(call, "comments", isNewestFirst ? rows.reverse() : rows);
  return call.query.get("include")?.split(",").includes("users") ? withUsers(account, answer) : answer;
}

function audits(account: Account, call: Call): readonly JsonObject[] {
  const rows = liveTicket(account, call).audits.map(renderAudit);
  const isNewestFirst = call.query.get("sort") === "-created_at" || call.query.get("sort_order") === "desc";
  return isNewestFirst ? rows.reverse() : rows;
}

function makePrivate(account: Account, call: Call): Answer {
  const ticket = liveTicket(account, call);
  const comment = ticket.comments.find((each) => each.id === Number(call.params.comment));
  if (comment === undefined) return notFound();
  hideComment(account.desk, ticket, comment, actorOf(account, call));
  return { status: 200, wrote: true };
}

function changeTags(account: Account, call: Call, how: "set" | "add" | "remove"): Answer {
  const ticket = liveTicket(account, call);
  const body = call.rawBody === "" ? {} : readBody(call);
  checkStamp(ticket, body);
  const named = (arrayAt(body, "tags") ?? (call.query.get("tags") ?? "").split(",")).map(String);
  const input: JsonObject =
    how === "set" ? { tags: named } : how === "add" ? { additional_tags: named } : { remove_tags: named };
  updateTicket(account.desk, ticket, input, actorOf(account, call));
  return tagsAnswer(how === "set" ? 201 : 200, ticket, true);
}

function tagsAnswer(status: number, ticket: Ticket, wrote: boolean): Answer {
  return { status, body: { tags: [...ticket.fields.tags] }, wrote };
}

function deletedTickets(account: Account, call: Call): Answer {
  const rows = [...account.desk.tickets.values()]
    .filter((ticket) => ticket.deletedMs !== null)
    .map((ticket) => ({
      id: ticket.id,
      subject: ticket.fields.subject ?? "",
      deleted_at: isoSecond(ticket.deletedMs ?? 0),
      previous_state: ticket.fields.status,
      actor: {
        id: ticket.deletedBy ?? 0,
        name: account.desk.users.get(ticket.deletedBy ?? 0)?.name ?? "System",
      },
    }));
  return pageOf(call, "deleted_tickets", rows);
}

function restore(account: Account, call: Call): Answer {
  const ticket = account.desk.tickets.get(Number(call.params.id));
  if (ticket === undefined || ticket.deletedMs === null) return notFound();
  restoreTicket(account.desk, ticket);
  return { status: 200, text: "", wrote: true };
}
