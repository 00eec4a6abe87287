import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConflictPolicy, FieldConfig } from "../../../src/core/config/types.ts";
import { reconcile } from "../../../src/core/sync/decide/reconcile.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import type { Policy, Situation } from "../../../src/core/sync/types.ts";
import { plainField } from "../config/plain-sync.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";

/** Both sides edit `subject` to different values, the left a minute before the right. */
async function quarrel(
  conflicts: ConflictPolicy,
  left: string | null = "Left",
  right: string | null = "Right",
) {
  const bench = await openBench({ sync: { fields: [plainField("Subject", "subject", { conflicts })] } });
  const ids = await inStep(bench);
  bench.left.edit(ids.left, { Subject: left });
  bench.pass(60_000);
  bench.right.edit(ids.right, { subject: right });
  bench.pass(5_000);
  await bench.run();
  return { bench, ids };
}

const subjects = ({ bench, ids }: { bench: Bench; ids: { left: string; right: string } }) => [
  leftFields(bench, ids.left)?.Subject,
  rightFields(bench, ids.right)?.subject,
];

describe("both sides edit one field", () => {
  it.each([
    ["last-write-wins", "Right", "Left"],
    ["left", "Left", "Right"],
    ["right", "Right", "Left"],
    ["prefer-non-blank", "Right", "Left"],
  ] as const)("SYN-4 BAS-11 %s: %s wins on both sides, and %s is kept", async (conflicts, winner, loser) => {
    const quarrelled = await quarrel(conflicts);
    expect(subjects(quarrelled)).toEqual([winner, winner]);
    const { store } = quarrelled.bench;
    const [conflict, ...more] = await store.conflicts("things", ["settled"], 10);
    expect(more).toEqual([]);
    expect([conflict?.left, conflict?.right]).toContain(loser);
    const history = await store.history(conflict?.linkId ?? "");
    expect(JSON.stringify(history.filter((row) => row.kind === "conflict"))).toContain(loser);
  });

  it("SYN-4 prefer-non-blank never lets a later blank win", async () => {
    expect(subjects(await quarrel("prefer-non-blank", "Kept", null))).toEqual(["Kept", "Kept"]);
  });

  it("SYN-4 manual parks the field: neither side is written and the rest goes on", async () => {
    const bench = await openBench({
      sync: {
        fields: [
          plainField("Subject", "subject", { conflicts: "manual" }),
          plainField("Priority", "priority"),
        ],
      },
    });
    const ids = await inStep(bench);
    bench.left.edit(ids.left, { Subject: "Left", Priority: "later" });
    bench.right.edit(ids.right, { subject: "Right" });
    bench.pass(5_000);
    await bench.run();
    expect(subjects({ bench, ids })).toEqual(["Left", "Right"]);
    expect(rightFields(bench, ids.right)?.priority).toBe("later");
    const parked = await bench.store.conflicts("things", ["open"], 10);
    expect(parked.map(({ left, right, winner }) => [left, right, winner])).toEqual([["Left", "Right", null]]);
  });

  it.each([
    [{ take: "left" as const }, "Left"],
    [{ take: "right" as const }, "Right"],
    [{ take: "value" as const, value: "Both of us" }, "Both of us"],
  ])("SYN-4 what a person decides (%j) is carried out, once", async (choice, expected) => {
    const quarrelled = await quarrel("manual");
    const { bench, ids } = quarrelled;
    const [parked] = await bench.store.conflicts("things", ["open"], 10);
    await decide(bench, parked?.id ?? "", choice, ids.left);
    expect(subjects(quarrelled)).toEqual([expected, expected]);
    expect(await bench.store.conflicts("things", ["open", "decided"], 10)).toEqual([]);
    bench.left.writes.length = 0;
    bench.right.writes.length = 0;
    await bench.run();
    expect([bench.left.writes, bench.right.writes]).toEqual([[], []]);
  });

  it("SYN-4 a decision on values that have moved since is not carried out: it is asked again", async () => {
    const quarrelled = await quarrel("manual");
    const { bench, ids } = quarrelled;
    const [parked] = await bench.store.conflicts("things", ["open"], 10);
    bench.right.edit(ids.right, { subject: "Right again" });
    bench.pass(5_000);
    await decide(bench, parked?.id ?? "", { take: "left" }, ids.left);
    expect(subjects(quarrelled)).toEqual(["Left", "Right again"]);
    const open = await bench.store.conflicts("things", ["open"], 10);
    expect(open.map(({ right }) => right)).toEqual(["Right again"]);
  });

  it("SYN-4 the same two values are asked about again when they meet again", async () => {
    const quarrelled = await quarrel("manual");
    const { bench, ids } = quarrelled;
    const [parked] = await bench.store.conflicts("things", ["open"], 10);
    await decide(bench, parked?.id ?? "", { take: "left" }, ids.left);
    bench.pass(5_000);
    bench.left.edit(ids.left, { Subject: "Both" });
    await bench.run();
    bench.pass(5_000);
    bench.left.edit(ids.left, { Subject: "Left" });
    bench.right.edit(ids.right, { subject: "Right" });
    await bench.run();
    expect(subjects(quarrelled)).toEqual(["Left", "Right"]);
    const open = await bench.store.conflicts("things", ["open"], 10);
    expect(open.map(({ left, right, choice }) => [left, right, choice])).toEqual([["Left", "Right", null]]);
    expect(open[0]?.id).not.toBe(parked?.id);
    expect(await bench.store.conflictCount("things", ["open", "settled"])).toBe(2);
    bench.left.edit(ids.left, { Priority: "High" });
    bench.pass(5_000);
    await bench.run();
    expect((await bench.store.conflicts("things", ["open"], 10)).map(({ id }) => id)).toEqual([open[0]?.id]);
    await decide(bench, open[0]?.id ?? "", { take: "right" }, ids.left);
    expect(subjects(quarrelled)).toEqual(["Right", "Right"]);
  });
});

