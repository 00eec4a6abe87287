// A master key from a passphrase (scrypt), with bounds on parameters that come out of a file.
import { scrypt } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";
import { keyBytes, type RandomBytes } from "./envelope.ts";

const derive: (
  passphrase: Uint8Array,
  salt: Uint8Array,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer> = promisify(scrypt);

/** Refuses what is too weak to protect and what would eat the machine: at most 512 MiB. */
export const Kdf = z.strictObject({
  name: z.literal("scrypt"),
  salt: z.base64url().min(22).max(86),
  cost: z.union([z.literal(2 ** 17), z.literal(2 ** 18), z.literal(2 ** 19)]),
  blockSize: z.literal(8),
  parallelization: z.literal(1),
});

export type Kdf = z.infer<typeof Kdf>;

/** Parameters for a new vault: N = 2^17, r = 8, p = 1 (128 MiB, about half a second). */
export function newKdf(randomBytes: RandomBytes): Kdf {
  const salt = Buffer.from(randomBytes(16)).toString("base64url");
  return { name: "scrypt", salt, cost: 2 ** 17, blockSize: 8, parallelization: 1 };
}

/** The 32-byte key; the same text in another Unicode composition gives the same key. */
export async function deriveFromPassphrase(passphrase: string, kdf: Kdf): Promise<Buffer> {
  const bytes = Buffer.from(passphrase.normalize("NFKC"), "utf8");
  const { cost: N, blockSize: r, parallelization: p } = kdf;
  try {
    return await derive(bytes, Buffer.from(kdf.salt, "base64url"), keyBytes, {
      N,
      r,
      p,
      maxmem: 2 * 128 * N * r,
    });
  } finally {
    bytes.fill(0);
  }
}
