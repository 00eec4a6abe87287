// One webhook call: signed, timed out, retried only for the answers the vendor retries.
import { createHmac } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { textAt } from "../json.ts";
import { isoSecond } from "./model.ts";
import { ACCOUNT_ID } from "./setup.ts";
import type { Invocation, Webhook, WebhookParts } from "./webhooks.ts";

export interface Delivery {
  readonly webhook: Webhook;
  readonly invocation: Invocation;
  readonly body: string;
}

/** 409: three retries. 429 and 503: when Retry-After is short. Timeouts: five retries. Nothing else. */
const RETRIES = { conflict: 3, throttled: 3, timeout: 5 };
const CONFLICT_WAIT_MS = 1000;
const TIMEOUT_STATUS = 504;

export async function deliver(parts: WebhookParts, delivery: Delivery): Promise<void> {
  const { webhook, invocation } = delivery;
  const { status, retryAfterS } = await attempt(parts, delivery);
  if (parts.signal.aborted) return;
  invocation.attempts += 1;
  invocation.status = status;
  const isError = status < 200 || status > 299;
  webhook.breaker.record(isError);
  if (!isError) {
    invocation.outcome = "success";
    return;
  }
  const waitMs = retryWait(status, retryAfterS, invocation.attempts, parts.settings.webhooks.retryAfterMaxS);
  if (waitMs === null) {
    invocation.outcome = "failed";
    return;
  }
  parts.timers.after(waitMs, () => void deliver(parts, delivery));
}

function retryWait(
  status: number,
  retryAfterS: number | null,
  attempts: number,
  maxS: number,
): number | null {
  if (status === 409) return attempts <= RETRIES.conflict ? CONFLICT_WAIT_MS : null;
  if (status === TIMEOUT_STATUS) return attempts <= RETRIES.timeout ? CONFLICT_WAIT_MS : null;
  const isThrottled = status === 429 || status === 503;
  if (!isThrottled || retryAfterS === null || retryAfterS >= maxS) return null;
  return attempts <= RETRIES.throttled ? retryAfterS * 1000 : null;
}

interface Attempt {
  readonly status: number;
  readonly retryAfterS: number | null;
}

async function attempt(parts: WebhookParts, { webhook, invocation, body }: Delivery): Promise<Attempt> {
  const timestamp = isoSecond(parts.clock.now());
  const timeout = AbortSignal.timeout(parts.settings.webhooks.timeoutMs);
  try {
    const response = await fetch(webhook.endpoint, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([timeout, parts.signal]),
      headers: {
        ...webhook.customHeaders,
        ...authentication(webhook.authentication),
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Zendesk Webhook",
        "x-zendesk-account-id": String(ACCOUNT_ID),
        "x-zendesk-webhook-id": webhook.id,
        "x-zendesk-webhook-invocation-id": invocation.id,
        "x-zendesk-webhook-signature-timestamp": timestamp,
        "x-zendesk-webhook-signature": sign(webhook.secret, timestamp, body),
      },
      body,
    });
    await response.arrayBuffer();
    const retryAfter = response.headers.get("retry-after");
    return { status: response.status, retryAfterS: retryAfter === null ? null : Number(retryAfter) };
  } catch {
    return { status: timeout.aborted ? TIMEOUT_STATUS : 0, retryAfterS: null };
  }
}

/** base64(HMAC-SHA256(secret, timestamp + body)) */
export function sign(secret: string, timestamp: string, body: string): string {
  return createHmac("sha256", secret)
    .update(timestamp + body)
    .digest("base64");
}

function authentication(given: JsonObject | null): Readonly<Record<string, string>> {
  const data = given?.data;
  if (given === null || typeof data !== "object" || data === null) return {};
  if (given.type === "bearer_token") return { authorization: `Bearer ${textAt(data, "token") ?? ""}` };
  if (given.type === "api_key") return { [textAt(data, "name") ?? "x-api-key"]: textAt(data, "value") ?? "" };
  const pair = `${textAt(data, "username") ?? ""}:${textAt(data, "password") ?? ""}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
