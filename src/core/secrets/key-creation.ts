// Chooses the source of a new vault's master key, once, and has the key ready there.
import { IntegrationError } from "../contract/errors.ts";
import { keyBytes } from "./envelope.ts";
import {
  insecureKeyPath,
  readCredential,
  readInsecureKey,
  readKeyFile,
  readPassphrase,
  type SecretsPorts,
  takeEnvironmentKey,
} from "./key-sources.ts";
import { deriveFromPassphrase, newKdf } from "./passphrase.ts";
import { writeDurably } from "./protected-file.ts";
import type { KeySourceKind } from "./secret-store.ts";
import { unavailable, writeFailure } from "./secrets-errors.ts";
import type { KeySource } from "./vault-file.ts";

export interface NewKey {
  readonly source: KeySource;
  readonly key: Buffer;
}

const probeTimeoutMs = 3000;
const shortestPassphrase = 12;

/** The order in which sources are tried; `insecure-key-file` only when it is asked for. */
const order = ["systemd-credential", "key-file", "keychain", "passphrase", "environment"] as const;

const fiveWays = `Choose one and run \`integ init\` again:
  1. a systemd credential: LoadCredentialEncrypted=integ-master in the unit
  2. a key file of this user with mode 0600: INTEG_MASTER_KEY_FILE=/path (openssl rand -base64 32 makes one)
  3. the desktop's keychain, unlocked
  4. a passphrase: INTEG_PASSPHRASE_FILE=/path, or run in a terminal
  5. INTEG_MASTER_KEY in the environment (weak: other processes of this user can read it)
or, knowing that it protects little, \`integ init --insecure-key-file\`.`;

/**
 * The key for a new vault from the wanted source, or from the first that is there (see {@link order}).
 * A source that is set up but can't be used is an error, not skipped; only a keychain that fails its probe is.
 * @throws IntegrationError (E_SECRETS_UNAVAILABLE) with the hint, by itself the five ways, when there is none.
 */
export async function chooseKey(
  ports: SecretsPorts,
  wanted: KeySourceKind | null,
  keyId: string,
  hint = fiveWays,
): Promise<NewKey> {
  const missing: string[] = [];
  for (const kind of wanted === null ? order : [wanted]) {
    const made = await makers[kind](ports, keyId);
    if (typeof made !== "string") return made;
    missing.push(made);
  }
  throw unavailable(`There is no place for the master key: ${missing.join("; ")}`, hint);
}

/** A key, or why this source is not there. */
type Maker = (ports: SecretsPorts, keyId: string) => Promise<NewKey | string>;

const makers: Readonly<Record<KeySourceKind, Maker>> = {
  "systemd-credential": async (ports) => {
    const key = await readCredential(ports);
    return key === null ? "no systemd credential is loaded" : { source: { kind: "systemd-credential" }, key };
  },
  "key-file": async (ports) => {
    const key = await readKeyFile(ports);
    return key === null ? "INTEG_MASTER_KEY_FILE is not set" : { source: { kind: "key-file" }, key };
  },
  keychain: makeInKeychain,
  passphrase: async (ports) => {
    const passphrase = await readPassphrase(ports, "new");
    if (passphrase === null) return "there is no passphrase file and no terminal";
    if (passphrase.length < shortestPassphrase) {
      throw new IntegrationError({
        code: "E_INPUT",
        message: `The passphrase is shorter than ${shortestPassphrase} characters`,
      });
    }
    const kdf = newKdf(ports.randomBytes);
    return { source: { kind: "passphrase", kdf }, key: await deriveFromPassphrase(passphrase, kdf) };
  },
  environment: async (ports) => {
    const key = takeEnvironmentKey(ports);
    return key === null ? "INTEG_MASTER_KEY is not set" : { source: { kind: "environment" }, key };
  },
  "insecure-key-file": makeInsecureFile,
};

async function makeInKeychain(ports: SecretsPorts, keyId: string): Promise<NewKey | string> {
  const { keychain } = ports;
  if (keychain === null) return "this system has no keychain";
  const randomText = (size: number): string => Buffer.from(ports.randomBytes(size)).toString("base64url");
  const probe = { action: "probe", account: `probe-${randomText(8)}`, value: randomText(24) } as const;
  const proof = await keychain.call(probe, probeTimeoutMs);
  if (proof.status === "failed") return `the keychain (${keychain.title}) does not work: ${proof.reason}`;
  const key = Buffer.from(ports.randomBytes(keyBytes));
  const account = `master-key-${keyId}`;
  const kept = await keychain.call(
    { action: "set", account, value: key.toString("base64url") },
    probeTimeoutMs,
  );
  if (kept.status === "failed")
    return `the keychain (${keychain.title}) does not keep the key: ${kept.reason}`;
  return { source: { kind: "keychain", backend: keychain.backend, account }, key };
}

async function makeInsecureFile(ports: SecretsPorts): Promise<NewKey> {
  const source = { kind: "insecure-key-file" } as const;
  // A key that is there already may be the key of a vault somebody is about to put back.
  const existing = await readInsecureKey(ports);
  if (existing !== null) return { source, key: existing };
  const key = Buffer.from(ports.randomBytes(keyBytes));
  const text = Buffer.from(`${key.toString("base64")}\n`, "ascii");
  await writeDurably(insecureKeyPath(ports.stateDir), text).catch((error: unknown) => {
    throw writeFailure(ports.stateDir, error);
  });
  return { source, key };
}
