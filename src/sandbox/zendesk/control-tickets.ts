// Tickets as an agent in the Zendesk UI edits them: no credential, no limits; events are sent as for any edit.
import { readJson, sinceOf } from "../control-call.ts";
import { type Answer, type Edge, Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import type { Account } from "./account.ts";
import { notFound } from "./errors.ts";
import type { Actor, Ticket } from "./model.ts";
import { renderComment, renderTicket } from "./render.ts";
import { DESK_USER } from "./setup.ts";
import { createTicket, deleteTicket, updateTicket } from "./tickets.ts";

const AGENT: Actor = { userId: DESK_USER, channel: "web" };

export function addTicketControl(edge: Edge, account: Account, url: () => string): void {
  edge.route("GET", "/zendesk/tickets", (call) => ({
    status: 200,
    body: { tickets: dumpTickets(account, url(), sinceOf(call)) },
  }));
  edge.route("POST", "/zendesk/tickets", (call) => createUiTicket(account, readJson(call), url()));
  edge.route("PATCH", "/zendesk/tickets/:id", (call) =>
    applyTicketEdit(account, Number(call.params.id), readJson(call), url()),
  );
  edge.route("DELETE", "/zendesk/tickets/:id", (call) => deleteUiTicket(account, Number(call.params.id)));
}

/** Live tickets with all their fields and comments, changed at or after `sinceMs`; 0: every one. */
function dumpTickets(account: Account, baseUrl: string, sinceMs: number): readonly JsonObject[] {
  const { tickets, changes } = account.desk;
  const ids = sinceMs === 0 ? tickets.keys() : [...changes.since(sinceMs)].map((entry) => Number(entry.id));
  const live = [...ids].flatMap((id) => account.desk.live(id) ?? []);
  return live.map((ticket) => dump(ticket, baseUrl));
}

function dump(ticket: Ticket, baseUrl: string): JsonObject {
  return {
    ...renderTicket(ticket, baseUrl),
    comments: ticket.comments.map((comment) => renderComment(comment, baseUrl)),
  };
}

function createUiTicket(account: Account, input: JsonObject, baseUrl: string): Answer {
  return answered(() => {
    const { ticket } = createTicket(account.desk, input, AGENT);
    return { status: 201, body: { ticket: dump(ticket, baseUrl) } };
  });
}

function applyTicketEdit(account: Account, id: number, input: JsonObject, baseUrl: string): Answer {
  const ticket = account.desk.live(id);
  if (ticket === null) return notFound();
  return answered(() => {
    updateTicket(account.desk, ticket, input, AGENT);
    return { status: 200, body: { ticket: dump(ticket, baseUrl) } };
  });
}

function deleteUiTicket(account: Account, id: number): Answer {
  const ticket = account.desk.live(id);
  if (ticket === null) return notFound();
  deleteTicket(account.desk, ticket, AGENT);
  return { status: 204 };
}

function answered(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
