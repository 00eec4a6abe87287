// `follow-request`: how far an order is: the request, its items, and the tasks of those who fulfil them.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { gone } from "../../../connector-parts/outcomes.ts";
import type { Condition } from "../query.ts";
import { isSysId } from "../record.ts";
import type { ActionContext } from "./context.ts";
import { listDisplayed, type ShownRow } from "./displayed.ts";
import { text } from "./parts.ts";

const work = { id: z.string(), number: text, about: text, state: text, assignedTo: text };

const columns = ["number", "short_description", "state", "stage", "approval", "assigned_to", "request_item"];

export const followRequest = defineAction({
  id: "follow-request",
  title: "Show how far an order is: the request, its items and their tasks",
  effect: "read",
  inputSchema: z.strictObject({
    request: z
      .string()
      .regex(/^([0-9a-f]{32}|REQ\w+)$/i, "must be a sys_id or a number such as REQ0010001")
      .describe("sys_id or number of the request, from order-item"),
  }),
  outputSchema: z.object({
    request: z.string(),
    number: text,
    state: text,
    approval: text,
    items: z.array(z.object({ ...work, stage: text, tasks: z.array(z.object(work)) })),
  }),
  run: async (context: ActionContext, { request }) => {
    const field = isSysId(request) ? "sys_id" : "number";
    const [found] = await list(context, "sc_request", { field, is: "=", value: request });
    if (found === undefined) throw gone("ServiceNow", "request", request);
    const id = idOf(found);
    const items = await list(context, "sc_req_item", { field: "request", is: "=", value: id });
    const ids = items.map(idOf);
    const tasks =
      ids.length === 0
        ? []
        : await list(context, "sc_task", { field: "request_item", is: "IN", values: ids });
    return {
      request: id,
      number: shown(found, "number"),
      state: shown(found, "state"),
      approval: shown(found, "approval"),
      items: items.map((item) => ({
        ...workOf(item),
        stage: shown(item, "stage"),
        tasks: tasks.filter((task) => task.request_item?.value === idOf(item)).map(workOf),
      })),
    };
  },
});

const list = (context: ActionContext, table: string, condition: Condition) =>
  listDisplayed(context, table, [condition], columns);

const idOf = (row: ShownRow): string => row.sys_id?.value ?? "";
const shown = (row: ShownRow, name: string): string | null => row[name]?.text ?? null;

const workOf = (row: ShownRow) => ({
  id: idOf(row),
  number: shown(row, "number"),
  about: shown(row, "short_description"),
  state: shown(row, "state"),
  assignedTo: shown(row, "assigned_to"),
});
