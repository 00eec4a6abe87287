// Random histories of a ring: people at every corner, lost answers, and kills between any two commits.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mortal } from "./mortal-store.ts";
import { openRing, type Ring, valuesOf } from "./ring.ts";

const corner = fc.nat(3);
const fieldNames = ["title", "priority", "note"] as const;

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      corner,
      record: fc.nat(9),
      field: fc.constantFrom(...fieldNames),
      value: fc.nat(99),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("create" as const), corner, value: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("comment" as const), corner, record: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      corner,
      fault: fc.constantFrom("cut-before" as const, "cut-after" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(4000) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("run" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("killed-run" as const),
      commits: fc.nat(40),
      after: fc.boolean(),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Answers take longer or shorter, so that the syncs overtake each other. */
function delayAnswers(ring: Ring, seed: number): void {
  let state = seed + 1;
  for (const one of [...ring.corners, ...ring.comments]) {
    one.onAnswer = async () => {
      state = (state * 48271) % 0x7fffffff;
      for (let turn = 0; turn < state % 13; turn += 1) await undefined;
    };
  }
}

/** @returns how many values a person has given. */
async function take(ring: Ring, one: Step): Promise<number> {
  if (one.kind === "pass") ring.pass(one.ms);
  if (one.kind === "run") await ring.run();
  if (one.kind === "killed-run") await ring.run(mortal(ring.store, one.commits, one.after));
  if (one.kind === "fault") {
    for (const vendor of [ring.corners, ring.comments].flatMap((all) => all[one.corner] ?? []))
      vendor.faults.push({ kind: one.fault });
  }
  if (one.kind === "create") {
    ring.corners[one.corner]?.add({ title: `New ${one.value}`, priority: "low", note: "n" });
    return 1;
  }
  if (one.kind !== "edit" && one.kind !== "comment") return 0;
  const vendor = ring.corners[one.corner];
  const records = vendor?.live() ?? [];
  const record = records[one.record % Math.max(1, records.length)];
  if (record && one.kind === "comment") ring.comments[one.corner]?.add({ note: "Seen", parent: record.id });
  else if (record && one.kind === "edit")
    vendor?.edit(record.id, { [one.field]: `${one.field} ${one.value}` });
  return record ? 1 : 0;
}

const whole = (ring: Ring): readonly string[][] =>
  ring.corners.map((vendor) =>
    vendor
      .live()
      .map(({ fields }) => fieldNames.map((name) => fields[name]).join("/"))
      .sort(),
  );

/** The comments of each corner, each with what it hangs on. */
const comments = (ring: Ring): readonly string[][] =>
  ring.comments.map((vendor, at) =>
    vendor
      .live()
      .map(({ fields }) => {
        const parent = ring.corners[at]?.records.get(String(fields.parent))?.fields;
        return `${fields.note} on ${fieldNames.map((name) => parent?.[name]).join("/")}`;
      })
      .sort(),
  );

describe("any history of a ring of four", () => {
  it("SYN-3 SYN-9 SYN-11 SYN-13 ends with one record at every corner, the same everywhere, and no write more than it needs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), fc.nat(1000), async (steps, seed) => {
        const ring = await openRing(["sales", "desk", "board", "now"], { hasComments: true });
        delayAnswers(ring, seed);
        ring.corners[0]?.add({ title: "First", priority: "high", note: "n" });
        let given = 1;
        for (const one of steps) given += await take(ring, one);
        const made = ring.comments.reduce((sum, vendor) => sum + vendor.live().length - vendor.made, 0);
        for (const one of [...ring.corners, ...ring.comments]) one.faults = [];
        await ring.settle();
        const created = 1 + steps.filter(({ kind }) => kind === "create").length;
        expect(whole(ring)).toEqual(ring.corners.map(() => whole(ring)[0]));
        expect(comments(ring)).toEqual(ring.corners.map(() => comments(ring)[0]));
        expect(comments(ring)[0]).toHaveLength(made);
        expect(valuesOf(ring, "title").map((titles) => titles.length)).toEqual(Array(4).fill(created));
        expect(ring.writes()).toBeLessThanOrEqual(given * 3);
        for (const { name } of ring.syncs) {
          const counts = await ring.store.inboxCounts(name);
          expect([name, counts.open, counts.planned, counts.dead]).toEqual([name, 0, 0, 0]);
        }
        await ring.store.close();
      }),
      { numRuns: Number(process.env.RING_RUNS ?? 30) },
    );
  }, 170_000);
});
