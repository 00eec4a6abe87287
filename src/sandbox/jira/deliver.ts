// One webhook call: signed, timed out, and in the Cloud tried again for the answers the vendor tries again.
import { createHmac } from "node:crypto";
import { CLIENT_ID } from "../clients.ts";
import type { Timers } from "../timers.ts";
import type { Site } from "./site.ts";
import type { Delivered, Webhook } from "./webhooks.ts";

const RETRIES = 5;
const JWT_LIFE_S = 180;

export interface DeliveryParts {
  readonly site: Site;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  /** The last calls, oldest first. */
  readonly log: Delivered[];
}

interface WebhookCall {
  readonly webhook: Webhook;
  readonly event: string;
  readonly url: string;
  readonly text: string;
  readonly identifier: string;
  readonly isSecondary: boolean;
}

const LOGGED = 1000;

export async function deliver(parts: DeliveryParts, call: WebhookCall, attempt: number): Promise<void> {
  const { site, timers, signal, log } = parts;
  const status = await send(parts, call, attempt);
  if (signal.aborted) return;
  const { webhook, event, identifier } = call;
  log.push({ webhookId: webhook.id, event, identifier, status, attempt });
  if (log.length > LOGGED) log.shift();
  const isTemporary = status === 0 || [408, 409, 425, 429].includes(status) || status >= 500;
  if (!site.isCloud || !isTemporary || attempt >= RETRIES) return;
  timers.after(site.settings.webhooks.retryWaitMs, () => void deliver(parts, call, attempt + 1));
}

/** @returns the status, 0 when no answer came */
async function send(parts: DeliveryParts, call: WebhookCall, attempt: number): Promise<number> {
  const { site, signal } = parts;
  const timeout = AbortSignal.timeout(site.settings.webhooks.timeoutMs);
  try {
    const response = await fetch(call.url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([timeout, signal]),
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Atlassian Webhook HTTP Client",
        ...proof(site, call),
        ...(site.isCloud ? cloudHeaders(call, attempt) : {}),
      },
      body: call.text,
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

function cloudHeaders({ identifier, isSecondary }: WebhookCall, attempt: number): Record<string, string> {
  return {
    "x-atlassian-webhook-identifier": identifier,
    "x-atlassian-webhook-flow": isSecondary ? "Secondary" : "Primary",
    ...(attempt === 0 ? {} : { "x-atlassian-webhook-retry": String(attempt) }),
  };
}

/** The app's calls carry a token made with its secret, an administrator's a signature of the body. */
function proof(site: Site, { webhook, text }: WebhookCall): Record<string, string> {
  if (webhook.kind === "app")
    return { authorization: `Bearer ${signToken(site.settings.credentials.clientSecret, site.clock.now())}` };
  if (webhook.secret === null || site.settings.deployment === "data-center-9") return {};
  return { "x-hub-signature": `sha256=${createHmac("sha256", webhook.secret).update(text).digest("hex")}` };
}

function signToken(secret: string, nowMs: number): string {
  const issuedS = Math.floor(nowMs / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: CLIENT_ID, iat: issuedS, exp: issuedS + JWT_LIFE_S })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
