// Who took the engine last, read beside it.
import Database from "better-sqlite3";

/** What it called itself (`daemon 4711`); null when the database in `file` does not say. */
export function engineHolder(file: string): string | null {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return String(db.prepare("SELECT holder FROM engine").pluck().get() ?? "");
    } finally {
      db.close();
    }
  } catch {
    // It is asked for beside a fault that is told anyway.
    return null;
  }
}
