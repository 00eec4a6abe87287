// Zendesk's event webhooks: sets one up, checks the signature of a call, turns it into hints.
// Source: developer.zendesk.com "Verifying webhooks", "Ticket events".
import { createHash } from "node:crypto";
import { headerOf, holdsHmac, isMac } from "../../connector-parts/signatures.ts";
import type { ConnectionSecrets } from "../../contract/connector.ts";
import { AuthError } from "../../contract/errors.ts";
import type { Clock, Logger } from "../../contract/runtime.ts";
import type { ChangeHint, WebhookPort, WebhookRequest } from "../../contract/webhook.ts";
import { nextCursor } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { Settings } from "./config.ts";
import { TicketEvent, type Webhook } from "./schema.ts";

export interface WebhooksContext {
  readonly client: ZendeskClient;
  readonly secrets: ConnectionSecrets;
  readonly settings: Pick<Settings, "webhookMaxAgeMs">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly connection: string;
  readonly installId: string;
}

const secretName = "webhookSecret";
const signatureHeader = "x-zendesk-webhook-signature";
const timestampHeader = "x-zendesk-webhook-signature-timestamp";
const ticketSubject = /^zen:ticket:(\d{1,16})$/;

const typePrefix = "zen:event-type:ticket.";
const deletions = new Set(["soft_deleted", "permanently_deleted"].map((name) => typePrefix + name));

const commentAdded = `${typePrefix}comment_added`;

/** Events after which a field of ours, or the ticket's being there, may be another. */
export const subscriptions: readonly string[] = [
  "created",
  "subject_changed",
  "status_changed",
  "custom_status_changed",
  "priority_changed",
  "type_changed",
  "tags_changed",
  "external_id_changed",
  "custom_field_changed",
  "agent_assignment_changed",
  "group_assignment_changed",
  "requester_changed",
  "organization_changed",
  "comment_added",
  "merged",
  "soft_deleted",
  "permanently_deleted",
  "undeleted",
].map((name) => typePrefix + name);

/** The webhooks of one account that call us. @see WebhookPort */
export function createWebhooks(context: WebhooksContext): WebhookPort {
  return {
    ensure: async (url) => {
      const id = (await findWebhook(context.client, url)) ?? (await createFor(context, url));
      // The secret is asked for each time: an admin may have reset it.
      await context.secrets.set(secretName, await context.client.showSigningSecret(id));
    },
    remove: async (url) => {
      const { client } = context;
      for (let id = await findWebhook(client, url); id !== null; id = await findWebhook(client, url))
        await client.deleteWebhook(id);
    },
    receive: async (request) => {
      await verify(context, request);
      return readHints(request.rawBody, context.log);
    },
  };
}

/** A webhook of the other kind (called by triggers) sends an admin's template and can't be switched. */
function canServe(webhook: Webhook, url: string): boolean {
  if (webhook.endpoint !== url || webhook.status === "inactive") return false;
  return webhook.subscriptions?.some((subscription) => subscription.startsWith(typePrefix)) ?? false;
}

async function findWebhook(client: ZendeskClient, url: string): Promise<string | null> {
  let after: string | undefined;
  do {
    const page = await client.listWebhooks(after);
    const found = page.webhooks.find((webhook) => canServe(webhook, url));
    if (found !== undefined) return found.id;
    after = nextCursor(page.meta);
  } while (after !== undefined);
  return null;
}

function createFor({ client, connection, installId }: WebhooksContext, url: string): Promise<string> {
  return client.createWebhook({
    name: `integ ${connection} ${installId}`,
    endpoint: url,
    http_method: "POST",
    request_format: "json",
    status: "active",
    subscriptions,
  });
}

function refusal(reason: string): AuthError {
  return new AuthError({ code: "E_WEBHOOK_SIGNATURE", message: `A webhook call was refused: ${reason}` });
}

/** The signature covers the timestamp's text as sent and the raw body, with nothing between. */
async function verify({ secrets, settings, clock }: WebhooksContext, request: WebhookRequest): Promise<void> {
  const [signature, timestamp] = [headerOf(request, signatureHeader), headerOf(request, timestampHeader)];
  if (signature === undefined || timestamp === undefined || !isMac(signature, "base64")) {
    throw refusal("it is not signed");
  }
  const secret = await secrets.get(secretName);
  if (secret === null)
    throw new AuthError({
      code: "E_SECRET_MISSING",
      message: "No signing secret of a Zendesk webhook is stored",
    });
  if (!holdsHmac(secret, [timestamp, request.rawBody], signature, "base64"))
    throw refusal("its signature does not hold");
  const signedAt = Date.parse(timestamp);
  if (!(Math.abs(clock.now() - signedAt) <= settings.webhookMaxAgeMs)) throw refusal("it is too old");
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    return undefined;
  }
}

/** What a signed call tells; nothing for calls that concern no ticket, which are accepted all the same. */
function readHints(rawBody: Uint8Array, log: Logger): readonly ChangeHint[] {
  const event = TicketEvent.safeParse(parseJson(rawBody));
  if (!event.success) {
    log.warn("zendesk.webhook-not-understood", {
      digest: createHash("sha256").update(rawBody).digest("hex"),
    });
    return [];
  }
  const { id, type, subject, detail } = event.data;
  const recordId = detail?.id ?? ticketSubject.exec(subject ?? "")?.[1];
  if (!type.startsWith(typePrefix) || recordId === undefined || recordId === null) return [];
  const kind = deletions.has(type) ? "deleted" : "changed";
  const ticket: ChangeHint = { object: "ticket", recordId, kind, eventKey: id };
  const commentId = event.data.event?.comment?.id;
  if (type !== commentAdded || commentId === undefined) return [ticket];
  // One event, two records: the comment is of its ticket, which moved by it. Files are found by the feed.
  const comment = {
    object: "ticket_comment",
    recordId: `${recordId}-${commentId}`,
    eventKey: `${id}/comment`,
  };
  return [ticket, { ...comment, kind: "changed" }];
}
