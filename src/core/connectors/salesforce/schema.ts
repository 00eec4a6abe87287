// The vendor's answers at the edge: only the fields integ uses, checked before anything else sees them.
import { z } from "zod";
import { TransientError } from "../../contract/errors.ts";

export const ErrorBody = z
  .array(
    z.object({
      errorCode: z.string(),
      message: z.string().default(""),
      fields: z.array(z.string()).nullish(),
    }),
  )
  .min(1);

export const Versions = z.array(z.object({ version: z.string().regex(/^\d+\.\d+$/) })).min(1);

export const UserInfo = z.object({
  preferred_username: z.string(),
  user_id: z.string().optional(),
  organization_id: z.string().optional(),
});
export type UserInfo = z.infer<typeof UserInfo>;

/** A row of a query: `attributes` is the vendor's envelope, the rest are the selected fields. */
export const Row = z.looseObject({ Id: z.string() });
export type Row = z.infer<typeof Row>;

export const QueryPage = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(Row),
});
export type QueryPage = z.infer<typeof QueryPage>;

export const RowError = z.object({
  statusCode: z.string(),
  message: z.string().default(""),
  fields: z.array(z.string()).nullish(),
});
export type RowError = z.infer<typeof RowError>;

export const SaveResult = z.object({
  id: z.string().nullish(),
  success: z.boolean(),
  errors: z.array(RowError).default([]),
});
export type SaveResult = z.infer<typeof SaveResult>;
export const SaveResults = z.array(SaveResult);

export const DescribedField = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  length: z.number().default(0),
  createable: z.boolean(),
  updateable: z.boolean(),
  nillable: z.boolean(),
  defaultedOnCreate: z.boolean(),
  filterable: z.boolean().default(false),
  caseSensitive: z.boolean().default(false),
  externalId: z.boolean().default(false),
  unique: z.boolean().default(false),
  scale: z.number().default(0),
  htmlFormatted: z.boolean().default(false),
  extraTypeInfo: z.string().nullish(),
  referenceTo: z.array(z.string()).default([]),
  picklistValues: z.array(z.object({ active: z.boolean(), value: z.string() })).default([]),
});
export type DescribedField = z.infer<typeof DescribedField>;

export const Described = z.object({ name: z.string(), label: z.string(), fields: z.array(DescribedField) });
export type Described = z.infer<typeof Described>;

/**
 * A body of the expected shape.
 * @throws TransientError (E_VENDOR_ANSWER) naming the first place that is otherwise.
 */
export function readBody<S extends z.ZodType>(schema: S, body: unknown, operation: string): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `Salesforce's answer to "${operation}" is not of the documented shape at /${issue?.path.join("/") ?? ""}`,
    operation,
    retryable: true,
    cause: parsed.error,
  });
}
