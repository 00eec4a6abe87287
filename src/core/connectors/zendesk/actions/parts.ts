// What the actions' inputs and answers have in common.
import { z } from "zod";
import { nextCursor, paging } from "../calls.ts";
import { Id, PageMeta } from "../schema.ts";
import type { ActionContext } from "./context.ts";

export const TicketId = z.string().regex(/^\d+$/, "must be a ticket's number");
export const text = z.string().nullable();

/** More pages than this are no list that somebody reads. */
const mostPages = 20;

/** All rows of a list whose pages go on by cursor; `key` is the envelope's name for them. */
export async function listAll<Row extends z.ZodType>(
  { calls }: ActionContext,
  path: string,
  key: string,
  row: Row,
  operation: string,
): Promise<readonly z.output<Row>[]> {
  const rows: z.output<Row>[] = [];
  const Page = z.object({ [key]: z.array(row), meta: PageMeta });
  let after: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const page = await calls.get(Page, path, operation, paging(after));
    rows.push(...((page as Readonly<Record<string, unknown>>)[key] as z.output<Row>[]));
    after = nextCursor(page.meta as PageMeta);
    if (after === undefined) break;
  }
  return rows;
}

export const Named = z.object({ id: Id, name: z.string() });
