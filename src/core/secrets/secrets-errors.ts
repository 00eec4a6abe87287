// The failures of the secret store, in words that name the way out.
import { IntegrationError } from "../contract/errors.ts";

/** The recorded source or the vault can't be used; nothing else is tried. */
export function unavailable(message: string, hint: string, cause?: unknown): IntegrationError {
  return new IntegrationError({ code: "E_SECRETS_UNAVAILABLE", message, hint, cause });
}

/** The key is there, but it is another one, or no key at all. */
export function wrongKey(message: string, hint: string): IntegrationError {
  return new IntegrationError({ code: "E_SECRETS_KEY", message, hint });
}

/** The key is right; what it should open was altered or cut. */
export function damaged(message: string, cause?: unknown): IntegrationError {
  return new IntegrationError({ code: "E_SECRETS_DAMAGED", message, cause });
}

/** The system's own error code (`ENOENT`); empty when there is none. */
export function systemCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

// SQLite's codes come with suffixes (SQLITE_READONLY_DIRECTORY).
const notWritable = /^(?:EROFS|EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN)/;
const full = /^(?:ENOSPC|EDQUOT|SQLITE_FULL)/;

export const isDiskFull = (error: unknown): boolean => full.test(systemCode(error));

/** A failed write to a directory as one of ours; the old file is untouched. */
export function writeFailure(directory: string, error: unknown): IntegrationError {
  if (error instanceof IntegrationError) return error;
  const code = systemCode(error);
  if (isDiskFull(error)) {
    return new IntegrationError({
      code: "E_STORE_FULL",
      message: `The disk of ${directory} is full`,
      cause: error,
    });
  }
  if (notWritable.test(code)) {
    return new IntegrationError({
      code: "E_STORE_READONLY",
      message: `${directory} can't be written`,
      cause: error,
    });
  }
  return new IntegrationError({
    code: "E_STATE_DIR",
    message: `${directory} can't be written: ${code}`,
    cause: error,
  });
}
