// What is found at the vendor right after a write, in its answer or read: ours, or somebody's edit of the moment in
// between.
import { describe, expect, it } from "vitest";
import { inStep, leftFields, openBench, rightFields } from "../bench.ts";

describe("a vendor that answers a write with the record", () => {
  it.each([
    [false, 2],
    [true, 1],
  ])("SYN-2 is asked for it no second time (answers with it: %s)", async (answersWithRecord, reads) => {
    const bench = await openBench();
    const { left } = await inStep(bench);
    bench.right.answersWithRecord = answersWithRecord;
    bench.right.reads = 0;
    bench.left.edit(left, { Subject: "Water in the cellar" });
    bench.pass(5_000);
    await bench.run();
    expect(bench.right.writes.map(({ operation }) => operation)).toEqual(["update"]);
    expect(bench.right.reads).toBe(reads);
    bench.pass(5_000);
    await bench.run();
    expect(bench.right.writes).toHaveLength(1);
    expect(bench.left.writes).toEqual([]);
  });

  it("SYN-2 has what it made of a value carried back, as if it had been read", async () => {
    const bench = await openBench({
      afterRightWrite: (record) => void Object.assign(record, { subject: "Set by a rule" }),
    });
    bench.right.answersWithRecord = true;
    const left = bench.left.add({ Subject: "Printer", Priority: "High", Description: "Smoke" });
    await bench.run();
    bench.pass(5_000);
    await bench.run();
    expect(leftFields(bench, left)?.Subject).toBe("Set by a rule");
  });
});

describe("writes to both sides", () => {
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
});
