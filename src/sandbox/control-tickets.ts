// Tickets as an agent in the Zendesk UI edits them: no credential, no limits; events are sent as for any edit.
import { type Answer, Refusal } from "./edge.ts";
import type { JsonObject } from "./json.ts";
import type { Account } from "./zendesk/account.ts";
import { notFound } from "./zendesk/errors.ts";
import type { Actor, Ticket } from "./zendesk/model.ts";
import { renderComment, renderTicket } from "./zendesk/render.ts";
import { DESK_USER } from "./zendesk/setup.ts";
import { createTicket, deleteTicket, updateTicket } from "./zendesk/tickets.ts";

const AGENT: Actor = { userId: DESK_USER, channel: "web" };

/** Live tickets with all their fields and comments, changed at or after `sinceMs`; 0: every one. */
export function dumpTickets(account: Account, baseUrl: string, sinceMs: number): readonly JsonObject[] {
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

export function createUiTicket(account: Account, input: JsonObject, baseUrl: string): Answer {
  return answered(() => {
    const { ticket } = createTicket(account.desk, input, AGENT);
    return { status: 201, body: { ticket: dump(ticket, baseUrl) } };
  });
}

export function applyTicketEdit(account: Account, id: number, input: JsonObject, baseUrl: string): Answer {
  const ticket = account.desk.live(id);
  if (ticket === null) return notFound();
  return answered(() => {
    updateTicket(account.desk, ticket, input, AGENT);
    return { status: 200, body: { ticket: dump(ticket, baseUrl) } };
  });
}

export function deleteUiTicket(account: Account, id: number): Answer {
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
