// `catalog-item`: one item, with what has to be answered to order it.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { showItem, variablesOf } from "./catalog.ts";
import type { ActionContext } from "./context.ts";
import { SysId, text } from "./parts.ts";

export const catalogItem = defineAction({
  id: "catalog-item",
  title: "Show a catalog item and the variables that an order of it has to answer",
  effect: "read",
  inputSchema: z.strictObject({ item: SysId.describe("sys_id of the item, from catalog-items") }),
  outputSchema: z.object({
    item: z.string(),
    name: z.string(),
    about: text,
    price: text,
    variables: z.array(
      z.object({
        name: z.string(),
        label: text,
        type: text,
        mandatory: z.boolean(),
        choices: z.array(z.object({ value: text, label: text })),
      }),
    ),
  }),
  run: async (context: ActionContext, { item }) => {
    const found = await showItem(context, item);
    return {
      item: found.sys_id,
      name: found.name,
      about: found.short_description ?? null,
      price: found.price ?? null,
      variables: variablesOf(found).map((variable) => ({
        name: variable.name,
        label: variable.label ?? null,
        type: variable.friendly_type ?? null,
        mandatory: variable.mandatory ?? false,
        choices: (variable.choices ?? []).map(({ value, label }) => ({
          value: value ?? null,
          label: label ?? null,
        })),
      })),
    };
  },
});
