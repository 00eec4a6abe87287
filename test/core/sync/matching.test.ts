import { describe, expect, it } from "vitest";
import type { Capabilities } from "../../../src/core/contract/connector.ts";
import type { Value, VendorRecord } from "../../../src/core/contract/records.ts";
import type { FieldPair } from "../../../src/core/mapping/compile.ts";
import { runCycle } from "../../../src/core/sync/cycle.ts";
import { matchFirst } from "../../../src/core/sync/match/first-match.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { replayDeadLetters } from "../../../src/core/sync/write/dead-letters.ts";
import { type Bench, inStep, openBench, rightFields } from "./bench.ts";
import { field } from "./fake-vendor.ts";

describe("the stored state", () => {
  it("SFM-9 is not used for another account, whose records may have the same ids", async () => {
    const bench = await openBench();
    await inStep(bench);
    const right = { ...bench.sync.sides.right, account: "elsewhere.example" };
    const moved = { ...bench.sync, sides: { ...bench.sync.sides, right } };
    await expect(runSync(bench.engine, moved, { full: false })).rejects.toMatchObject({
      code: "E_ACCOUNT_CHANGED",
      exitCode: 78,
    });
    expect(bench.left.writes).toEqual([]);
  });

  it("SYN-10 a renamed sync finds its pairs again instead of doubling them", async () => {
    const bench = await openBench();
    await inStep(bench);
    await runSync(bench.engine, { ...bench.sync, name: "renamed" }, { full: false });
    expect([bench.left.live().length, bench.right.live().length]).toEqual([1, 1]);
    expect((await bench.store.linkCounts("renamed")).live).toBe(1);
  });

  it("SFM-3 a newly mapped field is brought over to pairs that exist already", async () => {
    const bench = await openBench();
    const { left, right } = await inStep(bench);
    bench.left.edit(left, { number: "17" });
    bench.pass(60_000);
    await bench.run();
    const pairs = [...bench.sync.mapping.pairs, numberPair()];
    await runSync(
      bench.engine,
      { ...bench.sync, mapping: { ...bench.sync.mapping, generation: "wider", pairs } },
      { full: false },
    );
    expect(rightFields(bench, right)?.number).toBe("17");
  });
});

const numberEnd = {
  ...field("number"),
  read: (record: VendorRecord): Value => record.fields.number ?? null,
};

const numberPair = (): FieldPair => ({
  label: "number ↔ number",
  ends: { left: numberEnd, right: numberEnd },
  direction: "both",
  conflicts: "last-write-wins",
  unit: null,
  merge: null,
  reference: null,
  translate: (value) => value,
});

describe("guarding a write", () => {
  const withRightGuarded = ({ sync }: Bench, compareAndSet: Capabilities["compareAndSet"]): SyncRuntime => {
    const { right } = sync.sides;
    const guarded = { ...right, capabilities: { ...right.capabilities, compareAndSet } };
    return { ...sync, sides: { ...sync.sides, right: guarded } };
  };

  it("SYN-2 waits until the target's time stamp can tell a later edit from the one it has read", async () => {
    const bench = await openBench();
    const sync = withRightGuarded(bench, "per-write");
    const { left, right } = await inStep(bench);
    bench.right.edit(right, { priority: "low" });
    bench.left.edit(left, { Subject: "Soon" });
    await pollFeed(bench.engine, sync, "left", "tail");
    await pollFeed(bench.engine, sync, "right", "tail");
    await runCycle(bench.engine, sync, "run");
    expect(bench.right.writes).toEqual([]);
    bench.pass(1_100);
    await runCycle(bench.engine, sync, "run");
    expect(rightFields(bench, right)?.subject).toBe("Soon");
  });

  it("SYN-2 waits for no stamp where the connector compares versions that are exact", async () => {
    const bench = await openBench();
    const sync = withRightGuarded(bench, "checked");
    const { left, right } = await inStep(bench);
    bench.right.edit(right, { priority: "low" });
    bench.left.edit(left, { Subject: "Soon" });
    await pollFeed(bench.engine, sync, "left", "tail");
    await pollFeed(bench.engine, sync, "right", "tail");
    await runCycle(bench.engine, sync, "run");
    expect(rightFields(bench, right)?.subject).toBe("Soon");
  });
});

