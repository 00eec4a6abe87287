// The calls of the Conversations API: another base than Support's, and a key of its own, which an admin makes.
// Source: developer.zendesk.com "Conversations API" (Sunshine Conversations v2), "Messages".
import { z } from "zod";
import { AuthError } from "../../../contract/errors.ts";
import type { Call, JsonObject } from "../calls.ts";
import type { ActionContext } from "./context.ts";

const hexId = /^[0-9a-f]{8,64}$/;

export const AppId = z.string().regex(hexId, "must be an app id").describe("Id of the Conversations app");
export const ConversationId = z
  .string()
  .regex(hexId, "must be a conversation's id")
  .describe("Id of the conversation");

/** Our mark on a message is in its metadata, which customers don't see. */
const markKey = "integ";

const Message = z.object({
  id: z.string(),
  received: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
type Message = z.output<typeof Message>;
const Messages = z.object({ messages: z.array(Message) });

export interface Place {
  readonly app: string;
  readonly conversation: string;
}

/** Every call is another message. */
export async function postMessage(
  context: ActionContext,
  place: Place,
  text: string,
  requestKey: string,
): Promise<Message | undefined> {
  const json: JsonObject = {
    author: { type: "business" },
    content: { type: "text", text },
    metadata: { [markKey]: requestKey },
  };
  const call = { method: "POST", json, operation: "send message", effect: "once" } as const;
  const { messages } = await context.calls.send(Messages, { ...(await callAt(context, place)), ...call });
  return messages[0];
}

/** The message of a request among the conversation's last hundred; undefined where there is none. */
export async function findMessage(
  context: ActionContext,
  place: Place,
  requestKey: string,
): Promise<Message | undefined> {
  const call = { method: "GET", operation: "list messages", effect: "repeatable" } as const;
  const { messages } = await context.calls.send(Messages, { ...(await callAt(context, place)), ...call });
  return messages.find(({ metadata }) => metadata?.[markKey] === requestKey);
}

async function callAt(
  { name, secrets, settings }: ActionContext,
  { app, conversation }: Place,
): Promise<Pick<Call, "path" | "headers" | "authorize" | "endpointClass">> {
  const [keyId, secret] = [await secrets.get("messagingKeyId"), await secrets.get("messagingKeySecret")];
  if (keyId === null || secret === null) throw missingKey(name);
  return {
    path: `${settings.origin}/sc/v2/apps/${app}/conversations/${conversation}/messages`,
    headers: { authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString("base64")}` },
    authorize: false,
    endpointClass: "account",
  };
}

const missingKey = (name: string): AuthError =>
  new AuthError({
    code: "E_SECRET_MISSING",
    message: `The connection ${name} has no key of the Conversations API`,
    hint: `Admin Center > Apps and integrations > APIs > Conversations API > Create API key; then store both parts: \`integ secrets set ${name}/messagingKeyId --force\`, \`integ secrets set ${name}/messagingKeySecret --force\`.`,
    connection: name,
  });
