// `ticket-statuses`: the account's own statuses, each of one of the vendor's categories.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";

const Statuses = z.object({
  custom_statuses: z.array(
    z.object({
      id: Id,
      agent_label: z.string(),
      status_category: z.string(),
      active: z.boolean().nullish(),
      default: z.boolean().nullish(),
    }),
  ),
});

export const listStatuses = defineAction({
  id: "ticket-statuses",
  title: "List the ticket statuses of the account",
  effect: "read",
  inputSchema: z.strictObject({}),
  outputSchema: z.object({
    statuses: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        category: z.string(),
        active: z.boolean(),
        usual: z.boolean(),
      }),
    ),
  }),
  run: async ({ calls }: ActionContext) => {
    const { custom_statuses: found } = await calls.get(Statuses, "custom_statuses", "list ticket statuses");
    return {
      statuses: found.map((status) => ({
        id: status.id,
        name: status.agent_label,
        category: status.status_category,
        active: status.active !== false,
        usual: status.default === true,
      })),
    };
  },
});
