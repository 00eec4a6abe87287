// Gets the master key from the source recorded in the vault. No other source is tried.
import { join } from "node:path";
import type { Clock } from "../contract/runtime.ts";
import { keyBytes, type RandomBytes } from "./envelope.ts";
import type { Keychain } from "./keychain.ts";
import type { KnownSecrets } from "./known-secrets.ts";
import { deriveFromPassphrase } from "./passphrase.ts";
import { readProtected, type UserId } from "./protected-file.ts";
import { unavailable, wrongKey } from "./secrets-errors.ts";
import type { KeySource } from "./vault-file.ts";

/** What the secret store needs from outside. */
export interface SecretsPorts {
  /** Absolute; the vault is in it. */
  readonly stateDir: string;
  /** The process's environment itself: `INTEG_MASTER_KEY` is taken out of it after reading. */
  readonly env: Record<string, string | undefined>;
  readonly uid: UserId;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Who stores secrets, noted with each; absent: not known. */
  readonly who?: string;
  /** Told every secret that is read or stored. */
  readonly known?: KnownSecrets;
  /** Null: there is none on this platform. */
  readonly keychain: Keychain | null;
  /** Asks a person; absent where there is no terminal. `new` asks twice. */
  readonly askPassphrase?: (purpose: "new" | "open") => Promise<string>;
}

export const credentialName = "integ-master";
const longestKeyFile = 1024;
const longestPassphrase = 4096;
// Long enough to type into the desktop's unlock prompt.
const keychainTimeoutMs = 30_000;

/** Where `--insecure-key-file` puts the key; another name after it was changed. */
export function insecureKeyPath(stateDir: string, name = "master.key"): string {
  return join(stateDir, name);
}

/** A name for a new master key. */
export function newKeyId(randomBytes: RandomBytes): string {
  return `k-${Buffer.from(randomBytes(8)).toString("hex")}`;
}

/**
 * The 32 bytes in a key file or variable: raw, 64 hex digits, or base64 (either alphabet).
 * @throws IntegrationError (E_SECRETS_KEY) when it is anything else; `where` names the place.
 */
function decodeMasterKey(content: Uint8Array, where: string): Buffer {
  const bytes = Buffer.from(content);
  if (bytes.length === keyBytes) return bytes;
  const text = bytes.toString("latin1").trim();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, "hex");
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, "base64");
  throw wrongKey(`${where} holds no 32-byte key`, "Make one with: openssl rand -base64 32");
}

/** The key in `$CREDENTIALS_DIRECTORY/integ-master`; null when there is none. */
export async function readCredential(ports: SecretsPorts): Promise<Buffer | null> {
  const directory = ports.env.CREDENTIALS_DIRECTORY;
  if (!directory) return null;
  // systemd owns and closes this directory itself; the file may belong to root.
  const content = await readProtected(join(directory, credentialName), null, longestKeyFile);
  return content === null ? null : decodeMasterKey(content, `The systemd credential ${credentialName}`);
}

/** The key in the file, by itself the one that `INTEG_MASTER_KEY_FILE` names; null when the variable is not set. */
export async function readKeyFile(
  ports: SecretsPorts,
  file = ports.env.INTEG_MASTER_KEY_FILE,
): Promise<Buffer | null> {
  if (!file) return null;
  const content = await readProtected(file, ports.uid, longestKeyFile);
  if (content === null)
    throw unavailable(`There is no key file ${file}`, "Put it back, or correct INTEG_MASTER_KEY_FILE.");
  return decodeMasterKey(content, file);
}

/** The passphrase from `INTEG_PASSPHRASE_FILE`, else from a person; null where there is neither. */
export async function readPassphrase(ports: SecretsPorts, purpose: "new" | "open"): Promise<string | null> {
  const file = ports.env.INTEG_PASSPHRASE_FILE;
  if (!file) return ports.askPassphrase === undefined ? null : ports.askPassphrase(purpose);
  const content = await readProtected(file, ports.uid, longestPassphrase);
  if (content === null)
    throw unavailable(
      `There is no passphrase file ${file}`,
      "Put it back, or correct INTEG_PASSPHRASE_FILE.",
    );
  return content.toString("utf8").replace(/\r?\n$/, "");
}

