// Checks a JWT bearer assertion (RS256) the way the token endpoint does, with its misleading texts.
import { createPublicKey, verify } from "node:crypto";
import { CLIENT_ID, SALESFORCE_USERNAME } from "../clients.ts";
import { arrayAt, isJsonObject, type JsonObject, numberAt, textAt } from "../json.ts";

export interface AssertionCheck {
  /** PEM of the registered certificate or public key; empty: none. */
  readonly publicKey: string;
  readonly audiences: readonly string[];
  readonly nowMs: number;
}

export interface OauthProblem {
  readonly error: string;
  readonly description: string;
}

const grantProblem = (description: string): OauthProblem => ({ error: "invalid_grant", description });

export function checkAssertion(assertion: string, check: AssertionCheck): OauthProblem | null {
  const [head, body, signature] = assertion.split(".");
  const header = decodePart(head);
  const claims = decodePart(body);
  if (header === null || claims === null || signature === undefined) return grantProblem("invalid assertion");
  if (header.alg !== "RS256") return grantProblem("algorithm not supported");
  if (textAt(claims, "iss") !== CLIENT_ID)
    return { error: "invalid_client_id", description: "client identifier invalid" };
  if (!isSignedBy(check.publicKey, `${head}.${body}`, signature)) return grantProblem("invalid assertion");
  const audiences = arrayAt(claims, "aud") ?? [textAt(claims, "aud") ?? ""];
  if (!audiences.some((audience) => check.audiences.includes(String(audience))))
    return grantProblem("audience is invalid");
  const expiresS = numberAt(claims, "exp");
  if (expiresS === null || expiresS * 1000 <= check.nowMs) return grantProblem("expired authorization code");
  if (textAt(claims, "sub") !== SALESFORCE_USERNAME)
    return grantProblem("user hasn't approved this consumer");
  return null;
}

function decodePart(part: string | undefined): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isSignedBy(publicKey: string, signed: string, signature: string): boolean {
  if (publicKey === "") return false;
  const key = createPublicKey(publicKey);
  return verify("RSA-SHA256", Buffer.from(signed), key, Buffer.from(signature, "base64url"));
}
