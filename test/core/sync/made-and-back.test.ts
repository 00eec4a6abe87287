// A field that was made for a while and is copied again: what a person wrote at its target meanwhile is not lost.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FieldConfig } from "../../../src/core/config/types.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";

let bench: Bench;
let ids: { readonly left: string; readonly right: string };
beforeEach(async () => {
  bench = await openBench();
  ids = await inStep(bench, { Subject: "A" });
});
afterEach(() => bench.store.close());

const computed = { left: null, right: { kind: "expression", expression: 'record.Subject + "!"' } } as const;
const made = plainField("Subject", "subject", { computed, direction: "left-to-right" });
const copied = (conflicts: FieldConfig["conflicts"] = "last-write-wins") =>
  plainField("Subject", "subject", { conflicts });

async function runWith(field: FieldConfig): Promise<void> {
  const connectionOf = async (name: string) => (name === "left" ? bench.left : bench.right).connection();
  const sync = await prepareSync(plainSync([field]), { connectionOf });
  await runSync(bench.engine, sync, { full: false });
  bench.pass(60_000);
}

/** Runs with the made field, and edits while it does. */
async function whileMade(left: string | null, right: string | null): Promise<void> {
  await runWith(made);
  if (left !== null) bench.left.edit(ids.left, { Subject: left });
  bench.pass(60_000);
  await runWith(made);
  if (right !== null) bench.right.edit(ids.right, { subject: right });
  bench.pass(60_000);
  await runWith(made);
}

const subjects = () => [leftFields(bench, ids.left)?.Subject, rightFields(bench, ids.right)?.subject];
/** Conflicts since the field is copied again. */
async function conflictsAfter(field: FieldConfig) {
  const before = (await bench.store.conflicts("things", ["open", "settled"], 10)).map(({ id }) => id);
  await runWith(field);
  const all = await bench.store.conflicts("things", ["open", "settled"], 10);
  return all.filter(({ id }) => !before.includes(id));
}

it("SYN-4 an edit at the target is a conflict with one at the source once the field is copied again", async () => {
  await whileMade("B", "P");
  expect(subjects()).toEqual(["B", "P"]);
  expect(await conflictsAfter(copied())).toMatchObject([{ left: "B", right: "P", winner: "right" }]);
  expect(subjects()).toEqual(["P", "P"]);
  expect(await conflictsAfter(copied())).toEqual([]);
});

it("SYN-4 the edit at the target is kept where it loses, and left alone where a person is to decide", async () => {
  await whileMade("B", "P");
  expect(await conflictsAfter(copied("manual"))).toMatchObject([{ left: "B", right: "P", winner: null }]);
  expect(subjects()).toEqual(["B", "P"]);
  await runWith(copied("left"));
  const settled = await bench.store.conflicts("things", ["settled"], 10);
  expect(settled).toContainEqual(expect.objectContaining({ left: "B", right: "P", winner: "left" }));
  expect(subjects()).toEqual(["B", "B"]);
});

it("SYN-4 what was only made is no edit: the source's goes over without a conflict", async () => {
  await whileMade("B", null);
  expect(subjects()).toEqual(["B", "B!"]);
  expect(await conflictsAfter(copied())).toEqual([]);
  expect(subjects()).toEqual(["B", "B"]);
});

it("SYN-2 SYN-4 an edit at the target alone stays there until somebody edits the field", async () => {
  await whileMade(null, "P");
  expect(await conflictsAfter(copied())).toEqual([]);
  expect(subjects()).toEqual(["A", "P"]);
  bench.left.edit(ids.left, { Subject: "C" });
  bench.pass(60_000);
  expect(await conflictsAfter(copied("left"))).toMatchObject([{ left: "C", right: "P", winner: "left" }]);
  bench.left.edit(ids.left, { Subject: "D" });
  bench.pass(60_000);
  expect(await conflictsAfter(copied("left"))).toEqual([]);
  expect(subjects()).toEqual(["D", "D"]);
});
