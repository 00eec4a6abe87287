// Zendesk's comments, files and audits as far as they are used.
import { z } from "zod";
import { timedPage } from "./people-schema.ts";
import { Id, NullableId, NullableText, PageMeta } from "./schema.ts";

export const Attachment = z.object({
  id: Id,
  file_name: NullableText,
  content_url: NullableText,
  content_type: NullableText,
  size: z.number().int().nullish(),
  inline: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
});
export type Attachment = z.infer<typeof Attachment>;

const Attachments = z
  .array(Attachment)
  .nullish()
  .transform((files) => files ?? []);

export const Comment = z.object({
  id: Id,
  author_id: NullableId,
  body: NullableText,
  html_body: NullableText,
  plain_body: NullableText,
  public: z.boolean().nullish(),
  attachments: Attachments,
  created_at: z.string(),
});
export type Comment = z.infer<typeof Comment>;

export const CommentPage = z.object({ comments: z.array(Comment), meta: PageMeta });

const AuditEvent = z.object({
  id: Id.nullish(),
  type: NullableText,
  body: NullableText,
  public: z.boolean().nullish(),
  author_id: NullableId,
});
export type AuditEvent = z.infer<typeof AuditEvent>;

export const Audit = z.object({
  id: Id,
  author_id: NullableId,
  created_at: z.string(),
  /** `custom` is what the update sent as `ticket.metadata`. */
  metadata: z.object({ custom: z.unknown().optional() }).nullish(),
  // Their kinds are many, and more may come at any time; values of other kinds than ours are left alone.
  events: z.array(z.unknown()).transform((events) => events.flatMap((event) => readEvent(event))),
});
export type Audit = z.infer<typeof Audit>;

function readEvent(event: unknown): readonly AuditEvent[] {
  const result = AuditEvent.safeParse(event);
  return result.success ? [result.data] : [];
}

export const AuditPage = z.object({ audits: z.array(Audit), meta: PageMeta });
export const UpdateEnvelope = z.object({ audit: Audit });

export const UploadEnvelope = z.object({
  upload: z.object({ token: z.string().min(1), attachment: Attachment.nullish() }),
});
export const AttachmentEnvelope = z.object({ attachment: Attachment });

// One event of a row: a comment in full, where it is one; the description gives these rows another object's shape.
const ChildEvent = z.looseObject({ event_type: NullableText });
const EventRow = z.object({ id: Id, ticket_id: Id, child_events: z.array(ChildEvent).nullish() });
export type EventRow = z.infer<typeof EventRow>;

export const EventPage = z.object({ ticket_events: z.array(EventRow), ...timedPage });
export type EventPage = z.infer<typeof EventPage>;
