// `create-component`. Names are unique within a project: one that is there is not made again.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Component, ComponentShape, componentsOf, shownComponent } from "./components.ts";
import type { ActionContext } from "./context.ts";
import { ProjectKey } from "./parts.ts";
import { makeUnlessThere } from "./unless-there.ts";

export const createComponent = defineAction({
  id: "create-component",
  title: "Make a component of a project, unless it has one of that name",
  effect: "repeatable",
  inputSchema: z.strictObject({
    project: ProjectKey,
    name: z.string().trim().min(1).max(255),
    description: z.string().optional(),
  }),
  outputSchema: z.object({ ...ComponentShape, created: z.boolean() }),
  run: async (context: ActionContext, { project, name, description }) => {
    const { calls, flavor } = context;
    const { row, created } = await makeUnlessThere(
      async () => (await componentsOf(context, project)).find((one) => one.name === name),
      () =>
        calls.send(Component, {
          method: "POST",
          path: `${flavor.api}/component`,
          json: { project, name, ...(description === undefined ? {} : { description }) },
          operation: "create component",
          endpointClass: "write",
          effect: "once",
        }),
    );
    return { ...shownComponent(row), created };
  },
});
