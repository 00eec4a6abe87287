// `search`: issues by a query in JQL.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { readText, settleText } from "../../../mapping/rich-text/convert-text.ts";
import type { ActionContext } from "./context.ts";
import { limit, text } from "./parts.ts";
import { questions } from "./questions.ts";

const usualFields = ["summary", "status", "priority", "assignee", "issuetype", "updated"];

type Json = z.output<ReturnType<typeof z.json>>;

export const search = defineAction({
  id: "search",
  title: "Search issues by a query in JQL",
  effect: "read",
  inputSchema: z.strictObject({
    jql: z.string().min(1).describe("project = SUP AND statusCategory != Done ORDER BY updated DESC"),
    fields: z.array(z.string().min(1)).min(1).default(usualFields).describe("Ids of the fields to show"),
    limit,
    next: z.string().min(1).optional().describe("`next` of the page before, with the same query"),
  }),
  outputSchema: z.object({
    issues: z.array(z.object({ id: z.string(), key: z.string(), fields: z.record(z.string(), z.json()) })),
    next: text,
  }),
  run: async ({ calls, flavor }: ActionContext, { jql, fields, limit, next }) => {
    const ask = { jql, fields, limit, next: next ?? null };
    const found = await questions[flavor.id].search(calls, flavor.api, ask);
    const issues = found.issues.map((issue) => ({
      id: issue.id,
      key: issue.key,
      fields: Object.fromEntries(
        Object.entries(issue.fields).map(([name, value]) => [name, readable(value)]),
      ),
    }));
    return { issues, next: found.next };
  },
});

/** Documents as Markdown; all else as Jira gives it. */
function readable(value: Json): Json {
  const isDocument =
    typeof value === "object" && value !== null && !Array.isArray(value) && value.type === "doc";
  if (!isDocument) return value;
  const { value: text } = settleText(readText(value, "adf"), "markdown");
  return typeof text === "string" ? text : null;
}
