// `assignable-people`: who may be given issues of a project, or one issue.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";
import { IssueKey, ProjectKey, text } from "./parts.ts";
import { questions } from "./questions.ts";

export const listAssignable = defineAction({
  id: "assignable-people",
  title: "List the people who may be assigned issues of a project, or one issue",
  effect: "read",
  inputSchema: z
    .strictObject({
      project: ProjectKey.optional(),
      issue: IssueKey.optional(),
      text: z.string().default("").describe("Beginning of a name or address"),
    })
    .refine(({ project, issue }) => (project === undefined) !== (issue === undefined), {
      message: "give either project or issue",
    }),
  outputSchema: z.object({
    people: z.array(z.object({ id: z.string(), name: text, email: text, active: z.boolean() })),
  }),
  run: async ({ calls, flavor }: ActionContext, { project, issue, text: beginning }) => {
    const where = project === undefined ? { issueKey: issue } : { project };
    const found = await questions[flavor.id].assignable(calls, flavor.api, where, beginning);
    return {
      people: found.flatMap((user) => {
        const id = flavor.personId(user);
        const { displayName: name = null, emailAddress: email = null } = user;
        return id === null ? [] : [{ id, name, email, active: user.active !== false }];
      }),
    };
  },
});
