// `projects`: those the integration's user sees.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";
import { limit, text } from "./parts.ts";
import { questions } from "./questions.ts";

export const listProjects = defineAction({
  id: "projects",
  title: "List the projects that the integration's user sees",
  effect: "read",
  inputSchema: z.strictObject({ text: z.string().default("").describe("Part of the name or key"), limit }),
  outputSchema: z.object({
    projects: z.array(z.object({ id: z.string(), key: z.string(), name: z.string(), kind: text })),
  }),
  run: async ({ calls, flavor }: ActionContext, input) => {
    const found = await questions[flavor.id].projects(calls, flavor.api, input.text, input.limit);
    return {
      projects: found.map(({ id, key, name, projectTypeKey }) => ({
        id,
        key,
        name,
        kind: projectTypeKey ?? null,
      })),
    };
  },
});
