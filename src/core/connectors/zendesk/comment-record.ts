// A comment and a file both ways: as the vendor sends it → record, values → what the vendor takes. Pure.
import { invalid, orNull, writableField, writeFlag, writeText } from "../../connector-parts/encoding.ts";
import { versioned } from "../../connector-parts/versions.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import type { JsonObject } from "./calls.ts";
import type { TicketComment } from "./comment-pages.ts";
import type { Attachment, Comment } from "./comment-schema.ts";
import { writeReference } from "./values.ts";

const fixed = { updatable: false, required: false, values: null } as const;
const readOnly = { ...fixed, creatable: false } as const;
const writable = { ...fixed, creatable: true } as const;

interface ChildField {
  readonly label: string;
  readonly type: "id" | "reference" | "longtext" | "text" | "boolean" | "number" | "datetime";
  readonly creatable: boolean;
  readonly updatable: boolean;
  readonly required: boolean;
  readonly values: null;
  readonly format?: "html";
  readonly refersTo?: readonly string[];
}

/** Neither comments nor files can be changed once they are there. */
export const commentFields: Readonly<Record<string, ChildField>> = {
  id: { label: "ID", type: "id", ...readOnly },
  ticket_id: { label: "Ticket", type: "reference", ...writable, required: true, refersTo: ["ticket"] },
  body: { label: "Comment", type: "longtext", ...writable, required: true, format: "html" },
  public: { label: "Public", type: "boolean", ...writable },
  author_id: { label: "Author", type: "reference", ...writable, refersTo: ["user"] },
  created_at: { label: "Created at", type: "datetime", ...readOnly },
};

export const attachmentFields: Readonly<Record<string, ChildField>> = {
  id: { label: "ID", type: "id", ...readOnly },
  ticket_id: { label: "Ticket", type: "reference", ...writable, required: true, refersTo: ["ticket"] },
  file_name: { label: "File name", type: "text", ...writable, required: true },
  public: { label: "Public", type: "boolean", ...writable },
  author_id: { label: "Author", type: "reference", ...writable, refersTo: ["user"] },
  size: { label: "Size in bytes", type: "number", ...readOnly },
  content_type: { label: "Content type", type: "text", ...readOnly },
  created_at: { label: "Created at", type: "datetime", ...readOnly },
};

const box = /^\s*<div class="zd-comment[^>]*>([\s\S]*)<\/div>\s*$/;

/** The HTML of a comment without the box and the directions the vendor puts around and into everything. */
export function htmlOf(comment: Comment): string | null {
  const html = comment.html_body ?? null;
  if (html === null) return orNull(comment.body);
  return orNull((box.exec(html)?.[1] ?? html).replaceAll(' dir="auto"', ""));
}

/** The plain text of a comment. */
export function textOf(comment: Comment): string {
  return (comment.plain_body ?? comment.body ?? "").trim();
}

/** The files of a comment that are neither deleted nor pictures inside its text. */
export function filesOf(comment: Comment): readonly Attachment[] {
  return comment.attachments.filter((file) => file.deleted !== true && file.inline !== true);
}

/**
 * A comment that says nothing but the names of its files only carries them: the vendor takes no file without a text.
 */
export function isCarrier(comment: Comment): boolean {
  const files = filesOf(comment);
  if (files.length === 0) return false;
  const text = textOf(comment);
  return text === "" || text === carrierText(files.map((file) => file.file_name ?? ""));
}

/** The text of a comment that only carries files. */
export function carrierText(names: readonly string[]): string {
  return names.join("\n");
}

/** Whether a comment is a record of its own. */
export function isRecord({ comment, isDescription }: TicketComment): boolean {
  return !isDescription && !isCarrier(comment);
}

const commentId = /^(\d{1,16})-(\d{1,16})$/;
const attachmentId = /^(\d{1,16})-(\d{1,16})-(\d{1,16})$/;

/** The parts of a comment's record id; null when it is none. */
export function partsOfCommentId(
  id: string,
): { readonly ticketId: string; readonly commentId: string } | null {
  const [, ticket, comment] = commentId.exec(id) ?? [];
  return ticket === undefined || comment === undefined ? null : { ticketId: ticket, commentId: comment };
}

/** The parts of a file's record id; null when it is none. */
export function partsOfAttachmentId(
  id: string,
): { readonly ticketId: string; readonly commentId: string; readonly fileId: string } | null {
  const [, ticket, comment, file] = attachmentId.exec(id) ?? [];
  if (ticket === undefined || comment === undefined || file === undefined) return null;
  return { ticketId: ticket, commentId: comment, fileId: file };
}

function record(id: string, createdAt: string, names: readonly string[], values: FieldValues): VendorRecord {
  const fields = Object.fromEntries(names.map((name): [string, Value] => [name, values[name] ?? null]));
  return versioned({ id, modifiedAt: createdAt, deleted: false, correlationKey: null, fields });
}

/** A comment as a record: its id is the ticket's and its own, so that it can be read without a search. */
export function toComment({ ticketId, comment }: TicketComment, names: readonly string[]): VendorRecord {
  const id = `${ticketId}-${comment.id}`;
  return record(id, comment.created_at, names, {
    id,
    ticket_id: ticketId,
    body: htmlOf(comment),
    public: comment.public ?? null,
    author_id: comment.author_id,
    created_at: comment.created_at,
  });
}

/** A file as a record: its id is the ticket's, the comment's and its own. */
export function toAttachment(
  { ticketId, comment }: TicketComment,
  file: Attachment,
  names: readonly string[],
): VendorRecord {
  const id = `${ticketId}-${comment.id}-${file.id}`;
  return record(id, comment.created_at, names, {
    id,
    ticket_id: ticketId,
    file_name: orNull(file.file_name),
    public: comment.public ?? null,
    author_id: comment.author_id,
    size: file.size ?? null,
    content_type: orNull(file.content_type),
    created_at: comment.created_at,
  });
}

export interface NewChild {
  readonly ticketId: string;
  /** Text of the comment, or name of the file. */
  readonly text: string;
  /** `public` and, where given, `author_id`. */
  readonly comment: JsonObject;
}

/** Values of a create, checked. Without `public` nothing is shown to customers. @throws Unfit */
export function encodeChild(
  object: string,
  fields: Readonly<Record<string, ChildField>>,
  body: string,
  values: FieldValues,
): NewChild {
  for (const name of Object.keys(values)) writableField(`Zendesk ${object}`, fields, name, "creatable");
  const ticketId = writeReference("ticket_id", values.ticket_id ?? null);
  if (ticketId === null) throw invalid("ticket_id", "the id of a ticket");
  const text = writeText(body, values[body] ?? null) ?? "";
  if (text.trim() === "") throw invalid(body, "filled");
  const author = writeReference("author_id", values.author_id ?? null);
  const isPublic =
    values.public === undefined || values.public === null ? false : writeFlag("public", values.public);
  return {
    ticketId: String(ticketId),
    text,
    comment: { public: isPublic, ...(author === null ? {} : { author_id: author }) },
  };
}
