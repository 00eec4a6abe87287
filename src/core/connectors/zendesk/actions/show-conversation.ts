// `conversation-log`: what was said in a ticket's conversation, by people and bots.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { nextCursor, paging } from "../calls.ts";
import { PageMeta } from "../schema.ts";
import { htmlAs } from "./articles.ts";
import type { ActionContext } from "./context.ts";
import { TicketId, text } from "./parts.ts";

const Event = z.object({
  id: z.string(),
  type: z.string().nullish(),
  created_at: z.string().nullish(),
  author: z.object({ type: z.string().nullish(), display_name: z.string().nullish() }).nullish(),
  // Other kinds than text and HTML (forms, carousels) have contents of their own.
  content: z
    .object({ type: z.string().nullish(), text: z.string().nullish(), body: z.string().nullish() })
    .nullish(),
  metadata: z.object({ public: z.boolean().nullish() }).nullish(),
});
type Event = z.output<typeof Event>;
const Log = z.object({ events: z.array(Event), meta: PageMeta });

export const showConversation = defineAction({
  id: "conversation-log",
  title: "Show what was said in a ticket's messaging conversation",
  effect: "read",
  inputSchema: z.strictObject({
    ticket: TicketId.describe("Number of the ticket"),
    next: z.string().min(1).optional().describe("`next` of the page before"),
  }),
  outputSchema: z.object({
    events: z.array(
      z.object({ id: z.string(), at: text, kind: text, who: text, name: text, text, public: z.boolean() }),
    ),
    next: text,
  }),
  run: async ({ calls }: ActionContext, { ticket, next }) => {
    const path = `tickets/${ticket}/conversation_log`;
    const log = await calls.get(Log, path, "read conversation", paging(next));
    return { events: log.events.map(shown), next: nextCursor(log.meta) ?? null };
  },
});

const shown = ({ id, type, created_at: at, author, content, metadata }: Event) => ({
  id,
  at: at ?? null,
  kind: type ?? null,
  who: author?.type ?? null,
  name: author?.display_name ?? null,
  text: content?.text ?? htmlAs(content?.body, "plain"),
  public: metadata?.public !== false,
});
