// `brands`: those of the account.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";
import { listAll, Named, text } from "./parts.ts";

const Brand = Named.extend({
  subdomain: z.string().nullish(),
  active: z.boolean().nullish(),
  default: z.boolean().nullish(),
  is_deleted: z.boolean().nullish(),
});

export const listBrands = defineAction({
  id: "brands",
  title: "List the brands of the account",
  effect: "read",
  inputSchema: z.strictObject({}),
  outputSchema: z.object({
    brands: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        subdomain: text,
        active: z.boolean(),
        usual: z.boolean(),
      }),
    ),
  }),
  run: async (context: ActionContext) => {
    const found = await listAll(context, "brands", "brands", Brand, "list brands");
    return {
      brands: found
        .filter((brand) => brand.is_deleted !== true)
        .map((brand) => ({
          id: brand.id,
          name: brand.name,
          subdomain: brand.subdomain ?? null,
          active: brand.active !== false,
          usual: brand.default === true,
        })),
    };
  },
});
