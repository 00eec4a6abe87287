// A new master key for a vault that has one: made where integ may put it, else taken from where the operator has put it.
import { IntegrationError } from "../contract/errors.ts";
import { keyBytes } from "./envelope.ts";
import { chooseKey } from "./key-creation.ts";
import { insecureKeyPath, obtainKey, readKeyFile, type SecretsPorts } from "./key-sources.ts";
import { writeDurably } from "./protected-file.ts";
import type { KeySourceKind } from "./secret-store.ts";
import { unavailable, writeFailure } from "./secrets-errors.ts";
import type { KeySource } from "./vault-file.ts";

/** Where a master key is that the operator has brought, and that the environment does not name yet. */
export interface KeyPlaces {
  /** File with the new key, for a source that is the operator's; null: the source itself has it already. */
  readonly keyFile: string | null;
  /** File with the new passphrase; null: a person is asked. */
  readonly passphraseFile: string | null;
}

export interface NewKeyWish extends KeyPlaces {
  /** Null: the kind of source that it has now. */
  readonly to: KeySourceKind | null;
}

export interface FreshKey {
  readonly source: KeySource;
  readonly key: Buffer;
  /** The key once more, from its place. */
  obtain(): Promise<Buffer>;
}

/**
 * A master key named `keyId` as wished.
 * @throws IntegrationError E_USAGE when the present source would give the present key; those of the source.
 */
export async function makeFreshKey(
  ports: SecretsPorts,
  { to, keyFile, passphraseFile }: NewKeyWish,
  present: KeySourceKind,
  keyId: string,
): Promise<FreshKey> {
  const kind = to ?? present;
  if (kind === "insecure-key-file") return makeFile(ports, keyId);
  if (kind === "passphrase") return makePassphrase(ports, passphraseFile, present, keyId);
  if (kind === "keychain") return fromSource(ports, await chooseKey(ports, kind, keyId, ways.keychain));
  if (keyFile !== null) return fromFile(ports, kind, keyFile);
  if (kind !== present) return fromSource(ports, await chooseKey(ports, kind, keyId, ways.file));
  throw new IntegrationError({
    code: "E_USAGE",
    message: `The master key is in ${places[kind]}, where integ can't put a new one`,
    hint: `${ways.file} Or change the key of the secrets alone with --data.`,
  });
}

/** What helps where a new key can't be had there. */
const ways = {
  file: "Make one with `(umask 077; openssl rand -base64 32 > FILE)` and give it with --new-key FILE.",
  keychain: "Unlock it, or name another place; nothing has changed.",
  passphrase: "Give it with --new-passphrase-file FILE, or run the command in a terminal.",
} as const;

const places = {
  "systemd-credential": "a systemd credential",
  "key-file": "a file of yours",
  environment: "the environment",
} as const;

/** The master key from where it is said to be now, else from its source. @throws as `obtainKey` */
export async function obtainNew(
  ports: SecretsPorts,
  source: KeySource,
  { keyFile, passphraseFile }: KeyPlaces,
): Promise<Buffer> {
  if (keyFile !== null && source.kind in places) return readNamed(ports, keyFile);
  const env = passphraseFile === null ? ports.env : { ...ports.env, INTEG_PASSPHRASE_FILE: passphraseFile };
  return obtainKey(source, { ...ports, env });
}

async function readNamed(ports: SecretsPorts, file: string): Promise<Buffer> {
  const key = await readKeyFile(ports, file);
  if (key === null) throw unavailable(`There is no key file ${file}`, "Name the right one.");
  return key;
}

function fromSource(ports: SecretsPorts, { source, key }: { source: KeySource; key: Buffer }): FreshKey {
  // A variable can be read once only.
  const kept = source.kind === "environment" ? Buffer.from(key) : null;
  return { source, key, obtain: async () => kept ?? obtainKey(source, ports) };
}

async function fromFile(ports: SecretsPorts, kind: keyof typeof places, file: string): Promise<FreshKey> {
  return { source: { kind }, key: await readNamed(ports, file), obtain: () => readNamed(ports, file) };
}

async function makePassphrase(
  ports: SecretsPorts,
  file: string | null,
  present: KeySourceKind,
  keyId: string,
): Promise<FreshKey> {
  const { INTEG_PASSPHRASE_FILE: old, ...rest } = ports.env;
  const kept = present === "passphrase" || old === undefined ? rest : { ...rest, INTEG_PASSPHRASE_FILE: old };
  const env = file === null ? kept : { ...rest, INTEG_PASSPHRASE_FILE: file };
  const { source, key } = await chooseKey({ ...ports, env }, "passphrase", keyId, ways.passphrase);
  // Nobody is asked a third time: what was typed twice is what they mean.
  const same = Buffer.from(key);
  return { source, key, obtain: async () => same };
}

async function makeFile(ports: SecretsPorts, keyId: string): Promise<FreshKey> {
  const source = { kind: "insecure-key-file", file: `master-${keyId}.key` } as const;
  const key = Buffer.from(ports.randomBytes(keyBytes));
  const text = Buffer.from(`${key.toString("base64")}\n`, "ascii");
  await writeDurably(insecureKeyPath(ports.stateDir, source.file), text).catch((error: unknown) => {
    throw writeFailure(ports.stateDir, error);
  });
  return { source, key, obtain: () => obtainKey(source, ports) };
}
