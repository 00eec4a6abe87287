// `search-knowledge`: articles that fit, best first. Source: servicenow.com docs "Knowledge Management REST API".
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";
import { paging, SysId, text } from "./parts.ts";

const Found = z.object({
  result: z.object({
    meta: z.object({ count: z.number().int().nullish() }),
    articles: z.array(
      z.object({
        id: z.string(),
        number: z.string().nullish(),
        title: z.string().nullish(),
        snippet: z.string().nullish(),
        score: z.number().nullish(),
      }),
    ),
  }),
});

/** Of the ids in an answer (`kb_knowledge:<sys_id>`). */
const sysIdOf = (id: string): string => id.slice(id.indexOf(":") + 1);

export const searchKnowledge = defineAction({
  id: "search-knowledge",
  title: "Search the knowledge bases for published articles",
  effect: "read",
  inputSchema: z.strictObject({
    query: z.string().min(1).describe("Words to look for"),
    knowledgeBase: SysId.optional().describe("sys_id of one knowledge base"),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional()
      .describe("Two letters (en)"),
    ...paging,
  }),
  outputSchema: z.object({
    count: z.number().nullable(),
    articles: z.array(
      z.object({
        article: z.string(),
        number: text,
        title: text,
        snippet: text,
        score: z.number().nullable(),
      }),
    ),
  }),
  run: async ({ calls }: ActionContext, { query, knowledgeBase, language, limit, offset }) => {
    const { result } = await calls.send(Found, {
      method: "GET",
      path: "/api/sn_km_api/knowledge/articles",
      query: {
        query,
        limit,
        offset,
        ...(knowledgeBase === undefined ? {} : { kb: knowledgeBase }),
        ...(language === undefined ? {} : { language }),
      },
      operation: "search knowledge",
      endpointClass: "actions",
      effect: "repeatable",
    });
    const { meta, articles } = result;
    return {
      count: meta.count ?? null,
      articles: articles.map(({ id, number = null, title = null, snippet = null, score = null }) => ({
        article: sysIdOf(id),
        number,
        title,
        snippet,
        score,
      })),
    };
  },
});
