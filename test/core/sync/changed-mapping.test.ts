// A configuration that changes is no edit of any record.
import { describe, expect, it } from "vitest";
import type { Direction, FieldConfig } from "../../../src/core/config/types.ts";
import { planDocument } from "../../../src/core/sync/plan/plan-document.ts";
import { planSync, runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";

/** The bench's sync as it is after somebody has mapped High to urgent. */
const remapped = (bench: Bench, direction: Direction = "both"): Promise<SyncRuntime> => {
  const values = new Map([
    ["High", ["urgent"]],
    ["Low", ["low"]],
  ]);
  return withFields(bench, [
    plainField("Subject", "subject"),
    plainField("Priority", "priority", { values, direction }),
  ]);
};

/** The bench's sync with a subject that is made. */
const making = (bench: Bench, expression: string): Promise<SyncRuntime> => {
  const computed = { left: null, right: { kind: "expression", expression } } as const;
  return withFields(bench, [
    plainField("Subject", "subject", { computed, direction: "left-to-right" }),
    plainField("Priority", "priority"),
  ]);
};

const withFields = ({ left, right }: Bench, fields: readonly FieldConfig[]): Promise<SyncRuntime> => {
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

describe("a field that is made", () => {
  it("SYN-2 SYN-16 is made anew in all pairs when its recipe changes, and a plan counts them", async () => {
    const bench = await openBench();
    const { right } = await inStep(bench);
    const first = await making(bench, 'record.Subject + "!"');
    expect(await planOf(bench, first)).toMatchObject({ isMappingChanged: true, madeUpdates: 1 });
    await runSync(bench.engine, first, { full: false });
    expect(rightFields(bench, right)?.subject).toBe("Printer on fire!");
    const second = await making(bench, 'record.Subject + "?"');
    expect(await planOf(bench, second)).toMatchObject({ isMappingChanged: true, madeUpdates: 1 });
    await runSync(bench.engine, second, { full: false });
    expect(rightFields(bench, right)?.subject).toBe("Printer on fire?");
    expect(await planOf(bench, second)).toMatchObject({ isMappingChanged: false, madeUpdates: 0 });
  });

  it("SYN-16 is not what a newly mapped field is, which is copied", async () => {
    const bench = await openBench();
    await inStep(bench, { Notes: "Call back" });
    const sync = await withFields(bench, [plainField("Subject", "subject"), plainField("Notes", "notes")]);
    const plan = await planOf(bench, sync);
    expect(plan).toMatchObject({ isMappingChanged: true, madeUpdates: 0 });
    expect(plan.summary.updates).toEqual({ left: 0, right: 1 });
  });
});
