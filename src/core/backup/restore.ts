// Puts a backup back. First a plan, which changes nothing; then all of it or nothing.
import { constants, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { chmod, copyFile, link, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { IntegrationError, TransientError } from "../contract/errors.ts";
import type { Clock, Releaser } from "../contract/runtime.ts";
import type { SecretsPorts } from "../secrets/key-sources.ts";
import { assertPrivateDirectory, type UserId, writeDurably } from "../secrets/protected-file.ts";
import { systemCode, writeFailure } from "../secrets/secrets-errors.ts";
import { readVault } from "../secrets/vault-file.ts";
import { lockEngine } from "../store/engine-lock.ts";
import { checkDatabase } from "../store/sqlite/damage.ts";
import {
  amendRestored,
  quieten,
  readBackupFacts,
  type SyncFacts,
  takePlace,
} from "../store/sqlite/restored.ts";
import { syncToDisk } from "../store/sqlite/snapshot.ts";
import {
  type BackupList,
  configName,
  databaseName,
  describeFile,
  invalid,
  readBackup,
  vaultName,
} from "./backup-file.ts";
import { doubtOfKey } from "./backup-key.ts";
import { restoredOps } from "./restored-ops.ts";

export interface RestoreOptions {
  /** The backup's directory. */
  readonly from: string;
  readonly stateDir: string;
  readonly configFile: string;
  readonly uid: UserId;
  /** What to do with a vault here that has another key than the backup's; null: refuse. */
  readonly vault: "keep" | "replace" | null;
  /** Where the master key is looked for. */
  readonly secrets: SecretsPorts;
}

/** `restored`: it comes from the backup. `kept`: the one here stays. `absent`: there is none in either place. */
export type Fate = "restored" | "kept" | "absent";

export interface RestorePlan extends RestoreOptions {
  readonly list: BackupList;
  readonly syncs: readonly SyncFacts[];
  /** `replaced`: the database here is kept beside the new one. */
  readonly database: "restored" | "replaced";
  readonly vaultFate: Fate | "replaced";
  readonly configFate: Fate;
  /** Why the backup's vault, which takes its place, may not open here; null: it opens, or stays out. */
  readonly keyDoubt: string | null;
}

export const restoreSteps = ["copy", "amend", "vault", "configuration", "aside", "switch", "done"] as const;
export type RestoreStep = (typeof restoreSteps)[number];

export interface RestorePorts {
  readonly clock: Clock;
  /** Who restores. */
  readonly who: string;
  readonly onStep?: (step: RestoreStep) => void;
}

export interface RestoreReport {
  /** Where what was here before is now. */
  readonly aside: readonly string[];
}

/**
 * Reads the backup through and says what putting it back would do. Changes nothing.
 * @throws IntegrationError E_NOT_FOUND, E_BACKUP_INVALID; E_STORE_NEWER; E_RESTORE_REFUSED when the vault here has
 * another key than the backup's, or would give way to one that no key here opens.
 */
export async function planRestore(options: RestoreOptions): Promise<RestorePlan> {
  const { from, stateDir, configFile } = options;
  const list = await readBackup(from);
  const database = join(from, databaseName);
  const { findings } = checkDatabase(database);
  if (findings.length > 0) throw invalid(`${database} is damaged: ${findings[0]}`);
  const fate = await vaultFate(options, list);
  return {
    ...options,
    list,
    syncs: readBackupFacts(database).syncs,
    database: existsSync(join(stateDir, databaseName)) ? "replaced" : "restored",
    vaultFate: fate,
    configFate: fateOf(existsSync(configFile), holds(list, configName)),
    keyDoubt: await keyDoubt(options, fate),
  };
}

const holds = (list: BackupList, name: string): boolean => list.files.some((file) => file.name === name);

function fateOf(isHere: boolean, isInBackup: boolean): Fate {
  if (isHere) return "kept";
  return isInBackup ? "restored" : "absent";
}

/** The vault here is as new as the vendors' tokens; the backup's may hold some that were renewed since. */
async function vaultFate(options: RestoreOptions, list: BackupList): Promise<RestorePlan["vaultFate"]> {
  const { stateDir, uid, vault } = options;
  const isHere = existsSync(join(stateDir, vaultName));
  if (!isHere || !holds(list, vaultName)) return fateOf(isHere, holds(list, vaultName));
  if (vault !== null) return vault === "keep" ? "kept" : "replaced";
  const present = await readVault(join(stateDir, vaultName), uid);
  if (present?.keyId === list.key?.id) return "kept";
  throw new IntegrationError({
    code: "E_RESTORE_REFUSED",
    message: `The vault in ${stateDir} has another master key (${present?.keyId}) than the backup's (${list.key?.id})`,
    hint: "Give --vault keep to go on with the credentials that are here, or --vault replace to take the backup's.",
  });
}

/** A vault that is in use does not give way to one that nothing opens; where there is none, nothing is lost. */
async function keyDoubt(options: RestoreOptions, fate: RestorePlan["vaultFate"]): Promise<string | null> {
  if (fate !== "restored" && fate !== "replaced") return null;
  const doubt = await doubtOfKey(join(options.from, vaultName), options.secrets);
  if (doubt === null) return null;
  if (fate === "restored" || !doubt.isSure) return `${doubt.reason}. ${doubt.hint}`;
  throw new IntegrationError({
    code: "E_RESTORE_REFUSED",
    message: `Nothing here opens the backup's vault: ${doubt.reason}`,
    hint: "Bring its key first (a copy that was kept of it), or give --vault keep to go on with the credentials that are here. Nothing was changed.",
  });
}

/**
 * Carries the plan out. Until the switch of the database, its last step, the old state is what counts; what was there
 * stays beside it. The engine then looks at everything anew before it writes ({@link restoredOps}).
 * @throws IntegrationError E_ENGINE_BUSY while a process runs the syncs; E_STORE_BUSY while one has the database
 * open; E_BACKUP_INVALID when the backup has changed since the plan; E_STORE_FULL, E_STORE_READONLY.
 */
export async function applyRestore(plan: RestorePlan, ports: RestorePorts): Promise<RestoreReport> {
  const { stateDir } = plan;
  const releasers: Releaser[] = [];
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await assertPrivateDirectory(stateDir, plan.uid);
    holdEngine(stateDir, releasers);
    removeLeftovers(stateDir);
    const staging = await mkdtemp(join(stateDir, stagingName));
    releasers.push(() => rm(staging, { recursive: true, force: true }));
    return await putBack(plan, ports, staging);
  } catch (error) {
    throw systemCode(error) === "" ? error : writeFailure(stateDir, error);
  } finally {
    for (const release of releasers.reverse()) await release();
  }
}

const stagingName = ".restore-";

function holdEngine(stateDir: string, releasers: Releaser[]): void {
  try {
    lockEngine(stateDir, releasers);
  } catch (cause) {
    if (!(cause instanceof IntegrationError) || cause.code !== "E_ENGINE_BUSY") throw cause;
    const hint = "Stop the daemon and every other command of integ, then restore again. Nothing was changed.";
    throw new TransientError({ code: "E_ENGINE_BUSY", message: cause.message, hint, cause });
  }
}

/** What a restore that was killed has left: nobody else restores while we hold the engine. */
function removeLeftovers(stateDir: string): void {
  for (const name of readdirSync(stateDir)) {
    if (name.startsWith(stagingName)) rmSync(join(stateDir, name), { recursive: true, force: true });
  }
}

async function putBack(plan: RestorePlan, ports: RestorePorts, staging: string): Promise<RestoreReport> {
  const tell = ports.onStep ?? (() => undefined);
  const { stateDir } = plan;
  const database = join(stateDir, databaseName);
  const stamp = new Date(ports.clock.now()).toISOString().replace(/[-:]/g, "");
  tell("copy");
  const staged = await stageDatabase(plan, staging);
  const quiet = existsSync(database) ? quieten(database) : null;
  try {
    tell("amend");
    const actor = { kind: "user", name: ports.who } as const;
    await amendRestored(staged, quiet?.epoch ?? 0, restoredOps(plan, ports, quiet?.auditHead ?? null), actor);
    const aside = [
      ...(await putVault(plan, stamp, () => tell("vault"))),
      ...(await putConfig(plan, () => tell("configuration"))),
    ];
    tell("aside");
    if (quiet !== null) aside.push(await keepAside(database, stamp, ["-wal"]));
    tell("switch");
    takePlace(staged, database);
    tell("done");
    return { aside };
  } finally {
    quiet?.release();
  }
}

/** Compared again: the plan may be old, and a disk may have failed in between. */
async function stageDatabase({ from, list }: RestorePlan, staging: string): Promise<string> {
  const staged = join(staging, databaseName);
  await copyFile(join(from, databaseName), staged, constants.COPYFILE_EXCL);
  await chmod(staged, 0o600);
  const expected = list.files.find(({ name }) => name === databaseName);
  const { sha256 } = await describeFile(staging, databaseName);
  if (sha256 !== expected?.sha256)
    throw invalid(`${join(from, databaseName)} has changed since the plan was made`);
  return staged;
}

async function putVault(plan: RestorePlan, stamp: string, tell: () => void): Promise<string[]> {
  tell();
  const file = join(plan.stateDir, vaultName);
  if (plan.vaultFate !== "restored" && plan.vaultFate !== "replaced") return [];
  const aside = plan.vaultFate === "replaced" ? [await keepAside(file, stamp)] : [];
  await writeDurably(file, readFileSync(join(plan.from, vaultName)));
  return aside;
}

async function putConfig({ configFate, configFile, from }: RestorePlan, tell: () => void): Promise<string[]> {
  tell();
  if (configFate !== "restored") return [];
  await mkdir(dirname(configFile), { recursive: true });
  const partial = `${configFile}.partial`;
  await copyFile(join(from, configName), partial);
  syncToDisk(partial);
  await rename(partial, configFile);
  syncToDisk(dirname(configFile));
  return [];
}

/** A second name for the file as it is, which nothing else has; `besides`: endings of files that belong to it. */
async function keepAside(file: string, stamp: string, besides: readonly string[] = []): Promise<string> {
  const name = `${file}.before-restore-${stamp}`;
  let aside = name;
  // The clock may have been set back, or a restore been killed just now.
  for (let count = 2; existsSync(aside); count += 1) aside = `${name}-${count}`;
  await link(file, aside).catch(async (error: unknown) => {
    // Some file systems have no second names.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP"].includes(systemCode(error))) throw error;
    await copyFile(file, aside, constants.COPYFILE_EXCL);
  });
  for (const ending of besides)
    if (existsSync(`${file}${ending}`)) await copyFile(`${file}${ending}`, `${aside}${ending}`);
  return aside;
}
