// JSON Web Tokens signed with a shared secret (RFC 7519, HS256): what Jira signs the calls of an app's webhooks with.
import { z } from "zod";
import { holdsHmac } from "../../connector-parts/signatures.ts";

/** Clocks differ. */
const leewayMs = 3 * 60_000;

const Header = z.object({ alg: z.literal("HS256") });
const Claims = z.object({ exp: z.number().optional() });

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return undefined;
  }
}

/** Whether a token was signed with the secret, by this algorithm and no other, and has not ended. */
export function holdsJwt(token: string, secret: string, nowMs: number): boolean {
  const [header = "", claims = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || !Header.safeParse(decode(header)).success) return false;
  const given = Buffer.from(signature, "base64url").toString("hex");
  if (!holdsHmac(secret, [`${header}.${claims}`], given, "hex")) return false;
  const told = Claims.safeParse(decode(claims));
  return told.success && (told.data.exp === undefined || told.data.exp * 1000 + leewayMs > nowMs);
}
