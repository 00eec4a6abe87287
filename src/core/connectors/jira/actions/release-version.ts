// `release-version`: one that is released already stays so.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { gone } from "../../../connector-parts/outcomes.ts";
import type { ActionContext } from "./context.ts";
import { Day, ProjectKey } from "./parts.ts";
import { shownVersion, Version, VersionShape, versionNamed } from "./versions.ts";

export const releaseVersion = defineAction({
  id: "release-version",
  title: "Release a version of a project",
  effect: "repeatable",
  inputSchema: z.strictObject({
    project: ProjectKey,
    name: z.string().trim().min(1).describe("Name of the version"),
    releaseDate: Day.optional().describe("YYYY-MM-DD; else the version keeps the day it has"),
  }),
  outputSchema: z.object(VersionShape),
  run: async (context: ActionContext, { project, name, releaseDate }) => {
    const version = await versionNamed(context, project, name);
    if (version === undefined) throw gone("Jira", "version", name, "release version");
    const released = await context.calls.send(Version, {
      method: "PUT",
      path: `${context.flavor.api}/version/${version.id}`,
      json: { released: true, ...(releaseDate === undefined ? {} : { releaseDate }) },
      operation: "release version",
      endpointClass: "write",
      effect: "repeatable",
    });
    return shownVersion(released);
  },
});
