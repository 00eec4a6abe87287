// Plan files on disk: written whole or not at all, readable by their owner only.
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, link, lstat, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { IntegrationError } from "../../core/contract/errors.ts";
import { isDiskFull, systemCode, writeFailure } from "../../core/secrets/secrets-errors.ts";
import type { PlanFile } from "../../core/sync/plan/plan-file.ts";

/** Larger than any plan; a device or a log given by mistake is not read to its end. */
const mostBytes = 256 * 1024 * 1024;

/** Before the work of planning. @throws IntegrationError E_FILE_EXISTS unless `replace`; E_INPUT for a bad directory. */
export async function checkPlanPlace(file: string, replace: boolean): Promise<void> {
  refuseNameless(file, "written", "Give --out the file to write, or leave it out.");
  const target = resolve(file);
  try {
    await access(dirname(target), constants.W_OK);
  } catch (error) {
    throw unusable(file, "written", error);
  }
  // Nothing takes the place of a directory, --force or not.
  if (await isDirectory(target)) throw directoryError(file);
  if (!replace && (await isThere(target))) throw existsError(file);
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** An empty name would be that of the working directory, and who writes `-` means no file of that name. */
function refuseNameless(file: string, what: "read" | "written", hint: string): void {
  if (file.trim() === "")
    throw new IntegrationError({ code: "E_USAGE", message: "The name of the plan file is empty", hint });
  if (file !== "-") return;
  const stream = what === "read" ? "read from standard input" : "written to standard output";
  const message = `A plan file is not ${stream}: - names no file`;
  throw new IntegrationError({ code: "E_USAGE", message, hint: `${hint} A file called - is ./-.` });
}

function directoryError(file: string): IntegrationError {
  const hint = "Name a file: `integ sync plan NAME --out FILE`.";
  return new IntegrationError({ code: "E_INPUT", message: `${file} is a directory, not a plan file`, hint });
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** @throws IntegrationError E_FILE_EXISTS unless `replace`; E_STORE_FULL; E_INPUT when it can't be written there. */
export async function writePlanFile(file: string, plan: PlanFile, replace: boolean): Promise<void> {
  const target = resolve(file);
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(plan, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await (replace ? rename(temporary, target) : placeNew(temporary, target));
  } catch (error) {
    throw systemCode(error) === "EEXIST" ? existsError(file) : unusable(file, "written", error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A link, unlike a rename, refuses to take the place of another file; not every file system has links. */
async function placeNew(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (systemCode(error) === "EEXIST" || (await isThere(target))) throw error;
    await rename(temporary, target);
  }
}

/** @throws IntegrationError E_NOT_FOUND, E_INPUT. */
export async function readPlanText(file: string): Promise<string> {
  refuseNameless(file, "read", "Name a file made by `integ sync plan NAME --out FILE`.");
  if (await isDirectory(resolve(file))) throw directoryError(file);
  try {
    const handle = await open(resolve(file), "r");
    try {
      const { size } = await handle.stat();
      if (size > mostBytes) throw new Error(`it has ${size} bytes`);
    } finally {
      await handle.close();
    }
    return await readFile(resolve(file), "utf8");
  } catch (error) {
    throw unusable(file, "read", error);
  }
}

function existsError(file: string): IntegrationError {
  return new IntegrationError({ code: "E_FILE_EXISTS", message: `${file} is there already` });
}

function unusable(file: string, what: "read" | "written", error: unknown): IntegrationError {
  if (what === "read" && systemCode(error) === "ENOENT")
    return new IntegrationError({
      code: "E_NOT_FOUND",
      message: `There is no file ${file}`,
      hint: "Make a plan with `integ sync plan NAME --out FILE`.",
    });
  if (isDiskFull(error)) return writeFailure(dirname(resolve(file)), error);
  const why = error instanceof Error ? error.message : String(error);
  return new IntegrationError({
    code: "E_INPUT",
    message: `${file} can't be ${what}: ${why}`,
    hint: "Name a file in a directory that this user can write.",
    cause: error,
  });
}
