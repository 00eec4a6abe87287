// Puts the daemon's unit where systemd finds it, and takes it away again. Running it is left to `systemctl`.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IntegrationError, PermanentError } from "../../core/contract/errors.ts";
import { type UnitFacts, unitMark, unitName } from "./unit.ts";

export const defaultUnitDir = "/etc/systemd/system";

export interface InstallPorts {
  readonly unitDir: string;
  /** Whether a unit that somebody else wrote is replaced or removed. */
  readonly force: boolean;
  /** Runs `systemctl`; null where no systemd runs. */
  readonly systemctl: ((args: readonly string[]) => Promise<void>) | null;
}

export interface Installed {
  readonly outcome: "installed" | "replaced" | "already_installed";
  readonly file: string;
}

export interface Uninstalled {
  readonly outcome: "uninstalled" | "already_uninstalled";
  readonly file: string;
}

/** @throws IntegrationError E_FILE_EXISTS for a unit of somebody else, E_OUTPUT when it can't be written. */
export async function installUnit(text: string, ports: InstallPorts): Promise<Installed> {
  const file = join(ports.unitDir, unitName);
  const found = await readUnit(file);
  if (found === text) return { outcome: "already_installed", file };
  refuseForeign(found, file, ports.force);
  const fresh = `${file}.new`;
  try {
    await writeFile(fresh, text, { mode: 0o644 });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw notAllowed(file, error);
  }
  await ports.systemctl?.(["daemon-reload"]);
  return { outcome: found === null ? "installed" : "replaced", file };
}

/** Stops the service where it runs. What is in the state directory stays. @throws as installUnit. */
export async function uninstallUnit(ports: InstallPorts): Promise<Uninstalled> {
  const file = join(ports.unitDir, unitName);
  const found = await readUnit(file);
  if (found === null) return { outcome: "already_uninstalled", file };
  refuseForeign(found, file, ports.force);
  await ports.systemctl?.(["disable", "--now", unitName]);
  await rm(file).catch((error: unknown) => Promise.reject(notAllowed(file, error)));
  await ports.systemctl?.(["daemon-reload"]);
  return { outcome: "uninstalled", file };
}

async function readUnit(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw notAllowed(file, error);
  }
}

function refuseForeign(found: string | null, file: string, force: boolean): void {
  if (found === null || force || found.startsWith(unitMark)) return;
  throw new PermanentError({
    code: "E_FILE_EXISTS",
    message: `${file} is there already and was not written by \`integ daemon install\``,
    hint: "Look at it; give --force to have it replaced or removed.",
  });
}

function notAllowed(file: string, cause: unknown): IntegrationError {
  return new IntegrationError({
    code: "E_OUTPUT",
    message: `${file} can't be written (${codeOf(cause)})`,
    hint: "Run it as root: `sudo`. Or see the unit with --print.",
    cause,
  });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** Places the unit hides from the daemon, and by which of its lines. */
const hidden: readonly (readonly [directory: string, line: string])[] = [
  ["/home", "ProtectHome="],
  ["/root", "ProtectHome="],
  ["/run/user", "ProtectHome="],
  ["/tmp", "PrivateTmp="],
  ["/var/tmp", "PrivateTmp="],
];

/** @returns what the unit would start or read and could not see, one sentence each. */
export function hiddenPaths({ node, script, configFile }: UnitFacts): readonly string[] {
  const parts = { "Node.js": node, integ: script, "the configuration": configFile };
  return Object.entries(parts).flatMap(([what, path]) => {
    const hider = hidden.find(([directory]) => path.startsWith(`${directory}/`));
    return hider ? [`${what} is ${path}, and the service can't see ${hider[0]} (${hider[1]})`] : [];
  });
}

const encryptedSince = 250;
const credentialsSince = 247;

/** What systemd takes for the name of an account wherever it runs, or the number of one: its strict rule, and a dot. */
const accountPattern = /^(?:\d{1,10}|[A-Za-z_][A-Za-z0-9_.-]{0,30})$/;

/** @throws IntegrationError E_USAGE for a text that can't name an account: anything could stand in the unit so. */
export function refuseUser({ user }: UnitFacts): void {
  if (user === null || accountPattern.test(user)) return;
  throw new IntegrationError({
    code: "E_USAGE",
    message: `${JSON.stringify(user)} can't be the name of an account`,
    hint: "Give --user a name of at most 31 letters, digits, _, - and ., with a letter or _ first; or the account's number.",
  });
}

/** @throws IntegrationError E_INPUT for a key that can't reach the service so. */
export function refuseKey({ keySource, keyFile, user, systemdVersion }: UnitFacts): void {
  const refuse = (message: string, hint: string): never => {
    throw new IntegrationError({ code: "E_INPUT", message, hint });
  };
  if (keyFile !== null && /[\r\n]/.test(keyFile))
    refuse(
      "The name of the key file has a line break in it, which a unit can't hold",
      "Give the file another name.",
    );
  if (keySource === "key-file" && keyFile === null)
    refuse("It is not said which key file", "Name it with --key-file, or in INTEG_MASTER_KEY_FILE.");
  if (keySource === "key-file" && user === null)
    refuse(
      "A key file has to belong to the account of the service, and systemd makes that one anew at each start",
      "Name an account with --user, or seal the key as a credential (--key-source credential-encrypted).",
    );
  const since = { "credential-encrypted": encryptedSince, credential: credentialsSince };
  if (keySource in since && systemdVersion < since[keySource as keyof typeof since])
    refuse(
      `systemd ${systemdVersion} does not know credentials of this kind`,
      "Take --key-source key-file with --user.",
    );
}
