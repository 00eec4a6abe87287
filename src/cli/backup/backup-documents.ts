// Backups, restores and checks as the documents that --json prints.
import type { BackupReport } from "../../core/backup/backup.ts";
import type { RestorePlan, RestoreReport } from "../../core/backup/restore.ts";
import type { DbReport } from "../../core/store/sqlite/damage.ts";

export interface BackupDocument {
  readonly schema: "integ.backup/1";
  readonly directory: string;
  readonly madeAt: string;
  readonly schemaVersion: number;
  /** The master key that the vault needs, and which is not in the backup. */
  readonly key: { readonly id: string; readonly source: string } | null;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

export function backupDocument({
  directory,
  madeAt,
  schemaVersion,
  key,
  files,
}: BackupReport): BackupDocument {
  return { schema: "integ.backup/1", directory, madeAt, schemaVersion, key, files };
}

export interface RestoreDocument {
  readonly schema: "integ.restore/1";
  readonly status: "restored" | "planned";
  readonly backup: string;
  readonly madeAt: string;
  readonly database: RestorePlan["database"];
  readonly vault: RestorePlan["vaultFate"];
  readonly config: RestorePlan["configFate"];
  readonly key: BackupDocument["key"];
  /** Why the backup's vault may not open here; null: it opens, or the one here stays. */
  readonly warning: string | null;
  readonly syncs: readonly {
    readonly sync: string;
    /** What changed at the vendors since is read again. */
    readonly readUntil: string;
    readonly openChanges: number;
    readonly plannedWrites: number;
    readonly writesInDoubt: number;
  }[];
  readonly aside: readonly string[];
}

/** `report` null: it is only a plan. */
export function restoreDocument(plan: RestorePlan, report: RestoreReport | null): RestoreDocument {
  return {
    schema: "integ.restore/1",
    status: report === null ? "planned" : "restored",
    backup: plan.from,
    madeAt: plan.list.madeAt,
    database: plan.database,
    vault: plan.vaultFate,
    config: plan.configFate,
    key: plan.list.key,
    warning: plan.keyDoubt,
    syncs: plan.syncs.map(({ sync, readUntil, open, planned, sent }) => ({
      sync,
      readUntil: new Date(readUntil).toISOString(),
      openChanges: open,
      plannedWrites: planned,
      writesInDoubt: sent,
    })),
    aside: report?.aside ?? [],
  };
}

export interface DbCheckDocument extends DbReport {
  readonly schema: "integ.db-check/1";
  readonly status: "sound" | "damaged";
}

export function dbCheckDocument(report: DbReport): DbCheckDocument {
  const status = report.findings.length === 0 ? "sound" : "damaged";
  return { schema: "integ.db-check/1", status, ...report };
}
