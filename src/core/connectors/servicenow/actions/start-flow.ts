// `start-flow`: makes the record that a flow is triggered by. No general call starts a flow; its trigger does.
// Source: servicenow.com docs "Workflow Studio", flow triggers.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { isSame } from "../record.ts";
import type { Row } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { markOf, TableName } from "./parts.ts";

/** `otherwise`: columns that hold something else than given, which the instance or the flow has put there. */
const Output = z.object({ table: z.string(), record: z.string(), otherwise: z.array(z.string()) });

export const startFlow = defineAction({
  id: "start-flow",
  title: "Start a flow by making the record that triggers it",
  effect: "once",
  inputSchema: z.strictObject({
    table: TableName.describe("Table whose new records the flow is triggered by"),
    values: z.record(TableName, z.string()).default({}).describe("Values of the record, raw, by column"),
  }),
  outputSchema: Output,
  nextSteps: {
    E_RECORD_INVALID:
      "Correct the values as the instance says above (mandatory columns: System Definition > Dictionary), then run the action again.",
    E_QUERY:
      "Name a text column of the table that integ may use for its key under `keyFields` of the connection, let the integration's user read and write it, then run the action again.",
  },
  run: async (context: ActionContext, { table, values }, { requestKey }) => {
    const keyField = keyFieldOf(context, table);
    const row = { ...values, [keyField]: markOf(requestKey) };
    const made = await context.tables.insert(table, row, ["sys_id", ...Object.keys(values)]);
    return outputOf(table, values, made);
  },
  find: async (context, { table, values }, { requestKey }) => {
    const where = [{ field: keyFieldOf(context, table), is: "=", value: markOf(requestKey) }] as const;
    const fields = ["sys_id", ...Object.keys(values)];
    const { body } = await context.tables.list({ table, where, fields, limit: 1 });
    return body[0] === undefined ? null : outputOf(table, values, body[0]);
  },
  lookupLagMs: ({ settings }) => settings.lookupLagMs,
  evidence: ({ table }) =>
    `the newest records of ${table} (${table}.list, created by the integration's user)`,
});

/** The column that carries our key, as syncs have it. */
const keyFieldOf = ({ settings }: ActionContext, table: string): string =>
  settings.keyFields[table] ?? "correlation_id";

function outputOf(table: string, values: Row, stored: Row): z.output<typeof Output> {
  const otherwise = Object.entries(values).filter(([name, value]) => !isSame(stored[name], value));
  return { table, record: stored.sys_id ?? "", otherwise: otherwise.map(([name]) => name) };
}
