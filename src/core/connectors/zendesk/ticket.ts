// A ticket both ways: as the vendor sends it → canonical record, canonical values → what the vendor takes. Pure.
import { createHash } from "node:crypto";
import type { ErrorCode } from "../../contract/error-codes.ts";
import { ConfigError, type IntegrationError, ValidationError } from "../../contract/errors.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import type { JsonObject } from "./client.ts";
import { customFieldId, systemFields } from "./fields.ts";
import type { Ticket } from "./schema.ts";

const ticketIdPattern = /^\d{1,16}$/;
const versionSeparator = "~";
const digestLength = 12;
const longestIdempotencyKey = 255;

function orNull(value: string | null | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}

function sortedSet(values: readonly string[]): readonly string[] | null {
  return values.length === 0 ? null : [...new Set(values)].sort();
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function readCustom(ticket: Ticket, id: string): Value {
  const value = ticket.custom_fields?.find((custom) => custom.id === id)?.value ?? null;
  if (value === "") return null;
  return Array.isArray(value) && value.every(isText) ? sortedSet(value) : value;
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
  created_at: (ticket) => orNull(ticket.created_at),
  updated_at: (ticket) => orNull(ticket.updated_at),
};

function readField(ticket: Ticket, name: string): Value {
  const customId = customFieldId(name);
  return customId === null ? (readers[name]?.(ticket) ?? null) : readCustom(ticket, customId);
}

/**
 * A ticket as a record with the given fields. The version is `updated_at` with a digest of those fields
 * behind it, because two changes within one second have the same `updated_at`.
 */
export function toRecord(ticket: Ticket, fields: readonly string[]): VendorRecord {
  const deleted = ticket.status === "deleted";
  const values: Record<string, Value> = {};
  if (!deleted) for (const name of [...fields].sort()) values[name] = readField(ticket, name);
  const digest = createHash("sha256")
    .update(JSON.stringify([deleted, values]))
    .digest("hex")
    .slice(0, digestLength);
  return {
    id: ticket.id,
    version: `${ticket.updated_at}${versionSeparator}${digest}`,
    modifiedAt: ticket.updated_at,
    deleted,
    correlationKey: orNull(ticket.external_id),
    fields: values,
  };
}

/** Whether an id has the form the vendor gives tickets; others it would refuse together with the whole call. */
export function isTicketId(id: string): boolean {
  return ticketIdPattern.test(id);
}

/** The `updated_at` inside a version. */
export function stampOf(version: string): string {
  return version.split(versionSeparator)[0] ?? "";
}

/** What to send, or why it can't be sent. */
export type Encoded = { readonly ticket: JsonObject } | { readonly error: IntegrationError };

class Unfit extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

function invalid(name: string, expected: string): Unfit {
  return new Unfit("E_RECORD_INVALID", `${name} must be ${expected}`);
}

function writeText(name: string, value: Value): Value {
  if (value === null || isText(value)) return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw invalid(name, "a text");
}

function writeReference(name: string, value: Value): Value {
  if (value === null) return null;
  const id = Number(value);
  if ((isText(value) || typeof value === "number") && /^\d+$/.test(String(value)) && Number.isSafeInteger(id))
    return id;
  throw invalid(name, "an id of the vendor (digits)");
}

function writeTags(name: string, value: Value): Value {
  if (value === null) return [];
  if (isText(value)) return value.split(/\s+/).filter((tag) => tag !== "");
  if (Array.isArray(value) && value.every(isText)) return value;
  throw invalid(name, "a list of texts");
}

function writeSystem(name: string, value: Value): Value {
  const { type } = systemFields[name] ?? {};
  if (type === "reference") return writeReference(name, value);
  if (type === "multipicklist") return writeTags(name, value);
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
    const system = Object.hasOwn(systemFields, name) ? systemFields[name] : undefined;
    if (system === undefined) throw new Unfit("E_FIELD_UNKNOWN", `A Zendesk ticket has no field "${name}"`);
    if (!system[may])
      throw new Unfit(
        "E_RECORD_INVALID",
        `${name} can't be set by ${may === "creatable" ? "a create" : "an update"}`,
      );
    ticket[name] = writeSystem(name, value);
  }
  return customFields.length === 0 ? ticket : { ...ticket, custom_fields: customFields };
}

function attempt(encode: () => JsonObject): Encoded {
  try {
    return { ticket: encode() };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const facts = { code: error.code, message: error.message };
    return { error: error.code === "E_FIELD_UNKNOWN" ? new ConfigError(facts) : new ValidationError(facts) };
  }
}

function isBlank(value: unknown): boolean {
  return !isText(value) || value.trim() === "";
}

/**
 * The body of a create. The description travels as the first comment, which a ticket can't be without:
 * where it is blank the subject takes its place. The correlation key goes into `external_id`.
 */
export function encodeCreate(fields: FieldValues, correlationKey: string): Encoded {
  return attempt(() => {
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
  return attempt(() => encodeFields(fields, "updatable"));
}
