// `catalog-items`: what can be ordered.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { listItems } from "./catalog.ts";
import type { ActionContext } from "./context.ts";
import { paging, SysId, text } from "./parts.ts";

export const catalogItems = defineAction({
  id: "catalog-items",
  title: "Search the service catalog for items to order",
  effect: "read",
  inputSchema: z.strictObject({
    text: z.string().min(1).optional().describe("Words in the item"),
    category: SysId.optional().describe("sys_id of a category"),
    ...paging,
  }),
  outputSchema: z.object({
    items: z.array(
      z.object({ item: z.string(), name: z.string(), about: text, price: text, category: text }),
    ),
  }),
  run: async (context: ActionContext, { text, category, ...page }) => {
    const items = await listItems(context, { text: text ?? null, category: category ?? null, ...page });
    return {
      items: items.map((one) => ({
        item: one.sys_id,
        name: one.name,
        about: one.short_description ?? null,
        price: one.price ?? null,
        category: one.category?.title ?? null,
      })),
    };
  },
});
