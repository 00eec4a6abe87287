// Signatures over webhook calls.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRequest } from "../contract/webhook.ts";

// A SHA-256 MAC, complete: Node's decoders would leave out what is not of the encoding.
const patterns = { base64: /^[A-Za-z0-9+/]{43}=$/, hex: /^[0-9a-f]{64}$/i } as const;

/** The value of a call's header; `name` in lower case. */
export function headerOf(request: WebhookRequest, name: string): string | undefined {
  return Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Whether a text has the form of an HMAC-SHA256. */
export function isMac(text: string, encoding: keyof typeof patterns): boolean {
  return patterns[encoding].test(text);
}

/** Whether `given` is the HMAC-SHA256 of the parts, one after the other. Takes as long whether it is or not. */
export function holdsHmac(
  secret: string,
  parts: readonly (string | Uint8Array)[],
  given: string,
  encoding: keyof typeof patterns,
): boolean {
  if (!isMac(given, encoding)) return false;
  const mac = createHmac("sha256", secret);
  for (const part of parts) mac.update(part);
  return timingSafeEqual(mac.digest(), Buffer.from(given, encoding));
}
