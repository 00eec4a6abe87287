// The configuration's text on disk: read, and replaced whole so that a crash leaves the old or the new one.
import { randomBytes } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError, IntegrationError } from "../../core/contract/errors.ts";

/** @throws ConfigError E_CONFIG_MISSING. */
export async function readConfigText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const message = `There is no configuration at ${file} (${codeOf(cause)})`;
    throw new ConfigError({ code: "E_CONFIG_MISSING", message, cause });
  }
}

/** Keeps the file's rights and a link to it. @throws IntegrationError E_STATE_DIR when it can't be written. */
export async function writeConfigText(file: string, text: string): Promise<void> {
  try {
    const target = await realpath(file);
    const { mode } = await stat(target);
    await replace(target, text, mode & 0o777);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** True when it was written; false when there is a file already, which is left alone. @throws as above. */
export async function createConfigText(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o644);
    await handle.writeFile(text).finally(() => handle.close());
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw cannotWrite(file, error);
  }
}

async function replace(file: string, text: string, mode: number): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    const handle = await open(fresh, "wx", mode);
    await handle
      .writeFile(text)
      .then(() => handle.sync())
      .finally(() => handle.close());
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

function cannotWrite(file: string, cause: unknown): IntegrationError {
  const code = codeOf(cause);
  return new IntegrationError({
    code: code === "ENOSPC" ? "E_STORE_FULL" : "E_STATE_DIR",
    message: `${file} can't be written (${code})`,
    hint: `Give this user write access to ${dirname(file)}, or name another file with --config.`,
    cause,
  });
}
