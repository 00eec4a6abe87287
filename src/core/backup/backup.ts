// Makes a backup while others go on writing: a snapshot of the database, the vault as it is, the configuration.
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { IntegrationError } from "../contract/errors.ts";
import type { Clock } from "../contract/runtime.ts";
import type { UserId } from "../secrets/protected-file.ts";
import { systemCode, writeFailure } from "../secrets/secrets-errors.ts";
import { encodeVault, readVault } from "../secrets/vault-file.ts";
import { storeError } from "../store/sqlite/errors.ts";
import { refuseNewer } from "../store/sqlite/schema-version.ts";
import { syncToDisk, writeSnapshot } from "../store/sqlite/snapshot.ts";
import {
  type BackupFile,
  type BackupList,
  backupFormat,
  configName,
  databaseName,
  describeFile,
  listName,
  vaultName,
} from "./backup-file.ts";

export interface BackupOptions {
  readonly stateDir: string;
  readonly configFile: string;
  /** Directory to make; its parent is made when absent. */
  readonly to: string;
  readonly clock: Clock;
  readonly uid: UserId;
  /** Of integ. */
  readonly version: string;
  /** Told before each step. */
  readonly onStep?: (step: BackupStep) => void;
}

export const backupSteps = ["database", "vault", "configuration", "list", "name", "done"] as const;
export type BackupStep = (typeof backupSteps)[number];

export interface BackupReport extends BackupList {
  readonly directory: string;
}

const partialName = ".integ-partial-";
const leftoverMs = 3_600_000;

/**
 * Makes a backup in `to`, mode 0700: there whole and durable, or not at all. The master key is not in it.
 * @throws IntegrationError E_NOT_FOUND without a database, E_FILE_EXISTS when `to` is there, E_STORE_FULL,
 * E_STORE_READONLY, E_STORE_CORRUPT when the database is damaged, E_SECRETS_DAMAGED when the vault is.
 */
export async function createBackup(options: BackupOptions): Promise<BackupReport> {
  const { stateDir, to } = options;
  if (!existsSync(join(stateDir, databaseName))) {
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `There is no database in ${stateDir}`,
      hint: "Name the right --state-dir. The first `integ sync` makes a database.",
    });
  }
  if (existsSync(to))
    throw new IntegrationError({ code: "E_FILE_EXISTS", message: `${to} is there already` });
  const parent = dirname(to);
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    await removeLeftovers(parent, options.clock.now());
    const partial = await mkdtemp(join(parent, partialName));
    try {
      return await fill(options, partial);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  } catch (error) {
    throw systemCode(error) === "" ? error : writeFailure(parent, error);
  }
}

async function fill(options: BackupOptions, partial: string): Promise<BackupReport> {
  const { clock, to, version } = options;
  const tell = options.onStep ?? (() => undefined);
  const madeAt = new Date(clock.now()).toISOString();
  tell("database");
  const schemaVersion = copyDatabase(join(options.stateDir, databaseName), join(partial, databaseName));
  tell("vault");
  const key = await copyVault(options, partial);
  tell("configuration");
  const hasConfig = await copyConfig(options.configFile, join(partial, configName));
  tell("list");
  const names: BackupFile["name"][] = [databaseName];
  if (key !== null) names.push(vaultName);
  if (hasConfig) names.push(configName);
  const files = await Promise.all(names.map((name) => describeFile(partial, name)));
  const list: BackupList = { format: backupFormat, madeAt, version, schemaVersion, key, files };
  await writeFile(join(partial, listName), `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600 });
  for (const name of [...names, listName]) syncToDisk(join(partial, name));
  syncToDisk(partial);
  tell("name");
  await rename(partial, to);
  syncToDisk(dirname(to));
  tell("done");
  return { ...list, directory: to };
}

/** @returns the schema's version. */
function copyDatabase(file: string, to: string): number {
  let db: Database.Database | null = null;
  try {
    refuseNewer(file);
    // Reading alone: it may be the last that integ can do on a full disk, and must not migrate anything.
    db = new Database(file, { readonly: true, fileMustExist: true });
    writeSnapshot(db, to);
    return Number(db.pragma("user_version", { simple: true }));
  } catch (error) {
    throw storeError(error, file);
  } finally {
    db?.close();
  }
}

/** A vault that is not readable as one stops the backup: it would be the one that is missed. */
async function copyVault({ stateDir, uid }: BackupOptions, partial: string): Promise<BackupList["key"]> {
  const vault = await readVault(join(stateDir, vaultName), uid);
  if (vault === null) return null;
  await writeFile(join(partial, vaultName), encodeVault(vault), { mode: 0o600 });
  return { id: vault.keyId, source: vault.source.kind };
}

async function copyConfig(file: string, to: string): Promise<boolean> {
  try {
    await copyFile(file, to);
    await chmod(to, 0o600);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** What backups that were killed have left; one that is being made now is younger. */
async function removeLeftovers(parent: string, now: number): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(partialName)) continue;
    const path = join(parent, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && now - found.mtimeMs > leftoverMs) await rm(path, { recursive: true, force: true });
  }
}
