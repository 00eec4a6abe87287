// What a vendor's answer to a write says of the record stands in for reading it back.
import { describe, expect, it } from "vitest";
import { inStep, leftFields, openBench } from "../bench.ts";

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
