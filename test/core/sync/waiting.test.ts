// Records that refer to others, in any order of changes and runs, one sync in the middle of the other's work.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Op } from "../../../src/core/store/ops.ts";
import { otherSide, type Side } from "../../../src/core/store/rows.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { isInFull } from "../../skips.ts";
import { type Family, interrupted, openFamily } from "./family.ts";

const numRuns = isInFull ? 200 : 60;

const side = fc.constantFrom<Side>("left", "right");
const which = fc.nat(9);
/** What the engine does in a commit just before which the other sync runs. */
const moment = fc.constantFrom<Op["op"]>(
  "wait.put",
  "link.put",
  "intent.put",
  "intent.state",
  "inbox.settle",
);
/** `names`: which of the parents on that side. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("parent" as const), side }),
  fc.record({ kind: fc.constant("child" as const), side, names: which }),
  fc.record({ kind: fc.constant("move" as const), side, child: which, names: which }),
  fc.record({
    kind: fc.constant("run" as const),
    first: fc.constantFrom("children", "parents"),
    moment,
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const names = {
  left: { subject: "Subject", parent: "Parent" },
  right: { subject: "subject", parent: "parent" },
};

const childrenOn = (family: Family, on: Side) => (on === "left" ? family.left : family.right);
const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

async function take(family: Family, serial: number, one: Step): Promise<void> {
  const { bench, children } = family;
  bench.pass(1_000);
  if (one.kind === "run") {
    const [first, second] = one.first === "children" ? [children, bench.sync] : [bench.sync, children];
    const meanwhile = () => runSync(bench.engine, second, { full: false });
    const store = interrupted(bench.store, (ops) => ops.some(({ op }) => op === one.moment), meanwhile);
    return void (await runSync({ ...bench.engine, store }, first, { full: false }));
  }
  const { subject, parent } = names[one.side];
  if (one.kind === "parent") return void bench[one.side].add({ [subject]: `Parent ${serial}` });
  const named = pick(bench[one.side].live(), one.names);
  if (named === undefined) return;
  const port = childrenOn(family, one.side);
  if (one.kind === "child") return void port.add({ [subject]: `Child ${serial}`, [parent]: named.id });
  const child = pick(port.live(), one.child);
  if (child !== undefined) port.edit(child.id, { [parent]: named.id });
}

/** Each child as what it and its parent are called. */
const toldOn = (family: Family, on: Side): readonly string[] => {
  const { subject, parent } = names[on];
  const parents = family.bench[on].records;
  return childrenOn(family, on)
    .live()
    .map(({ fields }) => `${fields[subject]} of ${parents.get(String(fields[parent]))?.fields[subject]}`)
    .sort();
};

it("SYN-15 whatever is looked at first, all is on both sides with its parent in the end, without waiting for the net", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.boolean(),
      fc.array(step, { maxLength: 10 }),
      async (required, vendorRequires, steps) => {
        const family = await openFamily(required, vendorRequires);
        const { bench, children } = family;
        for (const [serial, one] of steps.entries()) await take(family, serial, one);
        bench.pass(2_000);
        for (const sync of [children, bench.sync, children, bench.sync, children])
          await runSync(bench.engine, sync, { full: false });
        for (const on of ["left", "right"] as const)
          expect(toldOn(family, on)).toEqual(toldOn(family, otherSide(on)));
        expect(toldOn(family, "left").join()).not.toContain("undefined");
        expect(await bench.store.deadLetters(["open"], null)).toEqual([]);
        expect(await bench.store.waits("children")).toEqual([]);
        await bench.store.close();
      },
    ),
    { numRuns },
  );
});
