// Tickets, comments, audits and people as the API shows them.
import type { Json, JsonObject } from "../json.ts";
import {
  type Audit,
  type Comment,
  isoSecond,
  type Organization,
  type StoredFile,
  type Ticket,
  type User,
} from "./model.ts";
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
    from_messaging_channel: ticket.fromMessaging,
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

export function renderComment(comment: Comment, baseUrl: string): JsonObject {
  return {
    id: comment.id,
    type: "Comment",
    author_id: comment.authorId,
    body: comment.body,
    html_body: comment.htmlBody,
    plain_body: comment.body,
    public: comment.isPublic,
    attachments: comment.files.filter((file) => !file.deleted).map((file) => renderFile(file, baseUrl)),
    audit_id: comment.auditId,
    via: via(comment.channel),
    created_at: isoSecond(comment.createdMs),
    metadata: { system: {}, custom: {} },
  };
}

/** `content_url` is an address of the account, which sends on to the host that keeps the bytes. */
export function renderFile(file: StoredFile, baseUrl: string): JsonObject {
  const content = `${baseUrl}/attachments/token/${file.token}/?name=${encodeURIComponent(file.name)}`;
  return {
    url: `${baseUrl}/api/v2/attachments/${file.id}.json`,
    id: file.id,
    file_name: file.name,
    content_url: content,
    mapped_content_url: content,
    content_type: file.type,
    size: file.bytes.byteLength,
    width: null,
    height: null,
    inline: false,
    deleted: file.deleted,
    malware_access_override: false,
    malware_scan_result: "malware_not_found",
    thumbnails: [],
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
    updated_at: isoSecond(user.updatedMs),
    time_zone: "UTC",
    iana_time_zone: "Etc/UTC",
    phone: user.phone,
    shared_phone_number: null,
    photo: null,
    locale_id: 1,
    locale: "en-US",
    organization_id: user.organizationId,
    role: user.role,
    verified: true,
    external_id: user.externalId,
    tags: [...user.tags],
    alias: user.alias,
    details: user.details,
    notes: user.notes,
    active: user.active,
    shared: false,
    suspended: false,
    user_fields: {},
  };
  return shared;
}

export function renderOrganization(organization: Organization, baseUrl: string): JsonObject {
  return {
    id: organization.id,
    url: `${baseUrl}/api/v2/organizations/${organization.id}.json`,
    name: organization.name,
    external_id: organization.externalId,
    details: organization.details,
    notes: organization.notes,
    domain_names: [...organization.domainNames],
    tags: [...organization.tags],
    group_id: null,
    shared_tickets: false,
    shared_comments: false,
    created_at: isoSecond(organization.createdMs),
    updated_at: isoSecond(organization.updatedMs),
    organization_fields: {},
  };
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
