// Checks a JWT bearer assertion as the instance does: audience and issuer are the client, each `jti` holds once.
import { createPublicKey, verify } from "node:crypto";
import { CLIENT_ID } from "../clients.ts";
import { isJsonObject, type JsonObject, numberAt, textAt } from "../json.ts";

const DIGESTS: Readonly<Record<string, string>> = {
  RS256: "RSA-SHA256",
  RS384: "RSA-SHA384",
  RS512: "RSA-SHA512",
};

export class Assertions {
  readonly #used = new Set<string>();

  /** @returns what `sub` says, or null when the assertion does not hold; a good one is used up */
  redeem(assertion: string, publicKey: string, nowMs: number): string | null {
    const [head, body, signature = ""] = assertion.split(".");
    const header = decodePart(head);
    const claims = decodePart(body);
    if (header === null || claims === null || publicKey === "") return null;
    const digest = DIGESTS[textAt(header, "alg") ?? ""];
    if (digest === undefined) return null;
    const key = createPublicKey(publicKey);
    const isSigned = verify(digest, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"));
    const isOurs = textAt(claims, "iss") === CLIENT_ID && textAt(claims, "aud") === CLIENT_ID;
    const jti = textAt(claims, "jti");
    const isLive = (numberAt(claims, "exp") ?? 0) * 1000 > nowMs;
    if (!isSigned || !isOurs || !isLive || jti === null || this.#used.has(jti)) return null;
    this.#used.add(jti);
    return textAt(claims, "sub");
  }
}

function decodePart(part: string | undefined): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
