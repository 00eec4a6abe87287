// What the operator has to do after a change of the keys, in the order in which it is done: commands that can be copied.
import { join } from "node:path";
import type { DataRotation, MasterRotation } from "../../core/secrets/rotation.ts";
import type { KeySourceKind } from "../../core/secrets/secret-store.ts";

export interface ChangedKeys {
  readonly masterKey: MasterRotation | null;
  readonly dataKey: DataRotation | null;
  /** Where the operator had the new key or passphrase; null: not said. */
  readonly keyFile: string | null;
  readonly passphraseFile: string | null;
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether a daemon that runs finds a new master key there by itself, as it has to when the data key changes. */
export const isReachable = (source: KeySourceKind): boolean =>
  source === "keychain" || source === "insecure-key-file";

export function nextSteps(changed: ChangedKeys): readonly string[] {
  const { masterKey, dataKey, stateDir } = changed;
  if (masterKey === null) return [];
  const { from, to, leftover } = masterKey;
  const isMove = from.source !== to.source;
  return [
    ...placeSteps(to.source, changed),
    ...(isMove ? serviceSteps(to.source, changed) : []),
    ...(dataKey === null ? [dataStep(to.source)] : []),
    ...(leftover === null
      ? []
      : [`The old key is still in its place (${leftover}): run \`integ secrets rotate\` again.`]),
    `Backups made before need the old key: run \`integ backup\` (${join(stateDir, "backups")}).`,
    ...removalSteps(changed, masterKey),
  ];
}

/** Where the new key is looked for from now on. */
function placeSteps(to: KeySourceKind, { keyFile, passphraseFile, env }: ChangedKeys): string[] {
  const everywhere = "wherever integ is started";
  if (to === "key-file")
    return [`Set INTEG_MASTER_KEY_FILE=${keyFile ?? env.INTEG_MASTER_KEY_FILE ?? "FILE"} ${everywhere}.`];
  if (to === "environment")
    return [`Set INTEG_MASTER_KEY to ${keyFile ? `what is in ${keyFile}` : "the new key"} ${everywhere}.`];
  if (to === "passphrase") {
    const file = passphraseFile ?? env.INTEG_PASSPHRASE_FILE;
    if (file !== undefined) return [`Set INTEG_PASSPHRASE_FILE=${file} ${everywhere}.`];
    return [
      `A daemon can't be asked: put the passphrase into a file of mode 0600 and set INTEG_PASSPHRASE_FILE to it ${everywhere}.`,
    ];
  }
  if (to !== "systemd-credential" || keyFile === null) return [];
  return [
    `Seal it for the unit, as root: \`systemd-creds encrypt --name=integ-master ${keyFile} /etc/credstore.encrypted/integ-master\`, and delete ${keyFile}.`,
  ];
}

/** A unit names the place of the key. */
function serviceSteps(to: KeySourceKind, { keyFile, env }: ChangedKeys): string[] {
  const flags: Partial<Record<KeySourceKind, string>> = {
    "systemd-credential": "--key-source credential-encrypted",
    "key-file": `--key-source key-file --key-file ${keyFile ?? env.INTEG_MASTER_KEY_FILE ?? "FILE"}`,
    "insecure-key-file": "--key-source insecure-key-file",
  };
  const wanted = flags[to];
  return wanted === undefined ? [] : [`Where integ is a service: \`integ daemon install ${wanted}\`.`];
}

function dataStep(to: KeySourceKind): string {
  const command = "`integ secrets rotate --data` seals the secrets anew as well";
  if (isReachable(to)) return `${command}.`;
  const isAskedAgain = to === "passphrase" || to === "environment";
  return `Once everything is started with it, ${command}${isAskedAgain ? "; then start the daemon once more" : ""}.`;
}

/** integ has removed the old key where integ had put it. */
function removalSteps({ env }: ChangedKeys, { from }: MasterRotation): string[] {
  const places: Partial<Record<KeySourceKind, string>> = {
    "key-file": env.INTEG_MASTER_KEY_FILE ?? "the key file",
    "systemd-credential": "the credential integ-master",
    environment: "INTEG_MASTER_KEY",
    passphrase: "the passphrase",
  };
  const place = places[from.source];
  if (place === undefined) return [];
  return [`The old key (${from.keyId}, ${place}) opens nothing but those: delete it once they are gone.`];
}
