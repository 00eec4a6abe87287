// `ticket-forms`: the account's forms, and the fields of each.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { listAll, Named } from "./parts.ts";

const Form = Named.extend({
  active: z.boolean().nullish(),
  default: z.boolean().nullish(),
  end_user_visible: z.boolean().nullish(),
  ticket_field_ids: z.array(Id).nullish(),
});

export const listForms = defineAction({
  id: "ticket-forms",
  title: "List the ticket forms and their fields",
  effect: "read",
  inputSchema: z.strictObject({}),
  outputSchema: z.object({
    forms: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        active: z.boolean(),
        usual: z.boolean(),
        customersSeeIt: z.boolean(),
        fields: z.array(z.string()),
      }),
    ),
  }),
  run: async (context: ActionContext) => {
    const found = await listAll(context, "ticket_forms", "ticket_forms", Form, "list ticket forms");
    return {
      forms: found.map((form) => ({
        id: form.id,
        name: form.name,
        active: form.active !== false,
        usual: form.default === true,
        customersSeeIt: form.end_user_visible === true,
        fields: form.ticket_field_ids ?? [],
      })),
    };
  },
});
