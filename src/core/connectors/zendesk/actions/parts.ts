// What the actions' inputs and answers have in common.
import { z } from "zod";
import { pageOf } from "../calls.ts";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";

export const TicketId = z.string().regex(/^\d+$/, "must be a ticket's number");
export const text = z.string().nullable();

/** All rows of a list whose pages go on by cursor; `key` is the envelope's name for them. */
export const listAll = <Row extends z.ZodType>(
  { calls }: ActionContext,
  path: string,
  key: string,
  row: Row,
  operation: string,
): Promise<readonly z.output<Row>[]> => calls.list(pageOf(key, row), path, operation);

export const Named = z.object({ id: Id, name: z.string() });
