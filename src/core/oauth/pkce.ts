// Proof key for code exchange (RFC 7636): who redeems the code is who asked for it.
import { createHash } from "node:crypto";

export interface Pkce {
  /** 43 characters; sent with the code. */
  readonly verifier: string;
  /** Sent with the question, method S256. */
  readonly challenge: string;
}

/** `randomBytes` gives that many bytes nobody can guess. */
export function createPkce(randomBytes: (size: number) => Uint8Array): Pkce {
  const verifier = Buffer.from(randomBytes(32)).toString("base64url");
  return { verifier, challenge: challengeOf(verifier) };
}

/** The S256 challenge of a verifier: base64url without padding of its SHA-256. */
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier, "ascii").digest("base64url");
}
