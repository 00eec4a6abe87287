// The boxes of a vault: its check, its data key and its records, each sealed and bound to what it is.
import { type Binding, deriveKey, keyBytes, open, type RandomBytes, seal } from "./envelope.ts";
import { damaged, wrongKey } from "./secrets-errors.ts";
import type { KeySource, VaultFile, VaultLock, VaultRecord } from "./vault-file.ts";

/** What boxes are bound to; it did not change with the format of the file around them. */
const vaultFormat = "integ.vault/1";
const purpose = "connector-secrets";
const checkText = "integ vault check";

const checkBinding = (keyId: string): Binding => [vaultFormat, "check", keyId];
const dataKeyBinding = (keyId: string, dataKeyId: string): Binding => [
  vaultFormat,
  "data-key",
  purpose,
  keyId,
  dataKeyId,
];
const recordBinding = (name: string, version: number, dataKeyId: string): Binding => [
  vaultFormat,
  "record",
  purpose,
  name,
  version,
  dataKeyId,
];

export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A fresh key for the records. */
export function newDataKey(randomBytes: RandomBytes): DataKey {
  const id = `d-${Buffer.from(randomBytes(8)).toString("hex")}`;
  return { id, key: Buffer.from(randomBytes(keyBytes)) };
}

/** The data key sealed under the master key, which is named `keyId` and found at `source`. */
export function lockUp(
  master: Uint8Array,
  source: KeySource,
  keyId: string,
  dataKey: DataKey,
  randomBytes: RandomBytes,
): VaultLock {
  const check = seal(
    deriveKey(master, "check", keyId),
    Buffer.from(checkText),
    checkBinding(keyId),
    randomBytes,
  );
  const binding = dataKeyBinding(keyId, dataKey.id);
  const sealed = seal(deriveKey(master, "wrap", keyId), dataKey.key, binding, randomBytes);
  return { keyId, source, check, dataKey: { id: dataKey.id, sealed } };
}

/** A vault without records, under the given master key. */
export function newVault(
  master: Uint8Array,
  source: KeySource,
  keyId: string,
  randomBytes: RandomBytes,
): VaultFile {
  const dataKey = newDataKey(randomBytes);
  const lock = lockUp(master, source, keyId, dataKey, randomBytes);
  dataKey.key.fill(0);
  return { format: "integ.vault/2", ...lock, records: {} };
}

/**
 * The data key behind a lock.
 * @throws IntegrationError E_SECRETS_KEY when the master key is another one; E_SECRETS_DAMAGED when it is
 * the right one and the file was altered.
 */
export function unlock(vault: VaultLock, master: Uint8Array): DataKey {
  const { keyId } = vault;
  const { id, sealed } = vault.dataKey;
  const checked = open(deriveKey(master, "check", keyId), vault.check, checkBinding(keyId));
  const wrapped = open(deriveKey(master, "wrap", keyId), sealed, dataKeyBinding(keyId, id));
  if (checked !== null && wrapped !== null) return { id, key: wrapped };
  // With another key neither opens; when one does, the key is right and the other box is damaged.
  if (checked !== null || wrapped !== null) throw damaged("The vault's header was altered");
  throw wrongKey(
    `This is not the key the vault was made with (key id ${keyId})`,
    "Give that key. If it is lost, move vault.json away and run `integ init`, then `integ connect` for each connection.",
  );
}

/** What a record holds; the caller overwrites it. @throws IntegrationError E_SECRETS_DAMAGED when it was altered. */
function openBox({ key }: DataKey, file: string, name: string, record: VaultRecord): Buffer {
  const plain = open(key, record.sealed, recordBinding(name, record.version, record.dataKeyId));
  if (plain === null) throw damaged(`The secret ${name} was altered in ${file}`);
  return plain;
}

/** The secret in a record. @throws IntegrationError E_SECRETS_DAMAGED when it was altered. */
export function openRecord(dataKey: DataKey, file: string, name: string, record: VaultRecord): string {
  const plain = openBox(dataKey, file, name, record);
  try {
    return plain.toString("utf8");
  } finally {
    plain.fill(0);
  }
}

/** A secret sealed as that version of the record. */
export function sealSecret(
  { id, key }: DataKey,
  name: string,
  version: number,
  value: string,
  randomBytes: RandomBytes,
): VaultRecord["sealed"] {
  const plain = Buffer.from(value, "utf8");
  const sealed = seal(key, plain, recordBinding(name, version, id), randomBytes);
  plain.fill(0);
  return sealed;
}

/**
 * The record under another data key, otherwise as it was.
 * @throws IntegrationError E_SECRETS_DAMAGED when it does not open.
 */
export function resealRecord(
  from: DataKey,
  to: DataKey,
  file: string,
  name: string,
  record: VaultRecord,
  randomBytes: RandomBytes,
): VaultRecord {
  const plain = openBox(from, file, name, record);
  const sealed = seal(to.key, plain, recordBinding(name, record.version, to.id), randomBytes);
  plain.fill(0);
  return { ...record, dataKeyId: to.id, sealed };
}
