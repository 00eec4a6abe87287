// Components as Jira tells them, and as actions show them.
import { z } from "zod";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { text } from "./parts.ts";

export const Component = z.object({ id: Id, name: z.string(), description: z.string().nullish() });
type Component = z.output<typeof Component>;

export const ComponentShape = { id: z.string(), name: z.string(), description: text };

export const shownComponent = ({ id, name, description }: Component) => ({
  id,
  name,
  description: description || null,
});

/** All of them; Jira gives the list whole. */
export const componentsOf = (
  { calls, flavor }: ActionContext,
  project: string,
): Promise<readonly Component[]> =>
  calls.get(z.array(Component), `${flavor.api}/project/${project}/components`, "list components");
