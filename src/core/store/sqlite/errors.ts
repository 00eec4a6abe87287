// SQLite's faults in our words. Chosen by SQLite's result codes, never by message text.
import { ConfigError, IntegrationError, PermanentError, TransientError } from "../../contract/errors.ts";

const sqliteCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** SHMSIZE: the index beside the log can't grow; it is the first to meet a full disk when a database is opened. */
const noSpace = new Set(["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "ENOSPC"]);

/**
 * Maps any error thrown while using `file` to ours; errors that are ours already pass through.
 * Result codes: https://www.sqlite.org/rescode.html
 */
export function storeError(error: unknown, file: string): IntegrationError {
  if (error instanceof IntegrationError) return error;
  const code = sqliteCode(error);
  const facts = { cause: error };
  if (noSpace.has(code)) {
    return new ConfigError({ ...facts, code: "E_STORE_FULL", message: `No space left to write ${file}` });
  }
  if (
    code.startsWith("SQLITE_READONLY") ||
    code.startsWith("SQLITE_CANTOPEN") ||
    code === "EROFS" ||
    code === "EACCES"
  ) {
    return new ConfigError({
      ...facts,
      code: "E_STORE_READONLY",
      message: `${file} can't be written (${code})`,
    });
  }
  if (code.startsWith("SQLITE_BUSY") || code === "SQLITE_LOCKED") {
    return new TransientError({
      ...facts,
      code: "E_STORE_BUSY",
      message: `Another process keeps ${file} locked`,
      retryable: true,
    });
  }
  if (code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT_")) {
    return new PermanentError({
      ...facts,
      code: "E_STORE_CORRUPT",
      message: `${file} is damaged or no integ database`,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new PermanentError({
    ...facts,
    code: "E_INTERNAL",
    message: `The database refused a request: ${message}`,
  });
}
