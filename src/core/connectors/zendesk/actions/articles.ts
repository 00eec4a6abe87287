// Articles of the help center, as it tells them. Its paths want the suffix: without it some answer 415.
// Source: developer.zendesk.com, Help Center API "Search", "Articles".
import { z } from "zod";
import { readText, settleText } from "../../../mapping/rich-text/convert-text.ts";
import { Id } from "../schema.ts";

export const Article = z.object({
  id: Id,
  title: z.string(),
  locale: z.string().nullish(),
  html_url: z.string().nullish(),
  body: z.string().nullish(),
  snippet: z.string().nullish(),
  draft: z.boolean().nullish(),
  label_names: z.array(z.string()).nullish(),
  updated_at: z.string().nullish(),
});

/** HTML as text in the format; null for none. */
export function htmlAs(html: string | null | undefined, format: "markdown" | "plain"): string | null {
  const { value } = settleText(readText(html ?? null, "html"), format);
  return typeof value === "string" ? value : null;
}
