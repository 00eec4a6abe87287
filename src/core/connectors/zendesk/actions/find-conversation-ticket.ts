// `conversation-ticket`: the ticket that a messaging conversation is open in.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { Id } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { ConversationId } from "./messaging.ts";
import { text } from "./parts.ts";

const Envelope = z.object({
  ticket: z.object({ id: Id, subject: z.string().nullish(), status: z.string().nullish() }),
});

export const findConversationTicket = defineAction({
  id: "conversation-ticket",
  title: "Show the active ticket of a messaging conversation",
  effect: "read",
  inputSchema: z.strictObject({ conversation: ConversationId }),
  outputSchema: z.object({ ticket: z.string(), subject: text, status: text }),
  nextSteps: {
    E_RECORD_GONE:
      "The conversation has no active ticket: it is closed or its session has ended, or the id is wrong. Correct it, or wait for the customer's next message, which opens another ticket; then run the action again.",
  },
  run: async ({ calls }: ActionContext, { conversation }) => {
    const path = `tickets/messaging/conversations/${conversation}/ticket`;
    const { ticket } = await calls.get(Envelope, path, "read ticket of a conversation");
    return { ticket: ticket.id, subject: ticket.subject ?? null, status: ticket.status ?? null };
  },
});
