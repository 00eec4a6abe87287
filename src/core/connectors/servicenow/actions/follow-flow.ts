// `follow-flow`: how far a flow is, as far as it writes that on its record.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { gone } from "../../../connector-parts/outcomes.ts";
import { PermanentError } from "../../../contract/errors.ts";
import { utcOf } from "../times.ts";
import type { ActionContext } from "./context.ts";
import { listDisplayed } from "./displayed.ts";
import { SysId, TableName, text } from "./parts.ts";

export const followFlow = defineAction({
  id: "follow-flow",
  title: "Show how far a flow is, by a column of the record it works on",
  effect: "read",
  inputSchema: z.strictObject({
    table: TableName,
    record: SysId.describe("sys_id of the record, from start-flow"),
    stateField: TableName.default("state").describe("Column that the flow moves on"),
  }),
  outputSchema: z.object({
    table: z.string(),
    record: z.string(),
    value: text,
    state: text,
    changedAt: text,
  }),
  nextSteps: {
    E_QUERY:
      "Give as stateField a column that the table has and the integration's user may read, then run the action again.",
  },
  run: async (context: ActionContext, { table, record, stateField }) => {
    const fields = [stateField, "sys_updated_on"];
    const where = [{ field: "sys_id", is: "=", value: record }] as const;
    const [row] = await listDisplayed(context, table, where, fields);
    if (row === undefined) throw gone("ServiceNow", table, record);
    const state = row[stateField];
    if (state === undefined) throw unreadable(table, stateField);
    const changedAt = utcOf(row.sys_updated_on?.value);
    return { table, record, value: state.value || null, state: state.text, changedAt };
  },
});

/** Names it does not know, or that we may not read, the instance leaves out. */
const unreadable = (table: string, field: string): PermanentError =>
  new PermanentError({ code: "E_QUERY", message: `ServiceNow shows no column ${field} of ${table}` });
