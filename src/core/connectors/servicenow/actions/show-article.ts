// `show-article`: one article of a knowledge base, whole.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { readText, settleText } from "../../../mapping/rich-text/convert-text.ts";
import type { ActionContext } from "./context.ts";
import { text } from "./parts.ts";

const Article = z.object({
  result: z.object({
    sys_id: z.string(),
    number: z.string().nullish(),
    short_description: z.string().nullish(),
    content: z.string().nullish(),
    attachments: z.array(z.object({ sys_id: z.string(), file_name: z.string() })).nullish(),
  }),
});

export const showArticle = defineAction({
  id: "show-article",
  title: "Show an article of the knowledge bases",
  effect: "read",
  inputSchema: z.strictObject({
    article: z
      .string()
      .regex(/^([0-9a-f]{32}|KB\w+)$/i, "must be a sys_id or a number such as KB0010001")
      .describe("sys_id or number of the article, from search-knowledge"),
  }),
  outputSchema: z.object({
    article: z.string(),
    number: text,
    title: text,
    /** Markdown. */
    text,
    files: z.array(z.object({ file: z.string(), name: z.string() })),
  }),
  run: async ({ calls }: ActionContext, { article }) => {
    const { result } = await calls.send(Article, {
      method: "GET",
      path: `/api/sn_km_api/knowledge/articles/${article}`,
      operation: "read article",
      endpointClass: "actions",
      effect: "repeatable",
    });
    const { sys_id: id, number = null, short_description: title = null, content, attachments } = result;
    const { value } = settleText(readText(content ?? null, "html"), "markdown");
    return {
      article: id,
      number,
      title,
      text: typeof value === "string" ? value : null,
      files: (attachments ?? []).map((file) => ({ file: file.sys_id, name: file.file_name })),
    };
  },
});
