import { describe, expect, it } from "vitest";
import type { Op } from "../../../src/core/store/ops.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import { acceptedFields, acceptField } from "../../../src/core/sync/schema-drift.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";
import { interrupted, openFamily } from "./family.ts";

describe("a reference to another record", () => {
  it("SYN-15 is rewritten through the links, in both directions", async () => {
    const { bench, left, right, run } = await openFamily(true);
    const parents = await inStep(bench);
    left.add({ Subject: "Child", Parent: parents.left });
    right.add({ subject: "Child of the right", parent: parents.right });
    await run();
    expect(right.live().map((one) => one.fields.parent)).toEqual([parents.right, parents.right]);
    expect(left.live().map((one) => one.fields.Parent)).toEqual([parents.left, parents.left]);
  });

  it("SYN-15 a child waits for its parent, which is sent for, and no dead letter is made of it", async () => {
    const { bench, left, right, children, run } = await openFamily(true);
    const parent = bench.left.add({ Subject: "Late parent" });
    left.add({ Subject: "Child", Parent: parent });
    await runSync(bench.engine, children, { full: false });
    expect(right.live()).toEqual([]);
    expect(await bench.store.deadLetters(["open"], null)).toEqual([]);
    expect(await bench.store.waits("children")).toMatchObject([{ parentSync: "things", parentId: parent }]);
    await run();
    const [copy] = bench.right.live();
    expect(right.live().map((one) => one.fields.parent)).toEqual([copy?.id]);
    expect(await bench.store.waits("children")).toEqual([]);
  });

  it.each([true, false])(
    "SYN-15 a child waits for its parent where the vendor takes none without (required by the sync: %s)",
    async (required) => {
      const { bench, left, right, children, run } = await openFamily(required, true);
      const parent = bench.left.add({ Subject: "Late parent" });
      left.add({ Subject: "Child", Parent: parent });
      await runSync(bench.engine, children, { full: false });
      expect(await bench.store.deadLetters(["open"], null)).toEqual([]);
      await run();
      const [copy] = bench.right.live();
      expect(right.live().map((one) => one.fields.parent)).toEqual([copy?.id]);
    },
  );

  it.each([true, false])(
    "SYN-15 a parent that is brought over while its child is decided about wakes it (required: %s)",
    async (required) => {
      const { bench, left, right, children } = await openFamily(required);
      const parent = bench.left.add({ Subject: "Parent" });
      left.add({ Subject: "Child", Parent: parent });
      const isWait = (ops: readonly Op[]) => ops.some(({ op }) => op === "wait.put");
      const store = interrupted(bench.store, isWait, () => bench.run());
      const startedAt = bench.engine.clock.now();
      await runSync({ ...bench.engine, store }, children, { full: false });
      const [copy] = bench.right.live();
      expect(right.live().map((one) => one.fields.parent)).toEqual([copy?.id]);
      expect(bench.engine.clock.now() - startedAt).toBeLessThan(5_000);
      expect(await bench.store.waits("children")).toEqual([]);
    },
  );

  it("SYN-15 a child that is woken twice in the same millisecond is looked at twice", async () => {
    const { bench, left, right, children } = await openFamily(true);
    const child = left.add({ Subject: "Child" });
    for (const name of ["First parent", "Second parent"]) {
      left.edit(child, { Parent: bench.left.add({ Subject: name }) });
      for (const sync of [children, bench.sync, children]) await runSync(bench.engine, sync, { full: false });
    }
    const second = bench.right.live().find((one) => one.fields.subject === "Second parent");
    expect(right.live().map((one) => one.fields.parent)).toEqual([second?.id]);
  });

  it("SYN-15 where both sides name another parent, the one that is not there yet is waited for", async () => {
    const { bench, left, right, run } = await openFamily(false);
    const parents = await inStep(bench);
    const child = left.add({ Subject: "Child", Parent: parents.left });
    await run();
    const [copy] = right.live();
    bench.pass(10_000);
    const other = bench.left.add({ Subject: "Other parent" });
    await bench.run();
    left.edit(child, { Parent: other });
    bench.pass(10_000);
    const late = bench.right.add({ subject: "Late parent" });
    right.edit(copy?.id ?? "", { parent: late });
    await run();
    const made = bench.left.live().find((one) => one.fields.Subject === "Late parent");
    expect(left.records.get(child)?.fields.Parent).toBe(made?.id);
  });

  it("SYN-15 an optional reference does not hold the record: it goes over and the reference follows", async () => {
    const { bench, left, right, children, run } = await openFamily(false);
    const parent = bench.left.add({ Subject: "Late parent" });
    left.add({ Subject: "Child", Parent: parent });
    await runSync(bench.engine, children, { full: false });
    expect(right.live().map((one) => [one.fields.subject, one.fields.parent ?? null])).toEqual([
      ["Child", null],
    ]);
    await run();
    const [copy] = bench.right.live();
    expect(right.live().map((one) => one.fields.parent)).toEqual([copy?.id]);
    expect(left.live().map((one) => one.fields.Parent)).toEqual([parent]);
  });

  it("SYN-15 asks a person after a day without the parent", async () => {
    const { bench, left, children } = await openFamily(true);
    left.add({ Subject: "Orphan", Parent: "left-nobody" });
    await runSync(bench.engine, children, { full: false });
    bench.pass(25 * 3_600_000);
    await runSync(bench.engine, children, { full: false });
    const letters = await bench.store.deadLetters(["open"], "children");
    expect(letters.map((letter) => letter.code)).toEqual(["E_PARENT_MISSING"]);
  });
});

