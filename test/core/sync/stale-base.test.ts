// A sync that comes back under its old name has missed what went over meanwhile.
import { expect, it } from "vitest";
import { runSync } from "../../../src/core/sync/run.ts";
import type { EngineContext, SyncRuntime } from "../../../src/core/sync/types.ts";
import { type Bench, openBench } from "./bench.ts";

const run = async (bench: Bench, name: string, configured: readonly string[]) => {
  const engine: EngineContext = {
    ...bench.engine,
    configured: new Map(configured.map((one) => [one, bench.config])),
  };
  const sync: SyncRuntime = { ...bench.sync, name };
  await runSync(engine, sync, { full: false });
  bench.pass(60_000);
};

const subjects = (bench: Bench) => [
  ...bench.left.live().map(({ fields }) => fields.Subject),
  ...bench.right.live().map(({ fields }) => fields.subject),
];

/** In step as X; under another name a person made it Y, which went over, and then X again. */
async function renamedAndBack() {
  const bench = await openBench();
  const id = bench.left.add({ Subject: "X", Priority: "High", Description: "a" });
  await run(bench, "things", ["things"]);
  await run(bench, "things", ["things"]);
  await run(bench, "renamed", ["renamed"]);
  bench.left.edit(id, { Subject: "Y" });
  await run(bench, "renamed", ["renamed"]);
  expect(subjects(bench)).toEqual(["Y", "Y"]);
  bench.left.edit(id, { Subject: "X" });
  bench.pass(5_000);
  return { bench, id };
}

it("SYN-9 after a rename and back it is asked whether a value was set back, and nothing is overwritten", async () => {
  const { bench } = await renamedAndBack();
  await run(bench, "things", ["things"]);
  expect(subjects(bench)).toEqual(["X", "Y"]);
  const [asked] = await bench.store.conflicts("things", ["open"], 2);
  expect(asked).toMatchObject({ left: "X", right: "Y", winner: null });
});

it("SYN-9 after a rename and back an edit goes over where nobody has touched the other record", async () => {
  const bench = await openBench();
  const [moved, still] = ["X", "S"].map((Subject) =>
    bench.left.add({ Subject, Priority: "High", Description: Subject }),
  );
  await run(bench, "things", ["things"]);
  await run(bench, "things", ["things"]);
  await run(bench, "renamed", ["renamed"]);
  bench.left.edit(moved ?? "", { Subject: "Y" });
  await run(bench, "renamed", ["renamed"]);
  bench.left.edit(still ?? "", { Subject: "T" });
  bench.pass(5_000);
  await run(bench, "things", ["things"]);
  expect(subjects(bench).sort()).toEqual(["T", "T", "Y", "Y"]);
  expect(await bench.store.conflicts("things", ["open"], 2)).toEqual([]);
});

it("SYN-3 a renamed sync of records without keys is refused before it makes them a second time", async () => {
  const bench = await openBench();
  const { right } = bench.sync.sides;
  const capabilities = { ...right.capabilities, correlationField: null };
  const keyless = {
    ...bench,
    sync: { ...bench.sync, sides: { ...bench.sync.sides, right: { ...right, capabilities } } },
  };
  bench.left.add({ Subject: "X", Priority: "High", Description: "a" });
  await run(keyless, "things", ["things"]);
  await run(keyless, "things", ["things"]);
  const writes = bench.right.writes.length;
  await expect(run(keyless, "renamed", ["renamed"])).rejects.toMatchObject({ code: "E_SYNC_RENAMED" });
  expect(bench.right.writes).toHaveLength(writes);
  await run(keyless, "renamed", ["renamed", "things"]);
});

it("SYN-9 what another sync of the same configuration writes is an edit like any other", async () => {
  const { bench, id } = await renamedAndBack();
  await run(bench, "renamed", ["renamed", "things"]);
  const link = (await bench.store.linksByRecord("things", "left", [id])).get(id);
  const before = await bench.store.shadows([link?.id ?? ""]);
  expect(before).toHaveLength(2);
  await run(bench, "things", ["renamed", "things"]);
  const kinds = (await bench.store.history(link?.id ?? "")).map(({ kind }) => kind);
  expect(kinds).not.toContain("conflict");
});
