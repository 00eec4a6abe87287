// What was under way when a backup was taken, after the backup is put back.
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { removeDirectories, temporaryDirectory } from "../secrets/fixture.ts";
import { backUp, onNextRead, pollAgain, putBack } from "./backed-up.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";

afterEach(removeDirectories);

type Ids = Awaited<ReturnType<typeof inStep>>;

async function openOnDisk() {
  const directory = await temporaryDirectory();
  const file = join(directory, "integ.db");
  const store = openStore(file);
  const bench = await openBench({ store });
  return { bench, ids: await inStep(bench), file, backup: join(directory, "backup.db") };
}

const subjects = (bench: Bench, ids: Ids) => [
  leftFields(bench, ids.left)?.Subject,
  rightFields(bench, ids.right)?.subject,
];

const run = (bench: Bench, store: Store) => runSync({ ...bench.engine, store }, bench.sync, { full: false });

it("OPS-5 an edit that follows one on its way when the backup was taken is not undone by that one's copy", async () => {
  const { bench, ids, file, backup } = await openOnDisk();
  const [first] = subjects(bench, ids);
  bench.left.edit(ids.left, { Subject: "on its way" });
  onNextRead(bench, async () => {
    bench.pass(3000);
    bench.left.edit(ids.left, { Subject: first ?? null });
    bench.pass(5000);
    await pollAgain(bench, bench.store);
    backUp(file, backup);
  });
  await bench.run();
  expect(subjects(bench, ids)).toEqual([first, "on its way"]);
  bench.store.close();
  bench.pass(60_000);
  const restored = await putBack(bench, backup);
  await run(bench, restored);
  expect(subjects(bench, ids)).toEqual([first, "on its way"]);
  expect(await restored.conflicts("things", ["open"], 2)).toMatchObject([
    { left: first, right: "on its way", winner: null },
  ]);
  restored.close();
});
