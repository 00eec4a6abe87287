// What an emulated Zendesk account holds: tickets with their comments and audits, people, field definitions.
import type { Json } from "../json.ts";

export const STATUSES = ["new", "open", "pending", "hold", "solved", "closed"] as const;
export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export const TICKET_TYPES = ["problem", "incident", "question", "task"] as const;

export type Status = (typeof STATUSES)[number];
export type Priority = (typeof PRIORITIES)[number];
export type TicketType = (typeof TICKET_TYPES)[number];

/** Ids of young accounts lie above 2^45 (fact sheet section 1). */
export const FIRST_ID = 2 ** 45 + 1_000_001;

/** A file as the account keeps it; `token` is the secret part of its address. */
export interface StoredFile {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly token: string;
  deleted: boolean;
}

export interface Comment {
  readonly id: number;
  /** Set when the audit that holds the comment is made. */
  auditId: number;
  readonly authorId: number;
  body: string;
  htmlBody: string;
  isPublic: boolean;
  readonly files: readonly StoredFile[];
  readonly createdMs: number;
  readonly channel: Channel;
}

export type Channel = "api" | "web";

export interface AuditEvent {
  readonly [key: string]: Json;
}

export interface Audit {
  readonly id: number;
  readonly ticketId: number;
  readonly authorId: number;
  readonly createdMs: number;
  readonly channel: Channel;
  readonly events: readonly AuditEvent[];
  readonly custom: Json;
}

/** The fields of a ticket that a write can set. */
export interface TicketFields {
  subject: string | null;
  status: Status;
  customStatusId: number;
  priority: Priority | null;
  type: TicketType | null;
  externalId: string | null;
  requesterId: number;
  assigneeId: number | null;
  groupId: number | null;
  organizationId: number | null;
  brandId: number;
  formId: number;
  problemId: number | null;
  dueAt: string | null;
  tags: readonly string[];
  customFields: ReadonlyMap<number, Json>;
}

export interface Ticket {
  readonly id: number;
  readonly submitterId: number;
  readonly channel: Channel;
  /** It came through messaging, where the customer is answered. */
  readonly fromMessaging: boolean;
  readonly createdMs: number;
  description: string;
  isPublic: boolean;
  updatedMs: number;
  generatedMs: number;
  deletedMs: number | null;
  deletedBy: number | null;
  fields: TicketFields;
  comments: Comment[];
  audits: Audit[];
  followupIds: number[];
}

export type Role = "admin" | "agent" | "end-user";

export interface User {
  readonly id: number;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly active: boolean;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly externalId: string | null;
  readonly organizationId: number | null;
  readonly phone: string | null;
  readonly alias: string;
  readonly details: string;
  readonly notes: string;
  readonly tags: readonly string[];
}

export interface Organization {
  readonly id: number;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly deletedMs: number | null;
  readonly name: string;
  readonly externalId: string | null;
  readonly details: string | null;
  readonly notes: string | null;
  readonly domainNames: readonly string[];
  readonly tags: readonly string[];
}

export interface Actor {
  readonly userId: number;
  readonly channel: Channel;
}

export interface FieldOption {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export interface CustomField {
  readonly id: number;
  readonly type: "tagger" | "text" | "checkbox" | "multiselect" | "date" | "integer" | "decimal" | "textarea";
  readonly title: string;
  readonly options: readonly FieldOption[];
  /** The tag a checkbox writes. */
  readonly tag: string | null;
}

export interface CustomStatus {
  readonly id: number;
  readonly category: Exclude<Status, "closed">;
  readonly label: string;
  readonly isDefault: boolean;
}

/** Whole seconds, as every time of the vendor. */
export function isoSecond(atMs: number): string {
  return `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
