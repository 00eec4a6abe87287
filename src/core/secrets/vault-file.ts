// What is in vault.json: the header that names the key, wrapped data keys, and sealed records. No key is in it.
import { z } from "zod";
import { Kdf } from "./passphrase.ts";
import { readProtected, type UserId } from "./protected-file.ts";
import { damaged, unavailable } from "./secrets-errors.ts";

const vaultFormat = "integ.vault/2";
/** Has no rotation under way, and does not know who has stored what. */
const firstFormat = "integ.vault/1";
const longestFile = 16 * 1024 * 1024;

/** Where the master key is, as recorded at creation. */
export const KeySource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("systemd-credential") }),
  z.strictObject({ kind: z.literal("key-file") }),
  z.strictObject({ kind: z.literal("keychain"), backend: z.string(), account: z.string() }),
  z.strictObject({ kind: z.literal("passphrase"), kdf: Kdf }),
  z.strictObject({ kind: z.literal("environment") }),
  /** `file`: its name in the state directory; absent: `master.key`. */
  z.strictObject({
    kind: z.literal("insecure-key-file"),
    file: z
      .string()
      .regex(/^master[a-z0-9-]*\.key$/)
      .optional(),
  }),
]);

export type KeySource = z.infer<typeof KeySource>;

const Sealed = z.string().min(1);
const Id = z.string().min(1).max(64);

const VaultRecord = z.strictObject({
  version: z.number().int().min(1),
  dataKeyId: Id,
  sealed: Sealed,
  /** RFC 3339 UTC. */
  updatedAt: z.string(),
  /** Who stored it; absent: not known. */
  updatedBy: z.string().optional(),
});

const lock = {
  keyId: Id,
  source: KeySource,
  /** A constant sealed under the master key: tells a wrong key from a damaged file. */
  check: Sealed,
  /** The key of the records, sealed under the master key. */
  dataKey: z.strictObject({ id: Id, sealed: Sealed }),
};

const VaultLock = z.strictObject(lock);

const Rotation = z.strictObject({
  /** RFC 3339 UTC. */
  at: z.string(),
  by: z.string(),
});

export const VaultFile = z.strictObject({
  format: z.enum([vaultFormat, firstFormat]).transform(() => vaultFormat),
  ...lock,
  /** The last change of the master key. */
  rotated: Rotation.optional(),
  /** A second master key that opens it as well, while one takes the place of the other. */
  next: VaultLock.optional(),
  /** A master key that opens nothing any more and is still to be taken away. */
  retired: z.strictObject({ keyId: Id, source: KeySource }).optional(),
  records: z.record(z.string(), VaultRecord),
});

export type VaultFile = z.infer<typeof VaultFile>;
/** What one master key opens: the data key. */
export type VaultLock = z.infer<typeof VaultLock>;
export type VaultRecord = z.infer<typeof VaultRecord>;

/**
 * The vault as it is on disk now; null when there is none.
 * @throws IntegrationError E_SECRETS_UNAVAILABLE (rights, links, a newer format), E_SECRETS_DAMAGED (no vault in it).
 */
export async function readVault(file: string, uid: UserId): Promise<VaultFile | null> {
  const bytes = await readProtected(file, uid, longestFile);
  if (bytes === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw damaged(`${file} is not readable as a vault`, cause);
  }
  const checked = VaultFile.safeParse(content);
  if (checked.success) return checked.data;
  if (isNewer(content))
    throw unavailable(`${file} was written by a newer version of integ`, "Use that version.");
  const place = checked.error.issues[0]?.path.map(String).join(".") ?? "";
  throw damaged(`${file} is not readable as a vault${place === "" ? "" : ` (at ${place})`}`);
}

function isNewer(content: unknown): boolean {
  if (typeof content !== "object" || content === null || !("format" in content)) return false;
  const version = /^integ\.vault\/(\d+)$/.exec(String(content.format))?.[1];
  return Number(version) > 2;
}

/** The bytes of the file, the same for the same content. */
export function encodeVault(vault: VaultFile): Buffer {
  const records = Object.fromEntries(Object.entries(vault.records).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Buffer.from(`${JSON.stringify({ ...vault, format: vaultFormat, records }, null, 2)}\n`, "utf8");
}
