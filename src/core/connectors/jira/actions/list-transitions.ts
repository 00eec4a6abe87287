// `transitions`: the ways out of an issue's state, with what their screens ask.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { IssueClient } from "../issue-client.ts";
import type { ActionContext } from "./context.ts";
import { IssueKey, text } from "./parts.ts";

export const listTransitions = defineAction({
  id: "transitions",
  title: "List the transitions that are open to an issue now",
  effect: "read",
  inputSchema: z.strictObject({ issue: IssueKey }),
  outputSchema: z.object({
    transitions: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        to: z.string(),
        category: text,
        requires: z.array(z.object({ field: z.string(), name: z.string() })),
      }),
    ),
  }),
  run: async ({ calls, flavor }: ActionContext, { issue }) => {
    const ways = await new IssueClient(calls, flavor.api).transitions(issue);
    const open = ways.filter(({ isAvailable }) => isAvailable !== false);
    return {
      transitions: open.map(({ id, name, to, fields }) => ({
        id,
        name,
        to: to.name,
        category: to.statusCategory?.key ?? null,
        requires: Object.entries(fields ?? {})
          .filter(([, field]) => field.required && field.hasDefaultValue !== true)
          .map(([field, { name: label }]) => ({ field, name: label })),
      })),
    };
  },
});
