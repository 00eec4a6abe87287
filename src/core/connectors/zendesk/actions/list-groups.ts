// `groups`: those that tickets are given to.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";
import { listAll, Named, text } from "./parts.ts";

const Group = Named.extend({
  description: z.string().nullish(),
  default: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
});

export const listGroups = defineAction({
  id: "groups",
  title: "List the groups that tickets are given to",
  effect: "read",
  inputSchema: z.strictObject({}),
  outputSchema: z.object({
    groups: z.array(z.object({ id: z.string(), name: z.string(), description: text, usual: z.boolean() })),
  }),
  run: async (context: ActionContext) => {
    const found = await listAll(context, "groups", "groups", Group, "list groups");
    return {
      groups: found
        .filter((group) => group.deleted !== true)
        .map(({ id, name, description, default: usual }) => ({
          id,
          name,
          description: description || null,
          usual: usual === true,
        })),
    };
  },
});
