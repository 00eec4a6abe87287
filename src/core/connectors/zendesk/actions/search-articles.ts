// `search-articles`: articles of the help center that fit, best first.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Article, htmlAs } from "./articles.ts";
import type { ActionContext } from "./context.ts";
import { text } from "./parts.ts";

const Found = z.object({
  results: z.array(Article),
  count: z.number().nullish(),
  page_count: z.number().nullish(),
});

export const searchArticles = defineAction({
  id: "search-articles",
  title: "Search the help center for articles",
  effect: "read",
  inputSchema: z.strictObject({
    query: z.string().min(1).describe("Words to look for"),
    locale: z
      .string()
      .regex(/^[a-zA-Z-]+$/)
      .optional()
      .describe("Language (en-us)"),
    brand: z
      .string()
      .regex(/^\d+$/)
      .optional()
      .describe("Id of a brand, from brands; else the account's usual one"),
    allBrands: z.boolean().default(false),
    limit: z.number().int().min(1).max(100).default(20).describe("Most articles in one answer"),
    page: z.number().int().min(1).default(1),
  }),
  outputSchema: z.object({
    count: z.number().nullable(),
    pages: z.number().nullable(),
    articles: z.array(
      z.object({
        article: z.string(),
        title: z.string(),
        locale: text,
        snippet: text,
        url: text,
        changedAt: text,
      }),
    ),
  }),
  run: async ({ calls }: ActionContext, { query, locale, brand, allBrands, limit, page }) => {
    const found = await calls.get(Found, "help_center/articles/search.json", "search articles", {
      query,
      per_page: limit,
      page,
      ...(locale === undefined ? {} : { locale }),
      ...(brand === undefined ? {} : { brand_id: brand }),
      ...(allBrands ? { multibrand: true } : {}),
    });
    return {
      count: found.count ?? null,
      pages: found.page_count ?? null,
      articles: found.results.map((article) => ({
        article: article.id,
        title: article.title,
        locale: article.locale ?? null,
        // The words that fit stand in tags.
        snippet: htmlAs(article.snippet, "plain"),
        url: article.html_url ?? null,
        changedAt: article.updated_at ?? null,
      })),
    };
  },
});
