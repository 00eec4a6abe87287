// Jira's answers as far as they are used. Ids come as texts on Cloud and now and then as numbers on servers.
import { z } from "zod";

export const Id = z.union([z.string(), z.number().int()]).transform((id) => String(id));
const NullableText = z.string().nullish();

/** A person: `accountId` on Cloud, `name` and `key` on servers. The address is there only where it is public. */
export const User = z.object({
  accountId: NullableText,
  name: NullableText,
  key: NullableText,
  emailAddress: NullableText,
  displayName: NullableText,
  active: z.boolean().nullish(),
  accountType: NullableText,
});
export type User = z.infer<typeof User>;
export const Users = z.array(User);
export const UserPage = z.object({ values: Users });

/** Fields are checked where they are read: they differ from site to site. */
export const Issue = z.object({
  id: Id,
  key: z.string(),
  fields: z.record(z.string(), z.json()).default({}),
  properties: z.record(z.string(), z.json()).nullish(),
});
export type Issue = z.infer<typeof Issue>;

export const SearchByToken = z.object({
  issues: z.array(Issue).default([]),
  isLast: z.boolean().nullish(),
  nextPageToken: NullableText,
});

export const SearchByOffset = z.object({ issues: z.array(Issue), total: z.number().int() });

export const BulkIssues = z.object({ issues: z.array(Issue).default([]) });

export const Created = z.object({ id: Id });
export const CreatedMany = z.object({
  issues: z.array(Created).default([]),
  errors: z
    .array(
      z.object({
        status: z.number().int().nullish(),
        elementErrors: z.unknown().optional(),
        failedElementNumber: z.number().int(),
      }),
    )
    .default([]),
});

export const PropertyValue = z.object({ value: z.json() });

const Schema = z.object({
  type: z.string(),
  items: NullableText,
  custom: NullableText,
  system: NullableText,
});

const AllowedValue = z.object({
  id: Id.nullish(),
  name: NullableText,
  value: NullableText,
  key: NullableText,
});
export type AllowedValue = z.infer<typeof AllowedValue>;

/** A field of a create or of a transition's screen. */
export const FieldMeta = z.object({
  fieldId: z.string(),
  name: z.string(),
  required: z.boolean().default(false),
  hasDefaultValue: z.boolean().nullish(),
  schema: Schema,
  allowedValues: z.array(AllowedValue).nullish().catch(null),
});
export type FieldMeta = z.infer<typeof FieldMeta>;

const page = { startAt: z.number().int(), total: z.number().int() };

/** Cloud names the rows of these pages by what they are, servers `values`. */
const values = <R extends z.ZodType>(row: R) => z.array(row).optional();
const CreateType = z.object({ id: Id, name: z.string(), subtask: z.boolean().default(false) });

export const CreateFields = z
  .object({ fields: values(FieldMeta), values: values(FieldMeta), ...page })
  .transform((one) => ({ rows: one.fields ?? one.values ?? [], total: one.total }));
export const CreateTypes = z
  .object({ issueTypes: values(CreateType), values: values(CreateType), ...page })
  .transform((one) => ({ rows: one.issueTypes ?? one.values ?? [], total: one.total }));

export const ListedField = z.object({ id: z.string(), name: z.string(), schema: Schema.nullish() });
export const ListedFields = z.array(ListedField);
export type ListedField = z.infer<typeof ListedField>;

export const Status = z.object({
  id: Id,
  name: z.string(),
  statusCategory: z.object({ key: z.string() }).nullish(),
});
export type Status = z.infer<typeof Status>;

export const StatusesByType = z.array(z.object({ name: z.string(), statuses: z.array(Status) }));

export const Transition = z.object({
  id: Id,
  name: z.string(),
  to: Status,
  isAvailable: z.boolean().nullish(),
  fields: z.record(z.string(), FieldMeta.partial({ fieldId: true })).nullish(),
});
export type Transition = z.infer<typeof Transition>;
export const Transitions = z.object({ transitions: z.array(Transition) });

export const ServerInfo = z.object({
  deploymentType: NullableText,
  version: NullableText,
  versionNumbers: z.array(z.number().int()).nullish(),
});
export type ServerInfo = z.infer<typeof ServerInfo>;

export const Sites = z.array(z.object({ id: z.string(), url: z.string() }));

const Property = z.object({ key: z.string(), value: z.json() });

export const Comment = z.object({
  id: Id,
  author: User.nullish(),
  body: z.json().optional(),
  created: z.string(),
  updated: NullableText,
  jsdPublic: z.boolean().nullish(),
  visibility: z.object({ type: NullableText, value: NullableText }).nullish(),
  properties: z.array(Property).nullish(),
});
export type Comment = z.infer<typeof Comment>;

export const CommentPage = z.object({ comments: z.array(Comment), ...page });

export const Attachment = z.object({
  id: Id,
  filename: z.string(),
  author: User.nullish(),
  created: z.string(),
  size: z.number().int().nullish(),
  mimeType: NullableText,
  content: NullableText,
});
export type Attachment = z.infer<typeof Attachment>;
export const Attachments = z.array(Attachment);

export const Registered = z.object({
  webhookRegistrationResult: z.array(
    z.object({ createdWebhookId: z.number().int().nullish(), errors: z.array(z.string()).nullish() }),
  ),
});
export const DynamicHooks = z.object({
  values: z.array(z.object({ id: z.number().int(), url: z.string(), expirationDate: z.number().nullish() })),
  isLast: z.boolean().nullish(),
});
export const Renewed = z.object({ expirationDate: z.number() });

/** `self` ends with the id, which servers before 10 give nowhere else. */
export const AdminHook = z.object({
  id: Id.nullish(),
  self: NullableText,
  url: z.string(),
  enabled: z.boolean().nullish(),
});
export type AdminHook = z.infer<typeof AdminHook>;
export const AdminHooks = z.array(AdminHook);

/** What a call tells; which parts are there differs by event and by kind of Jira. */
export const HookEvent = z.object({
  timestamp: z.number().nullish(),
  webhookEvent: z.string(),
  issue: z.object({ id: Id }).nullish(),
  comment: z.object({ id: Id, self: NullableText }).nullish(),
});
