// A ticket both ways: as the vendor sends it → canonical record, canonical values → what the vendor takes. Pure.

import { createHash } from "node:crypto";
import {
  attempt,
  invalid,
  isText,
  orNull,
  sortedSet,
  writableField,
  writeText,
  writeWords,
} from "../../connector-parts/encoding.ts";
import { versioned } from "../../connector-parts/versions.ts";
import type { IntegrationError } from "../../contract/errors.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import type { JsonObject } from "./calls.ts";
import { customFieldId, systemFields } from "./fields.ts";
import type { Ticket } from "./schema.ts";
import { readValue, writeReference } from "./values.ts";

const ticketIdPattern = /^\d{1,16}$/;
const longestIdempotencyKey = 255;

function readCustom(ticket: Ticket, id: string): Value {
  return readValue(ticket.custom_fields?.find((custom) => custom.id === id)?.value ?? null);
}

const readers: Readonly<Record<string, (ticket: Ticket) => Value>> = {
  id: (ticket) => ticket.id,
  subject: (ticket) => orNull(ticket.subject),
  description: (ticket) => orNull(ticket.description),
  status: (ticket) => orNull(ticket.status),
  priority: (ticket) => orNull(ticket.priority),
  type: (ticket) => orNull(ticket.type),
  tags: (ticket) => sortedSet(ticket.tags ?? []),
  external_id: (ticket) => orNull(ticket.external_id),
  assignee_id: (ticket) => ticket.assignee_id,
  group_id: (ticket) => ticket.group_id,
  requester_id: (ticket) => ticket.requester_id,
  organization_id: (ticket) => ticket.organization_id,
  custom_status_id: (ticket) => ticket.custom_status_id,
  ticket_form_id: (ticket) => ticket.ticket_form_id,
  brand_id: (ticket) => ticket.brand_id,
  from_messaging_channel: (ticket) => ticket.from_messaging_channel ?? false,
  created_at: (ticket) => orNull(ticket.created_at),
  updated_at: (ticket) => orNull(ticket.updated_at),
};

function readField(ticket: Ticket, name: string): Value {
  const customId = customFieldId(name);
  return customId === null ? (readers[name]?.(ticket) ?? null) : readCustom(ticket, customId);
}

/** A ticket as a record with the given fields; `mergedInto` is the ticket that took its place, if one did. */
export function toRecord(
  ticket: Ticket,
  fields: readonly string[],
  mergedInto: string | null = null,
): VendorRecord {
  return versioned({
    id: ticket.id,
    modifiedAt: ticket.updated_at,
    deleted: ticket.status === "deleted" || mergedInto !== null,
    correlationKey: orNull(ticket.external_id),
    ...(mergedInto === null ? {} : { mergedInto }),
    fields: Object.fromEntries(fields.map((name) => [name, readField(ticket, name)])),
  });
}

/** Whether an id has the form the vendor gives tickets; others it would refuse together with the whole call. */
export function isTicketId(id: string): boolean {
  return ticketIdPattern.test(id);
}

/** What to send, or why it can't be sent. */
export type Encoded = { readonly ticket: JsonObject } | { readonly error: IntegrationError };

function writeSystem(name: string, value: Value): Value {
  const { type } = systemFields[name] ?? {};
  if (type === "reference") return writeReference(name, value);
  if (type === "multipicklist") return writeWords(name, value);
  if (name === "status" && value === null) throw invalid(name, "one of the vendor's states, not blank");
  return writeText(name, value);
}

function encodeFields(fields: FieldValues, may: "creatable" | "updatable"): JsonObject {
  const ticket: Record<string, unknown> = {};
  const customFields: { readonly id: number; readonly value: Value }[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const customId = customFieldId(name);
    if (customId !== null) {
      customFields.push({ id: Number(customId), value });
      continue;
    }
    writableField("Zendesk ticket", systemFields, name, may);
    ticket[name] = writeSystem(name, value);
  }
  const sent = withOneStatus(ticket);
  return customFields.length === 0 ? sent : { ...sent, custom_fields: customFields };
}

/**
 * A ticket status is one of a category, which `status` names: with both, the finer one alone is sent, as it is not
 * documented which of them the vendor would take.
 */
function withOneStatus({ status, custom_status_id, ...ticket }: JsonObject): JsonObject {
  if (isGiven(custom_status_id)) return { ...ticket, custom_status_id };
  if (status !== undefined) return { ...ticket, status };
  if (custom_status_id === null) throw invalid("custom_status_id", "one of the account's states, not blank");
  return ticket;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function encode(fields: () => JsonObject): Encoded {
  const outcome = attempt(fields);
  return "error" in outcome ? outcome : { ticket: outcome.value };
}

function isBlank(value: unknown): boolean {
  return !isText(value) || value.trim() === "";
}

/**
 * The body of a create. The description travels as the first comment, which a ticket can't be without:
 * where it is blank the subject takes its place. The correlation key goes into `external_id`.
 */
export function encodeCreate(fields: FieldValues, correlationKey: string): Encoded {
  return encode(() => {
    const { description, ...ticket } = encodeFields(fields, "creatable");
    const body = isBlank(description) ? ticket.subject : description;
    if (isBlank(body)) throw invalid("subject or description", "filled: a ticket starts with a comment");
    return { ...ticket, comment: { body }, external_id: correlationKey };
  });
}

/** The vendor takes keys up to 255 characters; longer ones are sent as their hash. */
export function idempotencyKey(correlationKey: string): string {
  if (correlationKey.length <= longestIdempotencyKey) return correlationKey;
  return createHash("sha256").update(correlationKey).digest("hex");
}

/** The changed fields of an update, without id and stamp. */
export function encodeUpdate(fields: FieldValues): Encoded {
  return encode(() => encodeFields(fields, "updatable"));
}
