// A ticket's files as an object of the contract: uploaded, then carried by a comment of their own.
import { attempt } from "../../connector-parts/encoding.ts";
import { describeFixed, requireFields } from "../../connector-parts/fixed-fields.ts";
import { done, failed, gone } from "../../connector-parts/outcomes.ts";
import type { Content, CreateItem, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { IntegrationError, TransientError, ValidationError } from "../../contract/errors.ts";
import { type ChildContext, type ChildKind, createChildPort } from "./child-ports.ts";
import { readComments } from "./comment-pages.ts";
import {
  attachmentFields,
  carrierText,
  encodeChild,
  filesOf,
  partsOfAttachmentId,
  toAttachment,
} from "./comment-record.ts";
import type { Attachment } from "./comment-schema.ts";
import { commentOf, markOf } from "./marks.ts";
import { unknownOutcome } from "./results.ts";

const object = "ticket_attachment";
const operation = "attach a file";

/** The vendor's own bound (50 MB). Source: developer.zendesk.com "Ticket attachments". */
export const mostFileBytes = 50_000_000;

/** The files of an account's tickets with the given fields. @throws ConfigError for a field they don't have. */
export function createAttachmentPort(context: ChildContext, names: readonly string[]): ObjectPort {
  requireFields(`Zendesk ${object}`, attachmentFields, names);
  const kind: ChildKind = {
    object,
    placeOf: partsOfAttachmentId,
    recordsOf: (comment) => filesOf(comment.comment).map((file) => toAttachment(comment, file, names)),
    holds: (record, fields) => record.fields.file_name === fields.file_name,
    add: (item) => attach(context, item),
  };
  return {
    ...createChildPort(context, kind),
    describe: async () => describeFixed(object, "Ticket attachment", attachmentFields),
    content: (id) => readContent(context, id),
  };
}

async function attach(
  context: ChildContext,
  { fields, content, correlationKey }: CreateItem,
): Promise<WriteResult> {
  const outcome = attempt(() => encodeChild(object, attachmentFields, "file_name", fields));
  if ("error" in outcome) return failed(outcome.error);
  if (content === undefined) return failed(unfit("A file to attach came without its content"));
  if (content.sizeBytes > mostFileBytes)
    return failed(unfit(`${content.name} is larger than the 50 MB Zendesk takes`));
  const { ticketId, text, comment } = outcome.value;
  const token = await upload(context, text, content);
  const audit = await context.comments.add(ticketId, {
    comment: { ...comment, html_body: escapeHtml(carrierText([text])), uploads: [token] },
    metadata: markOf(object, fields, correlationKey),
  });
  const made = commentOf(audit);
  const file = made === null ? null : await fileOf(context, ticketId, made.id);
  if (made === null || file === null) return unknownOutcome(operation);
  return done(`${ticketId}-${made.id}-${file.id}`);
}

/** Nothing of an upload shows before its token is used: whatever came of it, no file was attached. */
async function upload({ comments }: ChildContext, name: string, content: Content): Promise<string> {
  const body = { sizeBytes: content.sizeBytes, open: () => content.bytes() };
  try {
    return await comments.upload({ name, type: content.type, body });
  } catch (error) {
    if (error instanceof IntegrationError && error.effect === "unknown") throw withoutEffect(error);
    throw error;
  }
}

/** The id a file has in its comment; the upload's answer does not promise to give the same. */
async function fileOf(
  { comments }: ChildContext,
  ticketId: string,
  commentId: string,
): Promise<Attachment | null> {
  const found = await readComments(comments, ticketId, (read) => read.some(({ id }) => id === commentId));
  const carrier = found.find(({ comment }) => comment.id === commentId);
  return carrier === undefined ? null : (filesOf(carrier.comment)[0] ?? null);
}

async function readContent({ comments, settings }: ChildContext, id: string): Promise<Content> {
  const place = partsOfAttachmentId(id);
  if (place === null) throw gone("Zendesk", "file", id, operation);
  // An address may end, so it is asked for anew each time.
  const file = await comments.showAttachment(place.fileId);
  const url = file.content_url ?? "";
  if (file.deleted === true || !URL.canParse(url)) throw gone("Zendesk", "file", id, operation);
  const isOurs = new URL(url).origin === new URL(settings.origin).origin;
  return {
    name: file.file_name ?? file.id,
    type: file.content_type ?? "application/octet-stream",
    sizeBytes: file.size ?? 0,
    async *bytes() {
      // One byte more than told, so that a file that grew is seen to have grown.
      const response = await comments.download(url, isOurs, (file.size ?? mostFileBytes) + 1);
      yield* response.stream ?? [];
    },
  };
}

function unfit(message: string): ValidationError {
  return new ValidationError({ code: "E_RECORD_INVALID", message, operation });
}

function withoutEffect({ code, message, retryAfterMs, cause }: IntegrationError): TransientError {
  return new TransientError({
    code,
    message,
    operation,
    retryable: true,
    effect: "none",
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
