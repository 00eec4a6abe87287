// Zendesk's users and organizations as far as they are used.
import { z } from "zod";
import { Id, NullableId, NullableText, PageMeta } from "./schema.ts";

const Texts = z.array(z.string()).nullish();

export const User = z.object({
  id: Id,
  name: NullableText,
  email: NullableText,
  role: NullableText,
  phone: NullableText,
  alias: NullableText,
  details: NullableText,
  notes: NullableText,
  organization_id: NullableId,
  external_id: NullableText,
  tags: Texts,
  /** False for a deleted user. */
  active: z.boolean().nullish(),
  created_at: NullableText,
  updated_at: z.string(),
});
export type User = z.infer<typeof User>;

export const Organization = z.object({
  id: Id,
  name: NullableText,
  details: NullableText,
  notes: NullableText,
  domain_names: Texts,
  external_id: NullableText,
  tags: Texts,
  created_at: NullableText,
  updated_at: z.string(),
});
export type Organization = z.infer<typeof Organization>;

export const UserEnvelope = z.object({ user: z.object({ id: Id }) });
export const UserPage = z.object({ users: z.array(User), meta: PageMeta });
export const OrganizationEnvelope = z.object({ organization: z.object({ id: Id }) });
export const OrganizationPage = z.object({ organizations: z.array(Organization), meta: PageMeta });

export const UserExport = z.object({
  users: z.array(User),
  after_cursor: NullableText,
  end_of_stream: z.boolean(),
});

/** What every time-based export says of its page; `end_time` (Unix seconds) is where the next one starts. */
export const timedPage = {
  end_time: z.number().int().nullish(),
  end_of_stream: z.boolean().nullish(),
  count: z.number().int().nullish(),
};
export const OrganizationExport = z.object({ organizations: z.array(Organization), ...timedPage });
