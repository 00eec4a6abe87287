// `versions`: those of a project.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";
import { ProjectKey } from "./parts.ts";
import { shownVersion, VersionShape, versionsOf } from "./versions.ts";

export const listVersions = defineAction({
  id: "versions",
  title: "List the versions of a project",
  effect: "read",
  inputSchema: z.strictObject({ project: ProjectKey }),
  outputSchema: z.object({ versions: z.array(z.object(VersionShape)) }),
  run: async (context: ActionContext, { project }) => ({
    versions: (await versionsOf(context, project)).map(shownVersion),
  }),
});
