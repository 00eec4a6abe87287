// A backup of a bench's database, and what is put back of it.
import Database from "better-sqlite3";
import { restoredOps } from "../../../src/core/backup/restored-ops.ts";
import { amendRestored, readBackupFacts } from "../../../src/core/store/sqlite/restored.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import type { Bench } from "./bench.ts";

/** The database in `file` as it is at this moment, while others write to it. */
export function backUp(file: string, backup: string): void {
  const db = new Database(file, { readonly: true });
  db.prepare("VACUUM INTO ?").run(backup);
  db.close();
}

/** The backup, put back as it would be in the directory of a new machine. */
export async function putBack({ engine: { clock } }: Bench, backup: string): Promise<Store> {
  const { syncs } = readBackupFacts(backup);
  const list = { madeAt: new Date(clock.now()).toISOString() } as never;
  await amendRestored(backup, 0, restoredOps({ syncs, list, from: backup }, { clock, who: "ann" }, null), {
    kind: "user",
    name: "ann",
  });
  return openStore(backup);
}

/** The feeds are read again, and show nothing that is not waiting already. */
export async function pollAgain({ engine, sync }: Bench, store: Store): Promise<void> {
  const polledAt = engine.clock.now();
  for (const cursor of await store.cursors(sync.name))
    await store.commit([{ op: "cursor.put", cursor: { ...cursor, polledAt } }]);
}

/** Happens once, between the answer of a run's first read on the left and what is decided by it. */
export function onNextRead({ left }: Bench, act: () => Promise<void>): void {
  left.onAnswer = async () => {
    left.onAnswer = async () => undefined;
    await act();
  };
}
