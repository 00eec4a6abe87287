// What is kept of a sync's records outlives a change of its objects' scopes.
import { expect, it } from "vitest";
import { acceptHints } from "../../../src/core/sync/observe/observe.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import { type Bench, inStep, openBench } from "./bench.ts";

const narrowed = ({ config, left, right }: Bench) =>
  prepareSync(
    { ...config, left: { ...config.left, object: "thing:SUP" } },
    { connectionOf: async (name) => (name === "left" ? left : right).connection() },
  );

it("SYN-10 a sync that is narrowed down goes on with its links", async () => {
  const bench = await openBench();
  await inStep(bench);
  await runSync(bench.engine, await narrowed(bench), { full: true });
  expect(await bench.store.linkCounts("things")).toEqual({ live: 1 });
  expect(bench.left.live()).toHaveLength(1);
  expect(bench.right.live()).toHaveLength(1);
});

it("SYN-3 a copy's key names the record and no scope, so that it is found again from any", async () => {
  const bench = await openBench();
  const sync = await narrowed(bench);
  expect(sync.sides.left.keyPrefix).toBe(bench.sync.sides.left.keyPrefix);
  expect(sync.sides.left.objectName).toBe("thing:SUP");
});

it.each([
  ["thing", 1],
  ["thing:OPS", 1],
  ["other", 0],
])("SYN-3 a hint about %s is one about thing:SUP, or not, by the base name", async (object, rows) => {
  const bench = await openBench();
  const target = { sync: "things", side: "left", object: "thing:SUP" } as const;
  await acceptHints(bench.engine, target, [{ object, recordId: "1", kind: "changed", eventKey: "e" }]);
  expect(await bench.store.openInbox("things", "left", ["1"])).toHaveLength(rows);
});
