// `create-version`. Names are unique within a project: one that is there is not made again.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { Day, ProjectKey } from "./parts.ts";
import { makeUnlessThere } from "./unless-there.ts";
import { shownVersion, Version, VersionShape, versionNamed } from "./versions.ts";

const ProjectId = z.object({ id: Id });

export const createVersion = defineAction({
  id: "create-version",
  title: "Make a version of a project, unless it has one of that name",
  effect: "repeatable",
  inputSchema: z.strictObject({
    project: ProjectKey,
    name: z.string().trim().min(1).max(255),
    description: z.string().optional(),
    releaseDate: Day.optional(),
  }),
  outputSchema: z.object({ ...VersionShape, created: z.boolean() }),
  run: async (context: ActionContext, { project, ...given }) => {
    const { calls, flavor } = context;
    const { row, created } = await makeUnlessThere(
      () => versionNamed(context, project, given.name),
      async () => {
        const { id } = await calls.get(ProjectId, `${flavor.api}/project/${project}`, "read project");
        return calls.send(Version, {
          method: "POST",
          path: `${flavor.api}/version`,
          json: { ...given, projectId: Number(id) },
          operation: "create version",
          endpointClass: "write",
          effect: "once",
        });
      },
    );
    return { ...shownVersion(row), created };
  },
});
