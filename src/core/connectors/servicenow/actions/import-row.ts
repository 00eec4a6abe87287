// `import-row`: a row into a staging table, and what its transform map made of it. Where the map coalesces, the record of
// the same key is updated; where it does not, each row makes another one. Source: servicenow.com docs "Import Set API".
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { ValidationError } from "../../../contract/errors.ts";
import type { ActionContext } from "./context.ts";
import { TableName, text } from "./parts.ts";

const Imported = z.object({
  import_set: z.string(),
  result: z.array(
    z.object({
      table: z.string().nullish(),
      status: z.string(),
      sys_id: z.string().nullish(),
      display_value: z.string().nullish(),
      status_message: z.string().nullish(),
      error_message: z.string().nullish(),
    }),
  ),
});

export const importRow = defineAction({
  id: "import-row",
  title: "Import a row through a staging table and its transform map",
  effect: "once",
  inputSchema: z.strictObject({
    stagingTable: TableName.describe("The import set table (u_incident_import)"),
    row: z.record(TableName, z.string()).describe("Values by the staging table's columns"),
  }),
  outputSchema: z.object({
    importSet: z.string(),
    results: z.array(z.object({ table: text, record: text, name: text, status: z.string(), message: text })),
  }),
  nextSteps: {
    E_RECORD_INVALID:
      "Correct the row as the instance says above, or the transform map (System Import Sets > Administration > Transform Maps), then run the action again.",
  },
  run: async ({ calls }: ActionContext, { stagingTable, row }) => {
    const { result, import_set: importSet } = await calls.send(Imported, {
      method: "POST",
      path: `/api/now/import/${stagingTable}`,
      json: row,
      operation: "import row",
      endpointClass: "actions",
      effect: "once",
    });
    const results = result.map((one) => ({
      table: one.table ?? null,
      record: one.sys_id || null,
      name: one.display_value || null,
      status: one.status,
      message: one.error_message || one.status_message || null,
    }));
    // Status 201 says only that the row was staged.
    if (results.every(({ status }) => status === "error")) throw refused(stagingTable, results[0]?.message);
    return { importSet, results };
  },
  evidence: ({ stagingTable }) =>
    `the newest rows of ${stagingTable} and their state (System Import Sets > Advanced > Import Set Rows); where the transform map coalesces, another run does no harm`,
});

const refused = (stagingTable: string, message: string | null | undefined): ValidationError =>
  new ValidationError({
    code: "E_RECORD_INVALID",
    message: `The transform of ${stagingTable} made nothing of the row: ${message ?? "no transform map ran"}`,
  });
