// Zendesk's answers as far as they are used. Ids come as integers (strings in webhook details) and leave as strings.
import { z } from "zod";

export const Id = z.union([z.number().int(), z.string()]).transform((id) => String(id));
export const NullableId = Id.nullish().transform((id) => id ?? null);
export const NullableText = z.string().nullish();

const CustomFieldValue = z.object({ id: Id, value: z.json().optional() });

export const Ticket = z.object({
  id: Id,
  subject: NullableText,
  description: NullableText,
  status: NullableText,
  priority: NullableText,
  type: NullableText,
  tags: z.array(z.string()).nullish(),
  external_id: NullableText,
  assignee_id: NullableId,
  group_id: NullableId,
  brand_id: NullableId,
  ticket_form_id: NullableId,
  custom_status_id: NullableId,
  organization_id: NullableId,
  requester_id: NullableId,
  custom_fields: z.array(CustomFieldValue).nullish(),
  from_messaging_channel: z.boolean().nullish(),
  created_at: NullableText,
  updated_at: z.string(),
  generated_timestamp: z.number().nullish(),
});
export type Ticket = z.infer<typeof Ticket>;

export const TicketEnvelope = z.object({ ticket: z.object({ id: Id }) });

export const PageMeta = z.object({ has_more: z.boolean(), after_cursor: NullableText }).nullish();
export type PageMeta = z.infer<typeof PageMeta>;

export const TicketPage = z.object({ tickets: z.array(Ticket), meta: PageMeta });
export type TicketPage = z.infer<typeof TicketPage>;

export const ExportPage = z.object({
  tickets: z.array(Ticket),
  after_cursor: NullableText,
  end_of_stream: z.boolean(),
});
export type ExportPage = z.infer<typeof ExportPage>;

const FieldOption = z.object({ value: z.string(), name: NullableText });
export const TicketField = z.object({
  id: Id,
  type: z.string(),
  title: NullableText,
  active: z.boolean().nullish(),
  custom_field_options: z.array(FieldOption).nullish(),
  system_field_options: z.array(FieldOption).nullish(),
});
export type TicketField = z.infer<typeof TicketField>;

export const TicketFieldPage = z.object({ ticket_fields: z.array(TicketField), meta: PageMeta });

// A row of a create job has `id` and `index` only; one that failed, `error` and `details` beside them.
const JobRow = z.object({
  index: z.number().int().nullish(),
  id: NullableId,
  success: z.boolean().nullish(),
  error: NullableText,
  details: z.unknown().optional(),
});
export type JobRow = z.infer<typeof JobRow>;

// Some jobs carry one object instead of rows: it tells nothing about single items.
const JobRows = z
  .union([z.array(JobRow), z.looseObject({})])
  .nullish()
  .transform((rows): readonly JobRow[] => (Array.isArray(rows) ? rows : []));

export const JobStatus = z.object({
  id: z.string(),
  status: z.string(),
  message: NullableText,
  results: JobRows,
});
export type JobStatus = z.infer<typeof JobStatus>;

export const JobStatusEnvelope = z.object({ job_status: JobStatus });
export const JobStatusPage = z.object({
  job_statuses: z.array(z.object({ id: z.string(), status: z.string() })),
  meta: PageMeta,
});
export type JobStatusPage = z.infer<typeof JobStatusPage>;

export const CurrentUser = z.object({
  user: z.object({ id: NullableId, role: NullableText, name: NullableText, email: NullableText }),
});
export type CurrentUser = z.infer<typeof CurrentUser>;

const Webhook = z.object({
  id: z.string(),
  endpoint: z.string(),
  status: NullableText,
  subscriptions: z.array(z.string()).nullish(),
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookPage = z.object({ webhooks: z.array(Webhook), meta: PageMeta });
export type WebhookPage = z.infer<typeof WebhookPage>;
export const WebhookEnvelope = z.object({ webhook: z.object({ id: z.string() }) });
export const SigningSecret = z.object({ signing_secret: z.object({ secret: z.string().min(1) }) });

export const TicketEvent = z.object({
  id: z.string().min(1),
  type: z.string(),
  subject: NullableText,
  event: z.object({ comment: z.object({ id: Id }).nullish() }).nullish(),
  detail: z.object({ id: Id.nullish() }).nullish(),
});
