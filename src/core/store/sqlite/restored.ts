// Makes a database that comes from a backup fit to go on: the world has moved since, and other processes may hold the old one.
import { renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { AuditActor } from "../../audit/audit-row.ts";
import { TransientError } from "../../contract/errors.ts";
import type { Op } from "../ops.ts";
import { storeError } from "./errors.ts";
import { openDatabase } from "./open.ts";
import { syncToDisk } from "./snapshot.ts";
import { storeOn } from "./sqlite-store.ts";

/** What a database tells of itself before it is restored. */
export interface BackupFacts {
  readonly syncs: readonly SyncFacts[];
}

export interface SyncFacts {
  readonly sync: string;
  /** Up to when its feeds had been read, milliseconds: what changed since is read again. */
  readonly readUntil: number;
  /**
   * Up to when what was agreed on stood for every record, milliseconds: a change on its way had been read before, and its
   * copy may have been written since.
   */
  readonly heldUntil: number;
  /** Changes that wait to be handled. */
  readonly open: number;
  /** Writes that were decided and not sent: decided anew. */
  readonly planned: number;
  /** Writes whose outcome was not known: looked for at the vendor. */
  readonly sent: number;
  /** Whether its records carry keys that tell a copy from an original; null where that was not noted yet. */
  readonly isKeyed: boolean | null;
}

/** Reads them from `file`, a database that nobody else has open. Nothing is changed. */
export function readBackupFacts(file: string): BackupFacts {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const rows = db
      .prepare<[], Omit<SyncFacts, "isKeyed"> & { readonly keyed: string | null }>(
        `SELECT sync, min(polled_at) AS readUntil,
          min(min(polled_at), coalesce((SELECT min(due_at) FROM inbox i
            WHERE i.sync = c.sync AND i.state IN ('open','planned')), min(polled_at))) AS heldUntil,
          (SELECT count(*) FROM inbox i WHERE i.sync = c.sync AND i.state IN ('open','planned')) AS open,
          (SELECT count(*) FROM intent i WHERE i.sync = c.sync AND i.state = 'planned') AS planned,
          (SELECT count(*) FROM intent i WHERE i.sync = c.sync AND i.state = 'sent') AS sent,
          (SELECT value FROM meta WHERE key = 'keyed:' || c.sync) AS keyed
        FROM cursor c GROUP BY sync ORDER BY sync`,
      )
      .all();
    return {
      syncs: rows.map(({ keyed, ...row }) => ({ ...row, isKeyed: keyed === null ? null : keyed === "yes" })),
    };
  } catch (error) {
    throw storeError(error, file);
  } finally {
    db.close();
  }
}

/**
 * Migrates the database in `file`, which nobody else has open, applies the ops, and raises its epoch above `epoch`, so
 * that no engine of before can commit to it. Afterwards it is one file, durable.
 */
export async function amendRestored(
  file: string,
  epoch: number,
  ops: readonly Op[],
  actor: AuditActor,
): Promise<void> {
  const db = openDatabase(file);
  try {
    const store = storeOn(db, undefined, actor);
    await store.commit(ops);
    db.prepare("UPDATE engine SET epoch = max(epoch, ?) + 1, holder = 'restore'").run(epoch);
    db.pragma("journal_mode = DELETE");
  } catch (error) {
    throw storeError(error, file);
  } finally {
    db.close();
  }
  syncToDisk(file);
}

/** Lets the database in `file` go again. */
export interface Quiet {
  /** Of its engine; 0 when it can't be read. */
  readonly epoch: number;
  /** `SEQ:HASH` of the last row of its audit; null when there is none. */
  readonly auditHead: string | null;
  release(): void;
}

/**
 * Holds the database in `file` so that no other process has it open, its log written into it. One that is damaged or of
 * a newer version is held as it is: there is nothing in it that integ could use.
 * @throws TransientError E_STORE_BUSY when another process has it open.
 */
export function quieten(file: string): Quiet {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { fileMustExist: true, timeout: 5000 });
    db.pragma("locking_mode = EXCLUSIVE");
    // Refused while another process has it open; leaves no log that could be taken for the new database's.
    db.pragma("journal_mode = DELETE");
    db.exec("BEGIN EXCLUSIVE");
    const epoch = Number(db.prepare("SELECT epoch FROM engine WHERE id = 1").pluck().get());
    const held = db;
    return { epoch, auditHead: auditHeadOf(db), release: () => void held.close() };
  } catch (error) {
    db?.close();
    const fault = storeError(error, file);
    if (fault.code !== "E_STORE_BUSY") return { epoch: 0, auditHead: null, release: () => undefined };
    throw new TransientError({
      code: "E_STORE_BUSY",
      message: `Another process has ${file} open`,
      hint: "Let other commands of integ end, then run it again. Nothing was changed.",
      cause: error,
    });
  }
}

/** A database of before the audit has none. */
function auditHeadOf(db: Database.Database): string | null {
  const hasAudit =
    db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit'").get() !== undefined;
  if (!hasAudit) return null;
  const head = db.prepare<[], string>(
    "SELECT seq || ':' || hash FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
  );
  return head.pluck().get() ?? null;
}

/** Puts `staged` in the place of `file`, from one moment to the next. Only while `file` is held, if there is one. */
export function takePlace(staged: string, file: string): void {
  // Only one that could not be read still has a log, which must not be taken for the new one's.
  for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
  renameSync(staged, file);
  syncToDisk(dirname(file));
}
