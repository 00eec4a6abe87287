// What a change to a ticket means to others: audit events and the event types webhooks carry.
import type { Json, JsonObject } from "../json.ts";
import { isoSecond, type Ticket, type TicketFields, type User } from "./model.ts";
import { CUSTOM_FIELDS } from "./setup.ts";

export interface TicketEvent {
  /** Without the prefix `zen:event-type:`. */
  readonly type: string;
  readonly event: JsonObject;
}

export interface FieldChange {
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

/** Field by field, in the vendor's own names; custom fields go by their id. */
export function compareFields(before: TicketFields, after: TicketFields): readonly FieldChange[] {
  const left = flatten(before);
  const changes: FieldChange[] = [];
  for (const [field, value] of flatten(after)) {
    const previous = left.get(field) ?? null;
    if (JSON.stringify(previous) !== JSON.stringify(value))
      changes.push({ field, before: previous, after: value });
  }
  return changes;
}

export function flatten(fields: TicketFields): ReadonlyMap<string, Json> {
  const flat = new Map<string, Json>([
    ["subject", fields.subject],
    ["status", fields.status],
    ["custom_status_id", fields.customStatusId],
    ["priority", fields.priority],
    ["type", fields.type],
    ["external_id", fields.externalId],
    ["requester_id", fields.requesterId],
    ["assignee_id", fields.assigneeId],
    ["group_id", fields.groupId],
    ["organization_id", fields.organizationId],
    ["brand_id", fields.brandId],
    ["ticket_form_id", fields.formId],
    ["problem_id", fields.problemId],
    ["due_at", fields.dueAt],
    ["tags", [...fields.tags]],
  ]);
  for (const { id } of CUSTOM_FIELDS) flat.set(String(id), fields.customFields.get(id) ?? null);
  return flat;
}

const EVENT_TYPES: Readonly<Record<string, string>> = {
  subject: "ticket.subject_changed",
  status: "ticket.status_changed",
  custom_status_id: "ticket.custom_status_changed",
  priority: "ticket.priority_changed",
  type: "ticket.type_changed",
  external_id: "ticket.external_id_changed",
  requester_id: "ticket.requester_changed",
  assignee_id: "ticket.agent_assignment_changed",
  group_id: "ticket.group_assignment_changed",
  organization_id: "ticket.organization_changed",
  problem_id: "ticket.problem_link_changed",
  due_at: "ticket.task_due_at_changed",
  tags: "ticket.tags_changed",
};

/** No event type is known for these: webhooks are silent about them. */
const UNTOLD: ReadonlySet<string> = new Set(["brand_id", "ticket_form_id"]);

export function eventsOfChanges(changes: readonly FieldChange[]): readonly TicketEvent[] {
  return changes.filter(({ field }) => !UNTOLD.has(field)).map(eventOfChange);
}

function eventOfChange(change: FieldChange): TicketEvent {
  const custom = CUSTOM_FIELDS.find((field) => String(field.id) === change.field);
  if (custom !== undefined) {
    const field = { id: String(custom.id), title: custom.title, type: custom.type };
    const event = {
      current: { value: change.after },
      previous: { value: change.before },
      custom_field: field,
    };
    return { type: "ticket.custom_field_changed", event };
  }
  const type = EVENT_TYPES[change.field] ?? `ticket.${change.field}_changed`;
  if (change.field === "tags") return { type, event: tagsEvent(change) };
  return {
    type,
    event: { current: shown(change.field, change.after), previous: shown(change.field, change.before) },
  };
}

function tagsEvent(change: FieldChange): JsonObject {
  const before = new Set(Array.isArray(change.before) ? change.before.map(String) : []);
  const after = new Set(Array.isArray(change.after) ? change.after.map(String) : []);
  return {
    tags_added: [...after].filter((tag) => !before.has(tag)),
    tags_removed: [...before].filter((tag) => !after.has(tag)),
  };
}

/** Enumerations are upper case and ids are strings in event bodies. */
function shown(field: string, value: Json): Json {
  if (value === null) return null;
  if (field === "status" || field === "priority" || field === "type") return String(value).toUpperCase();
  return typeof value === "number" ? String(value) : value;
}

export function commentEvent(ticket: Ticket, author: User | undefined): TicketEvent | null {
  const comment = ticket.comments.at(-1);
  if (comment === undefined) return null;
  return {
    type: "ticket.comment_added",
    event: {
      comment: {
        id: String(comment.id),
        body: comment.body,
        is_public: comment.isPublic,
        author: {
          id: String(comment.authorId),
          is_staff: author !== undefined && author.role !== "end-user",
          name: author?.name ?? "System",
        },
      },
    },
  };
}

/** The ticket as event bodies show it: ids as strings, enumerations in upper case. */
export function eventDetail(ticket: Ticket, actorId: number): JsonObject {
  const { fields } = ticket;
  const text = (id: number | null) => (id === null ? null : String(id));
  return {
    actor_id: String(actorId),
    assignee_id: text(fields.assigneeId),
    brand_id: String(fields.brandId),
    created_at: isoSecond(ticket.createdMs),
    custom_status: String(fields.customStatusId),
    description: ticket.description,
    external_id: fields.externalId,
    form_id: String(fields.formId),
    group_id: text(fields.groupId),
    id: String(ticket.id),
    is_public: ticket.isPublic,
    organization_id: text(fields.organizationId),
    priority: shown("priority", fields.priority),
    requester_id: String(fields.requesterId),
    status: ticket.deletedMs === null ? fields.status.toUpperCase() : "DELETED",
    subject: fields.subject,
    submitter_id: String(ticket.submitterId),
    tags: [...fields.tags],
    type: shown("type", fields.type),
    updated_at: isoSecond(ticket.updatedMs),
    via: { channel: ticket.channel === "api" ? "web_service" : "web_form" },
  };
}
