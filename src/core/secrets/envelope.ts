// The cryptography of the vault: AES-256-GCM boxes bound to what they are, and keys derived by purpose.
import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

export const keyBytes = 32;
const nonceBytes = 12;
// Without it Node 20 accepted a tag cut to 4 bytes.
const tagBytes = 16;

/** Cryptographically strong random bytes. */
export type RandomBytes = (size: number) => Uint8Array;

/** `nonce ‖ ciphertext ‖ tag`, base64url. */
export type Sealed = string;

/** What a box is bound to: it opens only with the same parts in the same order. */
export type Binding = readonly (string | number)[];

function associatedData(binding: Binding): Buffer {
  return Buffer.from(JSON.stringify(binding), "utf8");
}

/** Encrypts under a fresh nonce. `key` is 32 bytes. */
export function seal(key: Uint8Array, plain: Uint8Array, binding: Binding, randomBytes: RandomBytes): Sealed {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(binding));
  const box = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return box.toString("base64url");
}

/** The plain bytes; null when the key, the binding or a single bit is another than when it was sealed. */
export function open(key: Uint8Array, sealed: Sealed, binding: Binding): Buffer | null {
  const box = Buffer.from(sealed, "base64url");
  // Decoding is lenient; only the one spelling that `seal` writes counts.
  if (box.toString("base64url") !== sealed || box.length < nonceBytes + tagBytes) return null;
  const nonce = box.subarray(0, nonceBytes);
  const tag = box.subarray(box.length - tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(associatedData(binding));
  decipher.setAuthTag(tag);
  const start = decipher.update(box.subarray(nonceBytes, box.length - tagBytes));
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    start.fill(0);
    return null;
  }
}

/** A 32-byte key for one purpose; different purposes give unrelated keys (HKDF-SHA-256). */
export function deriveKey(master: Uint8Array, purpose: string, keyId: string): Buffer {
  return Buffer.from(hkdfSync("sha256", master, keyId, `integ/${purpose}/1`, keyBytes));
}