async function decide(bench: Bench, id: string, choice: object, recordId: string): Promise<void> {
  const at = bench.engine.clock.now();
  await bench.store.commit([
    { op: "conflict.decide", id, choice: choice as never, who: "me", at },
    {
      op: "inbox.add",
      row: {
        sync: "things",
        side: "left",
        recordId,
        kind: "changed",
        source: "person",
        eventKey: `person:${at}`,
        seenAt: at,
        changedAt: null,
        dueAt: at,
      },
    },
  ]);
  await bench.run();
}

describe("merging", () => {
  const merging = (left: string, right: string): FieldConfig =>
    plainField(left, right, { conflicts: "merge" });

  it("SYN-4 sets are merged member by member: additions and removals of both sides hold", async () => {
    const bench = await openBench({
      sync: { fields: [merging("Tags", "tags"), plainField("Subject", "subject")] },
    });
    const ids = await inStep(bench, { Tags: ["a", "b", "c"] });
    bench.left.edit(ids.left, { Tags: ["b", "c", "left"] });
    bench.right.edit(ids.right, { tags: ["a", "b", "right"] });
    bench.pass(5_000);
    await bench.run();
    const merged = ["b", "left", "right"];
    expect([leftFields(bench, ids.left)?.Tags, rightFields(bench, ids.right)?.tags]).toEqual([
      merged,
      merged,
    ]);
  });

  it("SYN-4 text that both sides added to holds both additions, even when half of it was written before a crash", async () => {
    const bench = await openBench({ sync: { fields: [merging("Notes", "notes")] } });
    const ids = await inStep(bench, { Notes: "First." });
    bench.left.edit(ids.left, { Notes: "First.\nFrom the left." });
    bench.right.edit(ids.right, { notes: "First.\nFrom the right." });
    bench.left.faults.push({ kind: "cut-after" });
    bench.pass(5_000);
    await bench.run();
    bench.pass(60_000);
    await bench.run();
    const text = String(leftFields(bench, ids.left)?.Notes);
    expect(rightFields(bench, ids.right)?.notes).toBe(text);
    expect(text.split("\n").sort()).toEqual(["First.", "From the left.", "From the right."]);
  });

  it("SYN-4 goes on where it was when the right was out of sight after the left had got its part", async () => {
    const bench = await openBench({ sync: { fields: [merging("Tags", "tags")] } });
    const ids = await inStep(bench, { Tags: ["a"] });
    bench.left.edit(ids.left, { Tags: [] });
    bench.right.edit(ids.right, { tags: ["a", "b"] });
    bench.left.onAnswer = async () => {
      if (String(leftFields(bench, ids.left)?.Tags) === "b") bench.right.hidden.add(ids.right);
    };
    bench.pass(5_000);
    await bench.run();
    expect(rightFields(bench, ids.right)?.tags).toEqual(["a", "b"]);
    bench.left.onAnswer = async () => undefined;
    bench.right.hidden.clear();
    bench.pass(60_000);
    bench.right.edit(ids.right, { tags: ["a", "b", "c"] });
    await bench.run();
    expect([leftFields(bench, ids.left)?.Tags, rightFields(bench, ids.right)?.tags]).toEqual([
      ["b", "c"],
      ["b", "c"],
    ]);
  });
});

