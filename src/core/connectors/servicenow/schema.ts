// ServiceNow's answers as far as they are used. Every value is a text, blank ones included.
import { z } from "zod";

/** A record, raw and without links. */
export const Row = z.record(z.string(), z.string());
export type Row = z.infer<typeof Row>;

export const OneRow = z.object({ result: Row });
export const ManyRows = z.object({ result: z.array(Row) });

/** A file as the Attachment API shows it; its size is a text. */
const Attachment = z.object({
  sys_id: z.string(),
  file_name: z.string(),
  content_type: z.string().nullish(),
  size_bytes: z.string(),
});
export type Attachment = z.infer<typeof Attachment>;
export const OneAttachment = z.object({ result: Attachment });

/** What the generated business rule sends. */
export const HookEvent = z.object({
  table: z.string(),
  sys_id: z.string(),
  sys_mod_count: z.union([z.string(), z.number()]).transform(String),
  operation: z.string(),
});
