// What was under way when a backup was taken, after the backup is put back.
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { restoredOps } from "../../../src/core/backup/restored-ops.ts";
import { amendRestored, readBackupFacts } from "../../../src/core/store/sqlite/restored.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { runSync } from "../../../src/core/sync/run.ts";

import { removeDirectories, temporaryDirectory } from "../secrets/fixture.ts";
import { type Bench, inStep, openBench } from "./bench.ts";

afterEach(removeDirectories);

/** The backup in `file`, put back as it would be in the directory of a new machine. */
async function putBack(bench: Bench, file: string): Promise<Store> {
  const { syncs } = readBackupFacts(file);
  const list = { madeAt: new Date(bench.engine.clock.now()).toISOString() } as never;
  const ops = restoredOps({ syncs, list, from: file }, { clock: bench.engine.clock, who: "ann" }, null);
  await amendRestored(file, 0, ops, { kind: "user", name: "ann" });
  const store = openStore(file);
  onTestFinished(() => store.close());
  return store;
}

/** The feeds are read again, and show nothing that is not waiting already. */
async function pollAgain({ engine, store }: Bench): Promise<void> {
  const polledAt = engine.clock.now();
  for (const cursor of await store.cursors("things"))
    await store.commit([{ op: "cursor.put", cursor: { ...cursor, polledAt } }]);
}

it("OPS-5 an edit that follows one on its way when the backup was taken is not undone by that one's copy", async () => {
  const directory = await temporaryDirectory();
  const [file, backup] = ["integ.db", "backup.db"].map((name) => join(directory, name)) as [string, string];
  const store = openStore(file);
  onTestFinished(() => store.close());
  const bench = await openBench({ store });
  const ids = await inStep(bench);
  const first = bench.left.records.get(ids.left)?.fields.Subject;
  bench.left.edit(ids.left, { Subject: "on its way" });
  bench.left.onAnswer = async () => {
    bench.left.onAnswer = async () => undefined;
    bench.pass(3000);
    bench.left.edit(ids.left, { Subject: first ?? null });
    bench.pass(5000);
    await pollAgain(bench);
    const db = new Database(file, { readonly: true });
    db.prepare("VACUUM INTO ?").run(backup);
    db.close();
  };
  await bench.run();
  const shown = () => [
    bench.left.records.get(ids.left)?.fields.Subject,
    bench.right.records.get(ids.right)?.fields.subject,
  ];
  expect(shown()).toEqual([first, "on its way"]);
  bench.pass(60_000);
  const restored = await putBack(bench, backup);
  await runSync({ ...bench.engine, store: restored }, bench.sync, { full: false });
  expect(shown()).toEqual([first, "on its way"]);
  expect(await restored.conflicts("things", ["open"], 2)).toMatchObject([
    { left: first, right: "on its way", winner: null },
  ]);
});
