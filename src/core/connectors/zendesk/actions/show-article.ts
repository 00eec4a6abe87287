// `show-article`: one article of the help center, whole.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Article, htmlAs } from "./articles.ts";
import type { ActionContext } from "./context.ts";
import { text } from "./parts.ts";

const Envelope = z.object({ article: Article });

export const showArticle = defineAction({
  id: "show-article",
  title: "Show an article of the help center",
  effect: "read",
  inputSchema: z.strictObject({
    article: z.string().regex(/^\d+$/, "must be an article's number").describe("Id, from search-articles"),
    locale: z
      .string()
      .regex(/^[a-zA-Z-]+$/)
      .optional()
      .describe("Language of the translation; else the article's own"),
  }),
  outputSchema: z.object({
    article: z.string(),
    title: z.string(),
    locale: text,
    /** Markdown. */
    text,
    url: text,
    draft: z.boolean(),
    labels: z.array(z.string()),
    changedAt: text,
  }),
  run: async ({ calls }: ActionContext, { article: id, locale }) => {
    const place = locale === undefined ? "" : `/${locale}`;
    const path = `help_center${place}/articles/${id}.json`;
    const { article } = await calls.get(Envelope, path, "read article");
    return {
      article: article.id,
      title: article.title,
      locale: article.locale ?? null,
      text: htmlAs(article.body, "markdown"),
      url: article.html_url ?? null,
      draft: article.draft === true,
      labels: article.label_names ?? [],
      changedAt: article.updated_at ?? null,
    };
  },
});
