// The trail a write leaves on its ticket: comments, and audits with their events.
import type { Json } from "../json.ts";
import type { NewComment } from "./comment-patch.ts";
import type { Desk } from "./desk.ts";
import { type FieldChange, flatten } from "./events.ts";
import type { Actor, Audit, AuditEvent, Ticket, TicketFields } from "./model.ts";

const AUDITS_KEPT = 50;

export function addComment(
  desk: Desk,
  ticket: Ticket,
  comment: NewComment | null,
  actor: Actor,
): readonly AuditEvent[] {
  if (comment === null) return [];
  const id = desk.nextId();
  const authorId =
    comment.authorId ?? (ticket.comments.length === 0 ? ticket.fields.requesterId : actor.userId);
  ticket.comments.push({
    id,
    auditId: 0,
    authorId,
    body: comment.body,
    htmlBody: comment.htmlBody,
    isPublic: comment.isPublic,
    createdMs: desk.clock.now(),
    channel: actor.channel,
    files: comment.uploads.flatMap((token) => desk.files.take(token)),
  });
  if (comment.isPublic) ticket.isPublic = true;
  const text = { body: comment.body, html_body: comment.htmlBody, plain_body: comment.body };
  const event = {
    id,
    type: "Comment",
    author_id: authorId,
    ...text,
    public: comment.isPublic,
    attachments: [],
  };
  return [event];
}

export function createEvents(desk: Desk, fields: TicketFields): AuditEvent[] {
  const set = [...flatten(fields)].filter(([, value]) => value !== null && value !== false);
  return set.map(([field, value]) => ({
    id: desk.nextId(),
    type: "Create",
    field_name: field,
    value: auditValue(value),
  }));
}

export function changeEvent(desk: Desk, change: FieldChange): AuditEvent {
  const previous_value = auditValue(change.before);
  return {
    id: desk.nextId(),
    type: "Change",
    field_name: change.field,
    value: auditValue(change.after),
    previous_value,
  };
}

function auditValue(value: Json): Json {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

export function addAudit(
  desk: Desk,
  ticket: Ticket,
  actor: Actor,
  events: readonly AuditEvent[],
  custom: Json,
): Audit {
  const audit = { ...emptyAudit(desk, ticket, actor, custom), events };
  ticket.audits.push(audit);
  const held = new Set(events.map((event) => event.id));
  for (const comment of ticket.comments) if (held.has(comment.id)) comment.auditId = audit.id;
  desk.ticketEvents.add(ticket, audit);
  if (ticket.audits.length > AUDITS_KEPT) ticket.audits.shift();
  return audit;
}

export function emptyAudit(desk: Desk, ticket: Ticket, actor: Actor, custom: Json): Audit {
  return {
    id: desk.nextId(),
    ticketId: ticket.id,
    authorId: actor.userId,
    createdMs: desk.clock.now(),
    channel: actor.channel,
    events: [],
    custom,
  };
}
