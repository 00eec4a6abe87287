// What is found at the vendor right after a write: ours, or somebody's edit of the moment in between.
import { expect, it } from "vitest";
import { inStep, leftFields, openBench, rightFields } from "./bench.ts";

it("SYN-9 values set back to the last agreed ones while both sides are written go over", async () => {
  const bench = await openBench();
  const ids = await inStep(bench);
  const subject = leftFields(bench, ids.left)?.Subject ?? null;
  const priority = rightFields(bench, ids.right)?.priority ?? null;
  bench.left.edit(ids.left, { Subject: "Out of paper" });
  bench.right.edit(ids.right, { priority: "low" });
  bench.pass(5000);
  bench.right.onAnswer = async () => {
    bench.right.onAnswer = async () => undefined;
    bench.left.edit(ids.left, { Subject: subject });
    bench.right.edit(ids.right, { priority });
  };
  for (let run = 0; run < 3; run += 1) {
    await bench.run();
    bench.pass(5000);
  }
  expect(leftFields(bench, ids.left)).toMatchObject({ Subject: subject, Priority: "High" });
  expect(rightFields(bench, ids.right)).toMatchObject({ subject, priority });
});

it("SYN-9 writes to both sides are not taken for edits of anybody's", async () => {
  const bench = await openBench();
  const ids = await inStep(bench);
  bench.left.edit(ids.left, { Subject: "Out of paper" });
  bench.right.edit(ids.right, { priority: "low" });
  bench.pass(5000);
  const { left, right } = bench;
  const before = [left.reads, right.reads] as const;
  await bench.run();
  expect([left.writes.length, right.writes.length]).toEqual([1, 1]);
  // To decide, and to see what was stored: nothing asks for a third look.
  expect([left.reads - before[0], right.reads - before[1]]).toEqual([2, 2]);
});