describe("the first match", () => {
  it("SYN-14 goes on after it was interrupted while it set records aside", async () => {
    const bench = await openBench({ sync: { match: [{ left: "number", right: "number" }] } });
    for (const Subject of ["One", "Two"])
      bench.left.add({ number: "1", Subject, Priority: "High", Description: "a" });
    bench.right.add({ number: "1", subject: "One", priority: "high", description: "a" });
    let commits = 0;
    const commit: typeof bench.store.commit = async (ops, fence) => {
      if (ops.some((op) => op.op === "meta.put" && op.key.startsWith("first-match")))
        throw new Error("killed");
      commits += 1;
      return bench.store.commit(ops, fence);
    };
    await expect(
      matchFirst({ ...bench.engine, store: { ...bench.store, commit } }, bench.sync),
    ).rejects.toThrow("killed");
    expect(commits).toBeGreaterThan(0);
    await bench.run();
    expect((await bench.store.deadLetters(["open"], null)).map((letter) => letter.code)).toEqual(
      Array(3).fill("E_MATCH_AMBIGUOUS"),
    );
  });

  it("SYN-10 never makes another copy of a record that has several already", async () => {
    const bench = await openBench();
    bench.right.faults.push({ kind: "cut-after" });
    const left = bench.left.add({ Subject: "Once", Priority: "High", Description: "x" });
    await matchFirst(bench.engine, bench.sync);
    await runCycle(bench.engine, bench.sync, "run");
    const [copy] = bench.right.live();
    bench.right.add({ subject: "Once", priority: "high" }, copy?.key ?? null);
    for (let n = 0; n < 3; n++) {
      bench.pass(10_000);
      await bench.run();
    }
    expect(bench.right.live()).toHaveLength(2);
    const letters = await bench.store.deadLetters(["open"], null);
    expect(letters.map(({ code, recordId }) => [code, recordId])).toContainEqual(["E_MATCH_AMBIGUOUS", left]);
    await replayDeadLetters(bench.engine, letters);
    await bench.run();
    expect(bench.right.live()).toHaveLength(2);
  });

  it("SYN-14 links records by a key that is unique on both sides instead of doubling them", async () => {
    const bench = await openBench({ sync: { match: [{ left: "number", right: "number" }] } });
    bench.left.add({ number: "1", Subject: "One", Priority: "High", Description: "a" });
    bench.right.add({ number: "1", subject: "One", priority: "high", description: "a" });
    bench.left.add({ number: "2", Subject: "Two", Priority: "High", Description: "b" });
    await bench.run();
    expect([bench.left.live().length, bench.right.live().length]).toEqual([2, 2]);
  });

  it("SYN-14 does not pair a record with one that has its counterpart already", async () => {
    const bench = await openBench({ sync: { match: [{ left: "number", right: "number" }] } });
    bench.left.add({ number: "1", Subject: "One", Priority: "High", Description: "a" });
    bench.right.add({ number: "1", subject: "One", priority: "high", description: "a" });
    await bench.run();
    bench.pass(10_000);
    bench.left.add({ number: "1", Subject: "Another one", Priority: "High", Description: "b" });
    await bench.run();
    expect(bench.right.live().map((r) => r.fields.subject)).toEqual(["One", "Another one"]);
  });

  it("SYN-14 asks a person when a key is not unique", async () => {
    const bench = await openBench({ sync: { match: [{ left: "number", right: "number" }] } });
    bench.left.add({ number: "1", Subject: "One", Priority: "High", Description: "a" });
    bench.right.add({ number: "1", subject: "One", priority: "high", description: "a" });
    bench.right.add({ number: "1", subject: "Uno", priority: "high", description: "a" });
    await bench.run();
    expect([bench.left.live().length, bench.right.live().length]).toEqual([1, 2]);
    const letters = await bench.store.deadLetters(["open"], null);
    expect(letters.map((letter) => letter.code)).toEqual([
      "E_MATCH_AMBIGUOUS",
      "E_MATCH_AMBIGUOUS",
      "E_MATCH_AMBIGUOUS",
    ]);
  });

  it("SYN-10 pairs its own creates again after the database was lost", async () => {
    const bench = await openBench();
    await inStep(bench);
    const again = await openBench();
    for (const record of bench.left.records.values()) again.left.records.set(record.id, record);
    for (const record of bench.right.records.values()) again.right.records.set(record.id, record);
    await again.run();
    expect([again.left.live().length, again.right.live().length]).toEqual([1, 1]);
  });
});
