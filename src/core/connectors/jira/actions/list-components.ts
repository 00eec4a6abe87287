// `components`: those of a project.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { ComponentShape, componentsOf, shownComponent } from "./components.ts";
import type { ActionContext } from "./context.ts";
import { ProjectKey } from "./parts.ts";

export const listComponents = defineAction({
  id: "components",
  title: "List the components of a project",
  effect: "read",
  inputSchema: z.strictObject({ project: ProjectKey }),
  outputSchema: z.object({ components: z.array(z.object(ComponentShape)) }),
  run: async (context: ActionContext, { project }) => ({
    components: (await componentsOf(context, project)).map(shownComponent),
  }),
});