describe("a mapped field that changes at the vendor", () => {
  async function prepared(bench: Bench): Promise<SyncRuntime> {
    return prepareSync(bench.config, {
      connectionOf: async (name) => bench[name as "left" | "right"].connection(),
      accepted: await acceptedFields(bench.store, "things"),
    });
  }

  it("SFM-10 pauses alone when it disappears, and what it missed goes over when it is back", async () => {
    const bench = await openBench();
    const ids = await inStep(bench);
    bench.right.droppedFields.add("priority");
    bench.left.edit(ids.left, { Priority: "Low", Subject: "Still synced" });
    bench.pass(5_000);
    await runSync(bench.engine, await prepared(bench), { full: false });
    expect(rightFields(bench, ids.right)).toMatchObject({ subject: "Still synced", priority: "high" });
    const pauses = await bench.store.pauses("things");
    expect(pauses.map(({ kind, subject, code }) => [kind, subject, code])).toEqual([
      ["field", "Priority ↔ priority", "E_SCHEMA_DRIFT"],
    ]);
    bench.right.droppedFields.clear();
    bench.pass(5_000);
    await runSync(bench.engine, await prepared(bench), { full: false });
    expect(rightFields(bench, ids.right)?.priority).toBe("low");
    expect(await bench.store.pauses("things")).toEqual([]);
  });

  it("SFM-10 pauses alone when its type changes, until a person accepts it", async () => {
    const bench = await openBench();
    const ids = await inStep(bench);
    bench.right.retype("subject", "longtext");
    bench.left.edit(ids.left, { Subject: "New" });
    bench.pass(5_000);
    await runSync(bench.engine, await prepared(bench), { full: false });
    expect(rightFields(bench, ids.right)?.subject).toBe("Printer on fire");
    await bench.store.commit(await acceptField(bench.store, "things", "Subject ↔ subject"));
    await runSync(bench.engine, await prepared(bench), { full: false });
    expect(rightFields(bench, ids.right)?.subject).toBe("New");
    expect(leftFields(bench, ids.left)?.Subject).toBe("New");
  });

  it("SFM-10 a field that never existed is a fault of the configuration, not drift", async () => {
    const bench = await openBench();
    bench.right.droppedFields.add("priority");
    await expect(prepared(bench)).rejects.toMatchObject({ code: "E_FIELD_UNKNOWN" });
  });
});

describe("what hangs on a record that does not go over", () => {
  it("SYN-15 is done, not waiting, and follows when the record comes into the filter", async () => {
    const family = await openFamily(true);
    const { bench, left, right } = family;
    const children = { ...family.children, parent: "things" };
    const closed = {
      ...bench.sync,
      mapping: { ...bench.sync.mapping, generation: "closed", isInScope: () => false },
    };
    const parent = bench.left.add({ Subject: "Outside" });
    left.add({ Subject: "Comment", Parent: parent });
    for (const sync of [children, closed, children]) {
      bench.pass(70_000);
      await runSync(bench.engine, sync, { full: false });
    }
    const counts = await bench.store.inboxCounts("children");
    expect([counts.open, counts.dead]).toEqual([0, 0]);
    for (const sync of [bench.sync, children]) {
      bench.pass(5_000);
      await runSync(bench.engine, sync, { full: false });
    }
    expect(right.live().map((one) => one.fields.subject)).toEqual(["Comment"]);
  });
});
