// The secret store on vault.json: opens records on reading, writes under the lock. Holds keys, never the master key.
import type { Clock } from "../contract/runtime.ts";
import { type Binding, deriveKey, keyBytes, open, type RandomBytes, seal } from "./envelope.ts";
import { type UserId, writeDurably } from "./protected-file.ts";
import {
  assertSecretName,
  assertSecretValue,
  type SecretStore,
  type SecretsDescription,
} from "./secret-store.ts";
import { damaged, unavailable, writeFailure, wrongKey } from "./secrets-errors.ts";
import {
  encodeVault,
  type KeySource,
  readVault,
  type VaultFile,
  type VaultRecord,
  vaultFormat,
} from "./vault-file.ts";
import { withVaultLock } from "./vault-lock.ts";

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

/** A vault without records, under the given master key. */
export function newVault(
  master: Uint8Array,
  source: KeySource,
  keyId: string,
  randomBytes: RandomBytes,
): VaultFile {
  const id = `d-${Buffer.from(randomBytes(8)).toString("hex")}`;
  const dataKey = randomBytes(keyBytes);
  const check = seal(
    deriveKey(master, "check", keyId),
    Buffer.from(checkText),
    checkBinding(keyId),
    randomBytes,
  );
  const sealed = seal(deriveKey(master, "wrap", keyId), dataKey, dataKeyBinding(keyId, id), randomBytes);
  return { format: vaultFormat, keyId, source, check, dataKey: { id, sealed }, records: {} };
}

/**
 * The data key of a vault.
 * @throws IntegrationError E_SECRETS_KEY when the master key is another one; E_SECRETS_DAMAGED when it is
 * the right one and the file was altered.
 */
export function unwrapDataKey(vault: VaultFile, master: Uint8Array): Buffer {
  const { keyId } = vault;
  const checked = open(deriveKey(master, "check", keyId), vault.check, checkBinding(keyId));
  const wrapped = open(
    deriveKey(master, "wrap", keyId),
    vault.dataKey.sealed,
    dataKeyBinding(keyId, vault.dataKey.id),
  );
  if (checked !== null && wrapped !== null) return wrapped;
  // With another key neither opens; when one does, the key is right and the other box is damaged.
  if (checked !== null || wrapped !== null) throw damaged("The vault's header was altered");
  throw wrongKey(
    `This is not the key the vault was made with (key id ${keyId})`,
    "Give that key. If it is lost, move vault.json away and run `integ init`, then `integ connect` for each connection.",
  );
}

export interface VaultOptions {
  readonly file: string;
  readonly lockFile: string;
  readonly stateDir: string;
  readonly uid: UserId;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly description: SecretsDescription;
  /** Kept by the store and overwritten on `close`. */
  readonly dataKey: Buffer;
  readonly dataKeyId: string;
}

/** The store over an existing vault whose data key is known. */
export function createVaultStore(options: VaultOptions): SecretStore {
  const { read, change, key, close } = createVaultAccess(options);
  return {
    describe: () => options.description,
    async get(name) {
      assertSecretName(name);
      const { records } = await read();
      const record = Object.hasOwn(records, name) ? records[name] : undefined;
      return record === undefined ? null : openRecord(key(), options.file, name, record);
    },
    async set(name, value) {
      assertSecretName(name);
      assertSecretValue(name, value);
      await change((records) =>
        records.set(name, sealRecord(key(), options, name, value, records.get(name))),
      );
    },
    async delete(name) {
      assertSecretName(name);
      return change((records) => records.delete(name));
    },
    list: async () => Object.keys((await read()).records).sort(),
    close,
  };
}

interface VaultAccess {
  /** The file as it is now: another process may have written it since. */
  read(): Promise<VaultFile>;
  /** Reads, alters and writes under the lock, one after the other within this process. */
  change<T>(alter: (records: Map<string, VaultRecord>) => T): Promise<T>;
  /** The data key, for use at once. */
  key(): Buffer;
  close(): Promise<void>;
}

function createVaultAccess(options: VaultOptions): VaultAccess {
  const { file, dataKeyId } = options;
  let dataKey: Buffer | null = options.dataKey;
  let lastChange: Promise<unknown> = Promise.resolve();

  const key = (): Buffer => {
    if (dataKey === null)
      throw unavailable("The secret store is closed", "This is a bug in integ: report it.");
    return dataKey;
  };
  const read = async (): Promise<VaultFile> => {
    key();
    const vault = await readVault(file, options.uid);
    if (vault === null)
      throw unavailable(`The vault ${file} is gone`, "Put it back from a backup, or run `integ init`.");
    if (vault.dataKey.id === dataKeyId) return vault;
    throw unavailable(`The vault ${file} was replaced by another one`, "Start this process again.");
  };

  return {
    read,
    change(alter) {
      const run = () =>
        withVaultLock(options.lockFile, options.clock, async () => {
          const vault = await read();
          const records = new Map(Object.entries(vault.records));
          const result = alter(records);
          await writeVault(file, options.stateDir, { ...vault, records: Object.fromEntries(records) });
          return result;
        });
      // Waiting here is cheaper than polling the lock.
      const done = lastChange.then(run, run);
      lastChange = done.catch(() => undefined);
      return done;
    },
    key,
    async close() {
      // A token that was just renewed is still on its way into the file; sealed with a wiped key it would be lost.
      for (let seen: unknown = null; seen !== lastChange; ) {
        seen = lastChange;
        await seen;
      }
      dataKey?.fill(0);
      dataKey = null;
    },
  };
}

function openRecord(dataKey: Buffer, file: string, name: string, record: VaultRecord): string {
  const plain = open(dataKey, record.sealed, recordBinding(name, record.version, record.dataKeyId));
  if (plain === null) throw damaged(`The secret ${name} was altered in ${file}`);
  try {
    return plain.toString("utf8");
  } finally {
    plain.fill(0);
  }
}

function sealRecord(
  dataKey: Buffer,
  { dataKeyId, randomBytes, clock }: VaultOptions,
  name: string,
  value: string,
  previous: VaultRecord | undefined,
): VaultRecord {
  const version = (previous?.version ?? 0) + 1;
  const plain = Buffer.from(value, "utf8");
  const sealed = seal(dataKey, plain, recordBinding(name, version, dataKeyId), randomBytes);
  plain.fill(0);
  return { version, dataKeyId, sealed, updatedAt: new Date(clock.now()).toISOString() };
}

/** Writes the vault durably. Only under its lock. */
export async function writeVault(file: string, stateDir: string, vault: VaultFile): Promise<void> {
  await writeDurably(file, encodeVault(vault)).catch((error: unknown) => {
    throw writeFailure(stateDir, error);
  });
}
