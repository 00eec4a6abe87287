// What the actions' inputs have in common, and the mark a request leaves.
import { z } from "zod";

export const SysId = z.string().regex(/^[0-9a-f]{32}$/, "must be a sys_id: 32 hexadecimal digits");

export const TableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a table's name as the dictionary has it");

/** Of what an instance may leave blank. */
export const text = z.string().nullable();

export const paging = {
  limit: z.number().int().min(1).max(100).default(20).describe("Most rows in one answer"),
  offset: z.number().int().min(0).default(0).describe("Rows to pass over"),
} as const;

/** What a record holds that a request made, in the field that carries keys. */
export const markOf = (requestKey: string): string => `integ-act:${requestKey}`;
