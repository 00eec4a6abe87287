// One call of a business rule: RESTMessageV2 sends it once, and nobody looks at what came of it.
import { createHmac } from "node:crypto";

export interface Delivery {
  readonly url: string;
  readonly secret: string;
  /** Seconds since the epoch. */
  readonly timestamp: string;
  readonly body: string;
}

export async function deliver(delivery: Delivery, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const { url, secret, timestamp, body } = delivery;
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
      headers: {
        "content-type": "application/json",
        "x-integ-timestamp": timestamp,
        "x-integ-signature": sign(secret, timestamp, body),
      },
      body,
    });
    await response.arrayBuffer();
  } catch {
    // It is lost.
  }
}

/** hex(HMAC-SHA256(secret, timestamp + "." + body)) */
function sign(secret: string, timestamp: string, body: string): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
}
