// Random histories of edits, creates, lost answers and kills between any two commits; then the books must balance.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Value } from "../../../src/core/contract/records.ts";
import { planSync, runSync } from "../../../src/core/sync/run.ts";
import { type Bench, openBench, priorities } from "./bench.ts";
import { Killed, mortal } from "./mortal-store.ts";

type Step =
  | {
      readonly kind: "edit";
      readonly side: "left" | "right";
      readonly record: number;
      readonly field: 0 | 1;
      readonly value: number;
    }
  | { readonly kind: "create"; readonly side: "left" | "right"; readonly value: number }
  | { readonly kind: "fault"; readonly side: "left" | "right"; readonly fault: "cut-before" | "cut-after" }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "run" }
  | { readonly kind: "killed-run"; readonly commits: number; readonly after: boolean };

const side = fc.constantFrom("left" as const, "right" as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      side,
      record: fc.nat(9),
      field: fc.constantFrom(0 as const, 1 as const),
      value: fc.nat(999),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("create" as const), side, value: fc.nat(999) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      side,
      fault: fc.constantFrom("cut-before" as const, "cut-after" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(4000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("run" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("killed-run" as const),
      commits: fc.nat(12),
      after: fc.boolean(),
    }),
  },
);

const names = { left: ["Subject", "Priority"], right: ["subject", "priority"] } as const;
const priorityOf = { left: [...priorities.keys()], right: [...priorities.values()] };
const sampleValue = (at: "left" | "right", fieldIndex: 0 | 1, value: number): string =>
  fieldIndex === 0 ? `Text ${value}` : (priorityOf[at][value % 3] ?? "");

async function take(bench: Bench, one: Step): Promise<void> {
  if (one.kind === "pass") return bench.pass(one.ms);
  if (one.kind === "run") return void (await bench.run());
  if (one.kind === "fault") return void bench[one.side].faults.push({ kind: one.fault });
  if (one.kind === "create") {
    const [text, priority] = names[one.side];
    return void bench[one.side].add({
      [text]: `New ${one.value}`,
      [priority]: sampleValue(one.side, 1, one.value),
    });
  }
  if (one.kind === "edit") {
    const records = bench[one.side].live();
    const record = records[one.record % Math.max(1, records.length)];
    if (record)
      bench[one.side].edit(record.id, {
        [names[one.side][one.field]]: sampleValue(one.side, one.field, one.value),
      });
    return;
  }
  const store = mortal(bench.store, one.commits, one.after);
  await runSync({ ...bench.engine, store }, bench.sync, { full: false }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
}

const comparable = (fields: Record<string, Value>, at: "left" | "right"): string => {
  const [text, priority] = names[at];
  const canonicalPriority = at === "left" ? priorities.get(String(fields[priority])) : fields[priority];
  return `${fields[text]}/${canonicalPriority}`;
};

describe("any history of edits, lost answers and kills", () => {
  it("SYN-9 SYN-10 SYN-11 ends in step, with nothing doubled and nothing left to write", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const bench = await openBench();
        bench.left.add({ Subject: "First", Priority: "High" });
        let created = 1;
        for (const one of steps) {
          if (one.kind === "create") created += 1;
          await take(bench, one);
        }
        bench.left.faults = [];
        bench.right.faults = [];
        // What has failed a few times waits longer than a minute.
        for (let n = 0; n < 4; n++) {
          bench.pass(120_000);
          await bench.run();
        }
        const left = bench.left
          .live()
          .map((r) => comparable(r.fields, "left"))
          .sort();
        const right = bench.right
          .live()
          .map((r) => comparable(r.fields, "right"))
          .sort();
        expect(right).toEqual(left);
        expect(left).toHaveLength(created);
        const plan = await planSync(bench.engine, bench.sync, { full: true });
        expect(plan.planned).toEqual([]);
        const counts = await bench.store.inboxCounts("things");
        expect([counts.open, counts.planned, counts.dead]).toEqual([0, 0, 0]);
        await bench.store.close();
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
