// `send-message`: answers a customer in a messaging conversation. A ticket's public comment may not reach them there.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { TransientError } from "../../../contract/errors.ts";
import type { ActionContext } from "./context.ts";
import { AppId, ConversationId, findMessage, postMessage } from "./messaging.ts";

/** A message is listed when it was taken; the pause is for one that is still on its way. */
const listLagMs = 2000;

export const sendMessage = defineAction({
  id: "send-message",
  title: "Send a message to the customer of a messaging conversation",
  effect: "once",
  inputSchema: z.strictObject({
    app: AppId,
    conversation: ConversationId,
    text: z.string().min(1).max(4096),
  }),
  outputSchema: z.object({ message: z.string() }),
  nextSteps: {
    E_AUTH_REJECTED:
      "Check the key: Admin Center > Apps and integrations > APIs > Conversations API; then store both parts again: `integ secrets set CONNECTION/messagingKeyId --force`, `integ secrets set CONNECTION/messagingKeySecret --force`.",
    E_RECORD_GONE:
      "Check the ids of app and conversation (the key belongs to one app), then run the action again.",
  },
  run: async (context: ActionContext, { text, ...place }, { requestKey }) => {
    const message = await postMessage(context, place, text, requestKey);
    if (message !== undefined) return { message: message.id };
    throw new TransientError({
      code: "E_VENDOR_ANSWER",
      message: "Zendesk took the message and named none",
      operation: "send message",
      effect: "unknown",
    });
  },
  find: async (context, { app, conversation }, { requestKey }) => {
    const found = await findMessage(context, { app, conversation }, requestKey);
    return found === undefined ? null : { message: found.id };
  },
  lookupLagMs: () => listLagMs,
  evidence: ({ conversation }) => `the conversation ${conversation} in the agent workspace`,
});
