// Files that hold keys: read only when nobody else can, written so that a crash leaves the old or the new one.
import { constants, type Stats } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { IntegrationError } from "../contract/errors.ts";
import { systemCode, unavailable } from "./secrets-errors.ts";

/** Who we are; null where the system has no such numbers (Windows), then owner and mode are not checked. */
export type UserId = number | null;

// 0 where the system has no such flag (Windows).
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * Content of a regular file that is ours and closed to group and others; null when there is none.
 * @throws IntegrationError (E_SECRETS_UNAVAILABLE) for a symlink, another owner, an open mode, too large a file.
 */
export async function readProtected(file: string, uid: UserId, maxBytes: number): Promise<Buffer | null> {
  let handle: FileHandle;
  try {
    // Non-blocking, or opening a FIFO would wait for a writer.
    handle = await open(file, constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return unreadable(file, error);
  }
  try {
    const stats = await handle.stat();
    assertProtected(file, stats, uid);
    if (stats.size > maxBytes)
      throw unavailable(`${file} is larger than ${maxBytes} bytes`, "Name the right file.");
    const buffer = Buffer.alloc(stats.size);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, error: unknown): null {
  const code = systemCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  if (code === "ELOOP" || code === "EMLINK") {
    throw unavailable(
      `${file} is a symbolic link`,
      "Put the file itself there: a link could lead anywhere.",
      error,
    );
  }
  throw unavailable(`${file} can't be read (${code})`, "Give this user the right to read it.", error);
}

function assertProtected(file: string, stats: Stats, uid: UserId): void {
  if (!stats.isFile()) throw unavailable(`${file} is not a regular file`, "Name a regular file.");
  if (uid === null) return;
  if (stats.uid !== uid) {
    throw unavailable(
      `${file} belongs to another user (uid ${stats.uid})`,
      `Make it this user's: chown ${uid} ${file}`,
    );
  }
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return;
  const shown = mode.toString(8).padStart(4, "0");
  throw unavailable(`${file} is open to other users (mode ${shown})`, `Close it: chmod 600 ${file}`);
}

/**
 * Writes the file so that it holds the old or the new content whatever happens; mode 0600; durable when
 * resolved. Only under the vault's lock: a temporary file found there is what a killed process left.
 * Rejects with the system's own error.
 */
export async function writeDurably(file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.tmp`;
  await rm(temporary, { force: true });
  const handle = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow,
    0o600,
  );
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(file));
}

/**
 * Makes sure nobody else can put files into the directory.
 * @throws IntegrationError (E_STATE_DIR) when it is absent, no directory, or open to others' writes.
 */
export async function assertPrivateDirectory(directory: string, uid: UserId): Promise<void> {
  const refuse = (message: string, hint: string, cause?: unknown): never => {
    throw new IntegrationError({ code: "E_STATE_DIR", message, hint, cause });
  };
  const stats = await stat(directory).catch((cause: unknown) =>
    refuse(
      `The state directory ${directory} can't be used (${systemCode(cause)})`,
      "Run `integ init`.",
      cause,
    ),
  );
  if (!stats.isDirectory())
    refuse(`${directory} is not a directory`, "Name another one with INTEG_STATE_DIR.");
  if (uid === null || (stats.mode & 0o022) === 0) return;
  refuse(`Other users can write the state directory ${directory}`, `Close it: chmod 700 ${directory}`);
}

async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(directory, constants.O_RDONLY);
  } catch (error) {
    // Windows can't open directories; its rename is durable enough for its own tools.
    if (systemCode(error) === "EPERM" || systemCode(error) === "EISDIR") return;
    throw error;
  }
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
