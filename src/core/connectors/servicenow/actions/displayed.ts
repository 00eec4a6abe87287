// Rows as people see them: states and names in words, in the language of the integration's user.
import { z } from "zod";
import { buildQuery, type Condition, recheck } from "../query.ts";
import type { ActionContext } from "./context.ts";

const Cell = z.object({ display_value: z.string().nullable(), value: z.string() });
const Rows = z.object({ result: z.array(z.record(z.string(), Cell)) });

const mostRows = 200;

/** Both forms of a column; blank ones are null. */
export interface Shown {
  readonly value: string;
  readonly text: string | null;
}

export type ShownRow = Readonly<Record<string, Shown | undefined>>;

/**
 * Up to 200 rows, oldest first.
 * @throws PermanentError E_QUERY where the rows are not those asked for
 */
export async function listDisplayed(
  { calls }: ActionContext,
  table: string,
  where: readonly Condition[],
  fields: readonly string[],
): Promise<readonly ShownRow[]> {
  const asked = [...new Set(["sys_id", ...fields, ...where.map(({ field }) => field)])];
  const { result } = await calls.send(Rows, {
    method: "GET",
    path: `/api/now/v2/table/${table}`,
    query: {
      sysparm_query: buildQuery(where, ["sys_created_on"]),
      sysparm_fields: asked.join(","),
      sysparm_display_value: "all",
      sysparm_exclude_reference_link: true,
      sysparm_limit: mostRows,
    },
    operation: `list ${table}`,
    endpointClass: "table",
    effect: "repeatable",
  });
  const raw = result.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value])),
  );
  recheck(table, raw, where);
  return result.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, { value, display_value: text }]) => [
        name,
        { value, text: text || null },
      ]),
    ),
  );
}