/** The key in `INTEG_MASTER_KEY`, which is then removed from the environment; null when it is not set. */
export function takeEnvironmentKey(ports: SecretsPorts): Buffer | null {
  const value = ports.env.INTEG_MASTER_KEY;
  if (!value) return null;
  delete ports.env.INTEG_MASTER_KEY;
  return decodeMasterKey(Buffer.from(value, "utf8"), "INTEG_MASTER_KEY");
}

/** The key that `integ init --insecure-key-file` put beside the vault; null when there is none. */
export async function readInsecureKey(ports: SecretsPorts, name?: string): Promise<Buffer | null> {
  const file = insecureKeyPath(ports.stateDir, name);
  const content = await readProtected(file, ports.uid, longestKeyFile);
  return content === null ? null : decodeMasterKey(content, file);
}

async function readKeychain(
  ports: SecretsPorts,
  source: { backend: string; account: string },
): Promise<Buffer> {
  const { keychain } = ports;
  if (keychain === null || keychain.backend !== source.backend) {
    const here = keychain === null ? "there is none on this machine" : `this machine has ${keychain.title}`;
    throw unavailable(`The master key is in the keychain "${source.backend}", but ${here}`, wayOut.keychain);
  }
  const result = await keychain.call({ action: "get", account: source.account }, keychainTimeoutMs);
  if (result.status === "failed") {
    throw unavailable(`The keychain (${keychain.title}) can't be read: ${result.reason}`, wayOut.keychain);
  }
  if (result.value === null) {
    throw unavailable(
      `The keychain (${keychain.title}) does not give the master key: it is locked or the entry is gone`,
      wayOut.keychain,
    );
  }
  return decodeMasterKey(Buffer.from(result.value, "utf8"), `The keychain (${keychain.title})`);
}

const wayOut = {
  "systemd-credential":
    "Run it where the credential is loaded (LoadCredentialEncrypted=integ-master in the unit; for one command " +
    "`systemd-run --pipe -p LoadCredentialEncrypted=integ-master integ …`).",
  "key-file": "Set INTEG_MASTER_KEY_FILE to the key file the vault was made with.",
  keychain:
    "Log in to the desktop session that has it and unlock it. If it is gone for good, move vault.json away, run " +
    "`integ init` and `integ connect` for each connection; links and history are kept.",
  passphrase: "Set INTEG_PASSPHRASE_FILE, or run the command in a terminal.",
  environment: "Set INTEG_MASTER_KEY to the key the vault was made with.",
  "insecure-key-file": "Put the file back; without it run `integ init` and `integ connect` again.",
} as const satisfies Record<KeySource["kind"], string>;

/**
 * The master key from the recorded source.
 * @throws IntegrationError E_SECRETS_UNAVAILABLE when the source can't be used, with its own way out;
 * E_SECRETS_KEY when what is there is no key.
 */
export async function obtainKey(source: KeySource, ports: SecretsPorts): Promise<Buffer> {
  const orRefuse = (key: Buffer | null, message: string): Buffer => {
    if (key === null) throw unavailable(message, wayOut[source.kind]);
    return key;
  };
  switch (source.kind) {
    case "systemd-credential":
      return orRefuse(
        await readCredential(ports),
        "The master key is a systemd credential, which is not loaded here",
      );
    case "key-file":
      return orRefuse(
        await readKeyFile(ports),
        "The master key is in a file, but INTEG_MASTER_KEY_FILE is not set",
      );
    case "keychain":
      return readKeychain(ports, source);
    case "environment":
      return orRefuse(
        takeEnvironmentKey(ports),
        "The master key is to be in INTEG_MASTER_KEY, which is not set",
      );
    case "insecure-key-file":
      return orRefuse(
        await readInsecureKey(ports, source.file),
        `The master key's file ${insecureKeyPath(ports.stateDir, source.file)} is gone`,
      );
    case "passphrase": {
      const passphrase = await readPassphrase(ports, "open");
      if (passphrase === null)
        throw unavailable("The vault needs its passphrase, and there is nobody to ask", wayOut.passphrase);
      return deriveFromPassphrase(passphrase, source.kdf);
    }
  }
}
