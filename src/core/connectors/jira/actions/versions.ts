// Versions as Jira tells them, and as actions show them.
import { z } from "zod";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { text } from "./parts.ts";

export const Version = z.object({
  id: Id,
  name: z.string(),
  description: z.string().nullish(),
  released: z.boolean().default(false),
  archived: z.boolean().default(false),
  releaseDate: z.string().nullish(),
});
type Version = z.output<typeof Version>;

export const VersionShape = {
  id: z.string(),
  name: z.string(),
  description: text,
  released: z.boolean(),
  archived: z.boolean(),
  releaseDate: text,
};

export const shownVersion = ({ description, releaseDate, ...version }: Version) => ({
  ...version,
  description: description || null,
  releaseDate: releaseDate ?? null,
});

/** All of them; Jira gives the list whole. */
export const versionsOf = ({ calls, flavor }: ActionContext, project: string): Promise<readonly Version[]> =>
  calls.get(z.array(Version), `${flavor.api}/project/${project}/versions`, "list versions");

export const versionNamed = async (
  context: ActionContext,
  project: string,
  name: string,
): Promise<Version | undefined> => (await versionsOf(context, project)).find((one) => one.name === name);