describe("fields of one unit", () => {
  it("SYN-4 are won by one side together, and what lost is kept", async () => {
    const unit = { unit: "state" };
    const bench = await openBench({
      sync: { fields: [plainField("Subject", "subject", unit), plainField("Priority", "priority", unit)] },
    });
    const ids = await inStep(bench);
    bench.left.edit(ids.left, { Subject: "Closed" });
    bench.pass(60_000);
    bench.right.edit(ids.right, { priority: "none" });
    bench.pass(5_000);
    await bench.run();
    // The right was later: its subject stands with its priority.
    expect(leftFields(bench, ids.left)).toMatchObject({ Subject: "Printer on fire", Priority: "none" });
    expect(rightFields(bench, ids.right)).toMatchObject({ subject: "Printer on fire", priority: "none" });
    const kept = await bench.store.conflicts("things", ["settled"], 10);
    expect(kept.map(({ field, left }) => [field, left])).toEqual([["Subject ↔ subject", "Closed"]]);
  });
});

describe("any decision", () => {
  const value = fc.constantFrom(null, "a", "b", "c");
  const policy: Policy = {
    direction: "both",
    prefer: "left",
    deletes: { kind: "keep", archive: { left: null, right: null } },
    timeMarginMs: 1000,
    clockOffsetMs: { left: 0, right: 0 },
    isRing: false,
  };
  const policies = fc.constantFrom<ConflictPolicy>(
    "last-write-wins",
    "left",
    "right",
    "merge",
    "prefer-non-blank",
    "manual",
  );

  it("SYN-2 SYN-4 writes over no value that moved without keeping it", async () => {
    const benches = new Map<ConflictPolicy, Bench>();
    await fc.assert(
      fc.asyncProperty(
        policies,
        value,
        value,
        value,
        fc.nat(5000),
        async (conflicts, base, left, right, lead) => {
          const bench =
            benches.get(conflicts) ??
            (await openBench({ sync: { fields: [plainField("Subject", "subject", { conflicts })] } }));
          benches.set(conflicts, bench);
          const record = (id: string, fields: Record<string, string | null>, ms: number) => ({
            id,
            version: "1",
            modifiedAt: new Date(1_700_000_000_000 + ms).toISOString(),
            deleted: false,
            correlationKey: null,
            fields,
          });
          const situation: Situation = {
            link: { id: "L", sync: "things", leftId: "l", rightId: "r", state: "live", deletedOn: null },
            shadows: { left: { Subject: base }, right: { subject: base } },
            old: { left: {}, right: {} },
            oldHeldUntil: 0,
            sides: {
              left: { kind: "live", record: record("l", { Subject: left }, lead) },
              right: { kind: "live", record: record("r", { subject: right }, 2500) },
            },
            lookups: { counterpart: () => undefined },
            parked: [],
            shared: null,
            edited: null,
          };
          const decision = reconcile(situation, bench.sync.mapping, policy);
          const before = { left, right };
          for (const write of decision.writes) {
            const replaced = before[write.side];
            const kept = decision.conflicts.some((one) => one.left === left && one.right === right);
            expect(replaced === base || kept).toBe(true);
          }
          if (left === right) expect(decision.writes).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a parked field that is not mapped any more", () => {
  it("SYN-4 is settled at the next look instead of waiting for ever, and asked about once it is back", async () => {
    const { bench, ids } = await quarrel("manual");
    const pairs = bench.sync.mapping.pairs.filter(({ label }) => label !== "Subject ↔ subject");
    const narrower = { ...bench.sync, mapping: { ...bench.sync.mapping, generation: "narrower", pairs } };
    bench.left.edit(ids.left, { Priority: "Low" });
    bench.pass(5_000);
    await runSync(bench.engine, narrower, { full: false });
    expect(await bench.store.conflicts("things", ["open", "decided"], 10)).toEqual([]);
    bench.left.edit(ids.left, { Priority: "High" });
    bench.pass(5_000);
    await bench.run();
    const open = await bench.store.conflicts("things", ["open"], 10);
    expect(open.map(({ left, right }) => [left, right])).toEqual([["Left", "Right"]]);
  });
});
