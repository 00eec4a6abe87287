// `project`: a project, with its issue types and the states of each.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Id, Status } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { ProjectKey, text } from "./parts.ts";

const Project = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  lead: z.object({ displayName: z.string().nullish() }).nullish(),
});
const Types = z.array(
  z.object({ id: Id, name: z.string(), subtask: z.boolean().default(false), statuses: z.array(Status) }),
);

export const showProject = defineAction({
  id: "project",
  title: "Show a project with its issue types and their states",
  effect: "read",
  inputSchema: z.strictObject({ project: ProjectKey }),
  outputSchema: z.object({
    id: z.string(),
    key: z.string(),
    name: z.string(),
    description: text,
    lead: text,
    issueTypes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        subtask: z.boolean(),
        states: z.array(z.object({ id: z.string(), name: z.string(), category: text })),
      }),
    ),
  }),
  run: async ({ calls, flavor }: ActionContext, { project }) => {
    const path = `${flavor.api}/project/${project}`;
    const { id, key, name, description, lead } = await calls.get(Project, path, "read project");
    const types = await calls.get(Types, `${path}/statuses`, "list states");
    const issueTypes = types.map((type) => ({
      id: type.id,
      name: type.name,
      subtask: type.subtask,
      states: type.statuses.map((state) => ({
        id: state.id,
        name: state.name,
        category: state.statusCategory?.key ?? null,
      })),
    }));
    return { id, key, name, description: description || null, lead: lead?.displayName ?? null, issueTypes };
  },
});
