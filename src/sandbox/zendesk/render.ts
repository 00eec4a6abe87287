// Tickets, comments, audits and people as the API shows them.
import type { Json, JsonObject } from "../json.ts";
import { type Audit, type Comment, isoSecond, type Ticket, type User } from "./model.ts";
import { CUSTOM_FIELDS } from "./setup.ts";

export function renderTicket(ticket: Ticket, baseUrl: string): JsonObject {
  const { fields } = ticket;
  const custom = CUSTOM_FIELDS.map(
    ({ id }): JsonObject => ({ id, value: fields.customFields.get(id) ?? null }),
  );
  return {
    url: `${baseUrl}/api/v2/tickets/${ticket.id}.json`,
    id: ticket.id,
    external_id: fields.externalId,
    via: via(ticket.channel),
    created_at: isoSecond(ticket.createdMs),
    updated_at: isoSecond(ticket.updatedMs),
    generated_timestamp: Math.floor(ticket.generatedMs / 1000),
    type: fields.type,
    subject: fields.subject,
    raw_subject: fields.subject,
    description: ticket.description,
    priority: fields.priority,
    status: ticket.deletedMs === null ? fields.status : "deleted",
    ...renderReferences(ticket),
    collaborator_ids: [],
    follower_ids: [],
    email_cc_ids: [],
    forum_topic_id: null,
    has_incidents: false,
    is_public: ticket.isPublic,
    due_at: fields.dueAt,
    tags: [...fields.tags],
    custom_fields: custom,
    satisfaction_rating: null,
    sharing_agreement_ids: [],
    encoded_id: `SBX-${ticket.id}`,
    fields: custom,
    followup_ids: [...ticket.followupIds],
    allow_channelback: false,
    allow_attachments: true,
    from_messaging_channel: false,
    support_type: "agent",
  };
}

function renderReferences({ fields, submitterId }: Ticket): JsonObject {
  return {
    recipient: null,
    requester_id: fields.requesterId,
    submitter_id: submitterId,
    assignee_id: fields.assigneeId,
    organization_id: fields.organizationId,
    group_id: fields.groupId,
    problem_id: fields.problemId,
    custom_status_id: fields.customStatusId,
    ticket_form_id: fields.formId,
    brand_id: fields.brandId,
  };
}

function via(channel: string): JsonObject {
  return { channel, source: { from: {}, to: {}, rel: null } };
}

export function renderComment(comment: Comment): JsonObject {
  return {
    id: comment.id,
    type: "Comment",
    author_id: comment.authorId,
    body: comment.body,
    html_body: comment.htmlBody,
    plain_body: comment.body,
    public: comment.isPublic,
    attachments: [],
    audit_id: comment.auditId,
    via: via(comment.channel),
    created_at: isoSecond(comment.createdMs),
    metadata: { system: {}, custom: {} },
  };
}

export function renderAudit(audit: Audit): JsonObject {
  return {
    id: audit.id,
    ticket_id: audit.ticketId,
    created_at: isoSecond(audit.createdMs),
    author_id: audit.authorId,
    metadata: { system: { client: "sandbox" }, custom: audit.custom ?? {} },
    events: audit.events.map((event) => ({ ...event })),
    via: via(audit.channel),
  };
}

export function renderUser(user: User, baseUrl: string): JsonObject {
  const shared: Record<string, Json> = {
    id: user.id,
    url: `${baseUrl}/api/v2/users/${user.id}.json`,
    name: user.name,
    email: user.email,
    created_at: isoSecond(user.createdMs),
    updated_at: isoSecond(user.createdMs),
    time_zone: "UTC",
    iana_time_zone: "Etc/UTC",
    phone: null,
    shared_phone_number: null,
    photo: null,
    locale_id: 1,
    locale: "en-US",
    organization_id: null,
    role: user.role,
    verified: true,
    external_id: null,
    tags: [],
    alias: "",
    active: true,
    shared: false,
    suspended: false,
    user_fields: {},
  };
  return shared;
}

/** What `users/me` shows to a credential that does not hold. */
export function anonymousUser(): JsonObject {
  return {
    id: null,
    url: "",
    name: "Anonymous user",
    email: "invalid@example.com",
    role: "end-user",
    verified: false,
  };
}
