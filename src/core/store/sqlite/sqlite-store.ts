// The store on SQLite: one file, one writer connection, group commit.
import type { AuditActor } from "../../audit/audit-row.ts";
import { PermanentError } from "../../contract/errors.ts";
import type { Store } from "../store.ts";
import { createApplyOp } from "./apply-op.ts";
import { storeError } from "./errors.ts";
import { createGroupCommit, type Schedule } from "./group-commit.ts";
import { cloneDatabase, type Db, openDatabase } from "./open.ts";
import { createReads } from "./reads.ts";
import { missingParts } from "./schema-parts.ts";

export interface StoreOptions {
  /** Whose doing the changes are. Default: integ's own. */
  readonly actor?: AuditActor;
}

/**
 * Opens the store in `file`.
 * @throws ConfigError E_STORE_NEWER, E_STORE_READONLY, E_STORE_FULL; PermanentError E_STORE_CORRUPT.
 */
export function openStore(file: string, options: StoreOptions = {}): Store {
  const db = openDatabase(file);
  try {
    return storeOn(db, undefined, options.actor);
  } catch (error) {
    const [missing] = missingParts(db);
    db.close();
    if (missing === undefined) throw storeError(error, file);
    throw new PermanentError({
      code: "E_STORE_CORRUPT",
      message: `${file} is damaged: the ${missing} is missing`,
      cause: error,
    });
  }
}

/** The store on a database that is open already; `schedule` says when commits are written. */
export function storeOn(db: Db, schedule?: Schedule, actor?: AuditActor): Store {
  const group = createGroupCommit(db, createApplyOp(db, actor), schedule);
  return {
    ...createReads(db),
    commit: (ops, fence) => group.commit(ops, fence, false),
    commitLazily: (ops, fence) => group.commit(ops, fence, true),
    takeEngine: async (holder, at) => {
      try {
        const take = db
          .prepare("UPDATE engine SET epoch = epoch + 1, holder = ?, taken_at = ? RETURNING epoch")
          .pluck();
        return { epoch: Number(take.get(holder, at)) };
      } catch (error) {
        throw storeError(error, db.name);
      }
    },
    clone: async () => storeOn(cloneDatabase(db), undefined, actor),
    close: async () => {
      group.flush();
      db.close();
    },
  };
}
