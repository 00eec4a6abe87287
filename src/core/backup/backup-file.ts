// What a backup is: a directory with the database, the vault, the configuration, and a list that proves them whole.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { IntegrationError } from "../contract/errors.ts";

export const backupFormat = "integ.backup/1";
export const listName = "backup.json";
export const databaseName = "integ.db";
export const vaultName = "vault.json";
export const configName = "integ.yaml";

const BackupFile = z.object({
  name: z.enum([databaseName, vaultName, configName]),
  bytes: z.number().int().nonnegative(),
  /** Hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const BackupList = z.object({
  format: z.literal(backupFormat),
  /** RFC 3339 UTC; the database is as it was at some moment after this and before the list was written. */
  madeAt: z.string(),
  /** Of integ. */
  version: z.string(),
  schemaVersion: z.number().int().positive(),
  /** Names the master key that opens the vault, which is never in a backup; null: there was no vault. */
  key: z.object({ id: z.string(), source: z.string() }).nullable(),
  files: z.array(BackupFile),
});

export type BackupList = z.infer<typeof BackupList>;
export type BackupFile = z.infer<typeof BackupFile>;

/** Name, size and hash of a file of a backup. */
export async function describeFile(directory: string, name: BackupFile["name"]): Promise<BackupFile> {
  const file = join(directory, name);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { name, bytes: statSync(file).size, sha256: hash.digest("hex") };
}

/**
 * Reads the list of the backup in `directory` and compares every file with it.
 * @throws IntegrationError E_NOT_FOUND when there is no backup, E_BACKUP_INVALID when it is not what was written.
 */
export async function readBackup(directory: string): Promise<BackupList> {
  const list = await readList(directory);
  for (const expected of list.files) {
    const path = join(directory, expected.name);
    if (!existsSync(path)) throw invalid(`${path} is missing`);
    const { bytes, sha256 } = await describeFile(directory, expected.name);
    if (bytes !== expected.bytes)
      throw invalid(`${path} has ${bytes} bytes and was written with ${expected.bytes}`);
    if (sha256 !== expected.sha256) throw invalid(`${path} was changed after the backup was made`);
  }
  if (!list.files.some(({ name }) => name === databaseName)) throw invalid(`${directory} has no database`);
  return list;
}

async function readList(directory: string): Promise<BackupList> {
  const file = join(directory, listName);
  if (!existsSync(file)) {
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `There is no backup in ${directory}: it has no ${listName}`,
      hint: "Name the directory that `integ backup` printed.",
    });
  }
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw invalid(`${file} is not readable`, cause);
  }
  const checked = BackupList.safeParse(content);
  if (checked.success) return checked.data;
  throw invalid(`${file} is no list of a backup that this version reads`);
}

/** The backup can't be trusted. */
export function invalid(message: string, cause?: unknown): IntegrationError {
  return new IntegrationError({ code: "E_BACKUP_INVALID", message, cause });
}
