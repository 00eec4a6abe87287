// The secret store on vault.json: opens records on reading, writes under the lock. Holds data keys, never the master key.
import type { Clock } from "../contract/runtime.ts";
import type { RandomBytes } from "./envelope.ts";
import { type UserId, writeDurably } from "./protected-file.ts";
import {
  assertSecretName,
  assertSecretValue,
  type SecretFacts,
  type SecretStore,
  type SecretsDescription,
} from "./secret-store.ts";
import { unavailable, writeFailure } from "./secrets-errors.ts";
import { type DataKey, openRecord, sealSecret } from "./vault-boxes.ts";
import { encodeVault, readVault, type VaultFile, type VaultRecord } from "./vault-file.ts";
import { withVaultLock } from "./vault-lock.ts";

export interface VaultOptions {
  readonly file: string;
  readonly lockFile: string;
  readonly stateDir: string;
  readonly uid: UserId;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Who stores secrets through it. */
  readonly who: string | undefined;
  /** As it was opened. */
  readonly vault: VaultFile;
  readonly describe: (vault: VaultFile) => SecretsDescription;
  /** Kept by the store and overwritten on `close`. */
  readonly dataKey: DataKey;
  /** Gets the data key of a vault whose data key was changed elsewhere. @throws E_SECRETS_KEY when it is another vault */
  readonly unlockAgain: (vault: VaultFile) => Promise<DataKey>;
}

/** The store over an existing vault whose data key is known. */
export function createVaultStore(options: VaultOptions): SecretStore {
  const access = createVaultAccess(options);
  const { read, change } = access;
  const setAll = async (values: ReadonlyMap<string, string>): Promise<void> => {
    for (const [name, value] of values) {
      assertSecretName(name);
      assertSecretValue(name, value);
    }
    await change((records, dataKey) => {
      for (const [name, value] of values)
        records.set(name, newRecord(dataKey, options, name, value, records.get(name)));
    });
  };
  return {
    describe: () => options.describe(access.last()),
    async get(name) {
      assertSecretName(name);
      const { vault, dataKey } = await read();
      const record = Object.hasOwn(vault.records, name) ? vault.records[name] : undefined;
      return record === undefined ? null : openRecord(dataKey, options.file, name, record);
    },
    set: (name, value) => setAll(new Map([[name, value]])),
    setAll,
    async delete(name) {
      assertSecretName(name);
      return change((records) => records.delete(name));
    },
    list: async () => Object.keys((await read()).vault.records).sort(),
    facts: async () => factsOf((await read()).vault),
    close: access.close,
  };
}

/** What is known of each secret beside its value, by name. */
export function factsOf({ records }: VaultFile): readonly SecretFacts[] {
  return Object.entries(records)
    .map(([name, { version, updatedAt, updatedBy = null }]) => ({ name, version, updatedAt, updatedBy }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Opened {
  readonly vault: VaultFile;
  /** For use at once: it is wiped when the store is closed. */
  readonly dataKey: DataKey;
}

interface VaultAccess {
  /** The file as it is now: another process may have written it since. */
  read(): Promise<Opened>;
  /** The file as it was last read. */
  last(): VaultFile;
  /** Reads, alters and writes under the lock, one after the other within this process. */
  change<T>(alter: (records: Map<string, VaultRecord>, dataKey: DataKey) => T): Promise<T>;
  close(): Promise<void>;
}

function createVaultAccess(options: VaultOptions): VaultAccess {
  const { file } = options;
  // More than one after the data key was changed elsewhere: who read the file before that still needs the old one.
  const dataKeys = new Map([[options.dataKey.id, options.dataKey]]);
  let last = options.vault;
  let lastChange: Promise<unknown> = Promise.resolve();

  const read = async (): Promise<Opened> => {
    if (dataKeys.size === 0)
      throw unavailable("The secret store is closed", "This is a bug in integ: report it.");
    const vault = await readVault(file, options.uid);
    if (vault === null)
      throw unavailable(`The vault ${file} is gone`, "Put it back from a backup, or run `integ init`.");
    const dataKey = dataKeys.get(vault.dataKey.id) ?? (await unlockAgain(options, vault));
    dataKeys.set(dataKey.id, dataKey);
    last = vault;
    return { vault, dataKey };
  };

  return {
    read,
    last: () => last,
    change(alter) {
      const run = () =>
        withVaultLock(options.lockFile, options.clock, async () => {
          const { vault, dataKey } = await read();
          const records = new Map(Object.entries(vault.records));
          const result = alter(records, dataKey);
          await writeVault(file, options.stateDir, { ...vault, records: Object.fromEntries(records) });
          return result;
        });
      // Waiting here is cheaper than polling the lock.
      const done = lastChange.then(run, run);
      lastChange = done.catch(() => undefined);
      return done;
    },
    async close() {
      // A token that was just renewed is still on its way into the file; sealed with a wiped key it would be lost.
      for (let seen: unknown = null; seen !== lastChange; ) {
        seen = lastChange;
        await seen;
      }
      for (const { key } of dataKeys.values()) key.fill(0);
      dataKeys.clear();
    },
  };
}

/** The vault has another data key than this store knows: it was changed elsewhere, or it is another vault. */
async function unlockAgain({ file, unlockAgain }: VaultOptions, vault: VaultFile): Promise<DataKey> {
  try {
    return await unlockAgain(vault);
  } catch (cause) {
    throw unavailable(
      `The vault ${file} was replaced by another one, or its key was changed and can't be had again`,
      "Start this process again.",
      cause,
    );
  }
}

function newRecord(
  dataKey: DataKey,
  { randomBytes, clock, who }: VaultOptions,
  name: string,
  value: string,
  previous: VaultRecord | undefined,
): VaultRecord {
  const version = (previous?.version ?? 0) + 1;
  const sealed = sealSecret(dataKey, name, version, value, randomBytes);
  const updatedAt = new Date(clock.now()).toISOString();
  const updatedBy = who === undefined ? {} : { updatedBy: who };
  return { version, dataKeyId: dataKey.id, sealed, updatedAt, ...updatedBy };
}

/** Writes the vault durably. Only under its lock. */
export async function writeVault(file: string, stateDir: string, vault: VaultFile): Promise<void> {
  await writeDurably(file, encodeVault(vault)).catch((error: unknown) => {
    throw writeFailure(stateDir, error);
  });
}
