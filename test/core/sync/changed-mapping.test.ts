// A configuration that changes is no edit of any record.
import { describe, expect, it } from "vitest";
import type { Direction } from "../../../src/core/config/types.ts";
import { planDocument } from "../../../src/core/sync/plan/plan-document.ts";
import { planSync, runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";

/** The bench's sync as it is after somebody has mapped High to urgent. */
const remapped = ({ left, right }: Bench, direction: Direction = "both"): Promise<SyncRuntime> => {
  const values = new Map([
    ["High", ["urgent"]],
    ["Low", ["low"]],
  ]);
  const fields = [
    plainField("Subject", "subject"),
    plainField("Priority", "priority", { values, direction }),
  ];
  const vendors = new Map([
    ["left", left],
    ["right", right],
  ]);
  return prepareSync(plainSync(fields), {
    connectionOf: async (name) => {
      const vendor = vendors.get(name);
      if (!vendor) throw new Error(name);
      return vendor.connection();
    },
  });
};

const planOf = async ({ engine }: Bench, sync: SyncRuntime) =>
  planDocument(sync, await planSync(engine, sync, { full: false }), false);

describe("a value map that is changed for pairs in step", () => {
  it("SYN-2 SYN-16 writes nothing by itself, and a plan tells of the change until the next run", async () => {
    const bench = await openBench();
    expect((await planOf(bench, bench.sync)).isMappingChanged).toBe(false);
    const { right } = await inStep(bench);
    expect((await planOf(bench, bench.sync)).isMappingChanged).toBe(false);
    const sync = await remapped(bench);
    expect(await planOf(bench, sync)).toMatchObject({ isMappingChanged: true, writes: [] });
    await runSync(bench.engine, sync, { full: true });
    expect(bench.right.writes).toEqual([]);
    expect(rightFields(bench, right)?.priority).toBe("high");
    expect((await planOf(bench, sync)).isMappingChanged).toBe(false);
  });

  it("SYN-2 is carried over with the next edit of that field, and of no other", async () => {
    const bench = await openBench();
    const { left, right } = await inStep(bench);
    const sync = await remapped(bench);
    const edit = async (fields: Record<string, string>) => {
      bench.left.edit(left, fields);
      bench.pass(60_000);
      await runSync(bench.engine, sync, { full: false });
      return rightFields(bench, right)?.priority;
    };
    expect(await edit({ Subject: "Edited" })).toBe("high");
    expect(await edit({ Priority: "Low" })).toBe("low");
    expect(await edit({ Priority: "High" })).toBe("urgent");
  });

  it.each([["both"], ["left-to-right"]] as const)(
    "SYN-2 is brought over by giving one side its new value, and nothing is written back (%s)",
    async (direction) => {
      const bench = await openBench();
      const { left, right } = await inStep(bench);
      const sync = await remapped(bench, direction);
      await runSync(bench.engine, sync, { full: false });
      bench.right.edit(right, { priority: "urgent" });
      bench.pass(60_000);
      await runSync(bench.engine, sync, { full: false });
      expect([bench.left.writes, bench.right.writes]).toEqual([[], []]);
      expect(leftFields(bench, left)?.Priority).toBe("High");
      bench.left.edit(left, { Priority: "Low" });
      bench.pass(60_000);
      await runSync(bench.engine, sync, { full: false });
      expect(rightFields(bench, right)?.priority).toBe("low");
    },
  );
});
