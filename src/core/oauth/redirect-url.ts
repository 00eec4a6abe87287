// Where the vendor sends the browser after a sign-in.
import { z } from "zod";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A fixed port: vendors compare the address with the registered one letter by letter. */
export const usualRedirectUrl = "http://localhost:18787/callback";

/** What the setting is for, in the configuration's schema. */
export const redirectUrlText = `Where the vendor sends the browser back to, with auth: browser; by default ${usualRedirectUrl}`;

function isRedirectUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.hash !== "" || url.search !== "" || url.username !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && loopbackHosts.has(url.hostname));
}

/** The setting: https anywhere, http on this machine only. */
export const RedirectUrl = z
  .string()
  .refine(isRedirectUrl, "must be an http URL of this machine (http://localhost:PORT/PATH) or an https URL");

/** Whether integ can listen at the address itself. */
export function isLoopback(redirectUrl: string): boolean {
  const url = URL.parse(redirectUrl);
  return url !== null && url.protocol === "http:" && loopbackHosts.has(url.hostname);
}

/** The address that is used: as set in full, else the usual one with the port that is set. */
export function redirectUrlOf(setting: string | null, redirectPort: number | null): string {
  if (setting !== null) return setting;
  const url = new URL(usualRedirectUrl);
  if (redirectPort !== null) url.port = String(redirectPort);
  return url.href;
}
