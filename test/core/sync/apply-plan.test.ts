// What a plan file says is carried out, and nothing else.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TransientError, ValidationError } from "../../../src/core/contract/errors.ts";
import { resumeSyncOps } from "../../../src/core/sync/operate.ts";
import { type ApplyResult, applyPlan } from "../../../src/core/sync/plan/apply-plan.ts";
import { planDocument } from "../../../src/core/sync/plan/plan-document.ts";
import { type PlanFile, planFile } from "../../../src/core/sync/plan/plan-file.ts";
import { planSync, runSync } from "../../../src/core/sync/run.ts";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.store.close());

async function plan(): Promise<PlanFile> {
  const { sync, engine } = bench;
  const document = planDocument(sync, await planSync(engine, sync, { full: false }), false);
  return planFile(sync, document, engine.clock.now());
}

const apply = (file: PlanFile): Promise<ApplyResult> =>
  applyPlan(bench.engine, bench.sync, file, { who: "ann" });
const written = (): number => bench.left.writes.length + bench.right.writes.length;

function outcomes(result: ApplyResult): Readonly<Record<string, number>> {
  if (result.kind === "stale") return { stale: result.moved.length };
  const counts = new Map<string, number>();
  for (const { outcome } of result.writes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return { ...Object.fromEntries(counts), ...(result.left > 0 ? { left: result.left } : {}) };
}

/** Some pairs in step, with one record edited on each side. */
async function editedPairs(count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, n) =>
    bench.left.add({ Subject: `Case ${n}`, Priority: "Low" }),
  );
  await bench.run();
  bench.pass(60_000);
  await bench.run();
  bench.left.writes.length = 0;
  bench.right.writes.length = 0;
  for (const [n, id] of ids.entries()) bench.left.edit(id, { Subject: `Edited ${n}` });
  bench.pass(5_000);
  return ids;
}

describe("applying a plan", () => {
  it("SYN-16 writes exactly what it says, and is not done twice", async () => {
    await editedPairs(3);
    const file = await plan();
    expect(written()).toBe(0);
    expect(outcomes(await apply(file))).toEqual({ written: 3 });
    expect(bench.right.writes.map(({ fields }) => fields)).toEqual(
      [0, 1, 2].map((n) => ({ subject: `Edited ${n}` })),
    );
    await expect(apply(file)).rejects.toMatchObject({ code: "E_PLAN_APPLIED" });
    bench.pass(60_000);
    await bench.run();
    expect(written()).toBe(3);
  });

  it("SYN-16 makes new records on both sides", async () => {
    bench.left.add({ Subject: "From the left", Priority: "High" });
    bench.right.add({ subject: "From the right", priority: "low" });
    expect(outcomes(await apply(await plan()))).toEqual({ written: 2 });
    expect([bench.left.live().length, bench.right.live().length]).toEqual([2, 2]);
  });

  it.each([
    [
      "the source has moved",
      (ids: readonly string[]) => bench.left.edit(ids[1] ?? "", { Subject: "Newer" }),
      "Subject",
    ],
    ["the target has moved", () => bench.right.edit("right-1", { priority: "high" }), "right"],
    [
      "the source was put back",
      (ids: readonly string[]) => bench.left.edit(ids[0] ?? "", { Subject: "Case 0" }),
      "",
    ],
    ["a record was added", () => void bench.left.add({ Subject: "One more" }), "after the plan"],
    [
      "a record was touched",
      (ids: readonly string[]) => bench.left.edit(ids[0] ?? "", { number: "7" }),
      "left",
    ],
  ])("SYN-16 writes nothing when %s", async (_what, move) => {
    const ids = await editedPairs(3);
    const file = await plan();
    bench.pass(5_000);
    move(ids);
    const result = await apply(file);
    expect(result.kind).toBe("stale");
    expect(outcomes(result).stale).toBeGreaterThan(0);
    expect(written()).toBe(0);
  });

  it("SYN-16 leaves a record that moves between the comparison and the write", async () => {
    const ids = await editedPairs(3);
    const file = await plan();
    let reads = 0;
    bench.left.onAnswer = async () => {
      // The first read is that of the comparison.
      if (++reads === 1) bench.left.edit(ids[1] ?? "", { Subject: "Newer" });
    };
    const result = await apply(file);
    expect(outcomes(result)).toEqual({ written: 2, moved: 1 });
    expect(bench.right.writes.map(({ fields }) => fields.subject)).toEqual(["Edited 0", "Edited 2"]);
    bench.left.onAnswer = async () => undefined;
    bench.pass(60_000);
    await bench.run();
    expect(bench.right.writes.map(({ fields }) => fields.subject)).toContain("Newer");
  });

  it("SYN-16 says which writes failed", async () => {
    await editedPairs(3);
    const file = await plan();
    const error = new ValidationError({ code: "E_RECORD_INVALID", message: "Edited 1 is not allowed" });
    bench.right.faults = [{ kind: "refuse", error, when: ({ subject }) => subject === "Edited 1" }];
    const result = await apply(file);
    expect(outcomes(result)).toEqual({ written: 2, failed: 1 });
    expect(
      result.kind === "applied" && result.writes.find(({ outcome }) => outcome === "failed")?.why,
    ).toContain("Edited 1 is not allowed");
  });

  it("SYN-16 SYN-13 approves the first match that asked for it", async () => {
    bench = { ...bench, sync: { ...bench.sync, guards: { ...bench.sync.guards, maxFirstCreates: 3 } } };
    const { sync, engine, store } = bench;
    for (let n = 0; n < 4; n++) bench.left.add({ Subject: `Case ${n}` });
    await runSync(engine, sync, { full: false });
    expect(await store.pauses("things")).toMatchObject([{ code: "E_FIRST_CREATES" }]);
    expect(written()).toBe(0);
    expect(outcomes(await apply(await plan()))).toEqual({ written: 4 });
    expect(await store.pauses("things")).toEqual([]);
  });

  it("SYN-16 SYN-13 approves a first match that has not begun", async () => {
    bench = { ...bench, sync: { ...bench.sync, guards: { ...bench.sync.guards, maxFirstCreates: 3 } } };
    for (let n = 0; n < 4; n++) bench.left.add({ Subject: `Case ${n}` });
    const file = await plan();
    expect(file.plan.pauses).toMatchObject([{ code: "E_FIRST_CREATES" }]);
    expect(outcomes(await apply(file))).toEqual({ written: 4 });
    expect(await bench.store.pauses("things")).toEqual([]);
  });

  it("SYN-16 works under a person's pause, which stays", async () => {
    await editedPairs(2);
    const pause = {
      sync: "things",
      kind: "sync",
      subject: "",
      message: "Migration",
      who: "ann",
      at: 1,
    } as const;
    await bench.store.commit([{ op: "pause.put", pause: { ...pause, code: "E_SYNC_PAUSED" } }]);
    const file = await plan();
    expect(file.plan.pauses).toMatchObject([{ kind: "sync", who: "ann" }]);
    expect(outcomes(await apply(file))).toEqual({ written: 2 });
    expect(await bench.store.pauses("things")).toHaveLength(1);
  });

  it("SYN-16 SYN-14 does not answer a pause for too many deletes", async () => {
    await editedPairs(2);
    const file = await plan();
    const pause = {
      sync: "things",
      kind: "sync",
      subject: "",
      message: "Half is gone",
      who: "integ",
      at: 1,
    } as const;
    await bench.store.commit([{ op: "pause.put", pause: { ...pause, code: "E_DELETE_GUARD" } }]);
    await expect(apply(file)).rejects.toMatchObject({ code: "E_SYNC_PAUSED" });
    expect(written()).toBe(0);
  });

  it("SYN-16 SYN-14 shows that a run would stop for its deletes, and is not applied over that", async () => {
    await editedPairs(4);
    bench = { ...bench, sync: { ...bench.sync, guards: { ...bench.sync.guards, maxDeletes: 1 } } };
    for (const id of ["left-1", "left-2", "left-3"]) bench.left.remove(id);
    const file = await plan();
    expect(file.plan.pauses).toMatchObject([{ kind: "sync", code: "E_DELETE_GUARD" }]);
    expect(file.plan.summary.linkChanges).toBe(3);
    expect(await bench.store.pauses("things")).toEqual([]);
    await expect(apply(file)).rejects.toMatchObject({ code: "E_SYNC_PAUSED" });
    expect(written()).toBe(0);
    await runSync(bench.engine, bench.sync, { full: false });
    const [pause] = await bench.store.pauses("things");
    if (!pause) throw new Error("the run has not stopped");
    const actor = { who: "ann", at: bench.engine.clock.now(), ids: bench.engine.ids };
    await bench.store.commit(resumeSyncOps(actor, pause, await bench.store.openDeletes("things")));
    expect(outcomes(await apply(await plan()))).toEqual({ written: 1 });
  });

  it("SYN-16 SYN-14 waits as long as a delete is held before it is carried over", async () => {
    const [first] = await editedPairs(4);
    await bench.run();
    bench.pass(60_000);
    await bench.run();
    bench.right.writes.length = 0;
    const deletes = { kind: "archive", archive: { left: null, right: { subject: "closed" } } } as const;
    const guards = { ...bench.sync.guards, deleteHoldMs: 30_000 };
    bench = { ...bench, sync: { ...bench.sync, deletes, guards } };
    bench.left.remove(first ?? "");
    const file = await plan();
    expect(file.plan.writes).toMatchObject([{ operation: "update", cause: "delete", sourceId: first }]);
    const startedAt = bench.engine.clock.now();
    expect(outcomes(await apply(file))).toEqual({ written: 1 });
    expect(bench.engine.clock.now() - startedAt).toBeGreaterThanOrEqual(30_000);
    expect(bench.right.writes).toMatchObject([{ fields: { subject: "closed" } }]);
  });

  it("SYN-16 writes nothing when one of its records was paused since", async () => {
    const [first] = await editedPairs(3);
    const file = await plan();
    const [link] = (await bench.store.linksByRecord("things", "left", [first ?? ""])).values();
    const pause = { sync: "things", kind: "link", message: "by hand", who: "ann", at: 1 } as const;
    await bench.store.commit([
      { op: "pause.put", pause: { ...pause, subject: link?.id ?? "", code: "E_FLIP_FLOP" } },
    ]);
    expect(outcomes(await apply(file))).toEqual({ stale: 1 });
    expect(written()).toBe(0);
  });

  it("SYN-16 ends while a vendor takes a write of it neither now nor later, and says that it waits", async () => {
    await editedPairs(3);
    const file = await plan();
    const error = new TransientError({ code: "E_VENDOR_DOWN", message: "Maintenance" });
    bench.right.faults = [{ kind: "refuse", error, when: ({ subject }) => subject === "Edited 1" }];
    const startedAt = bench.engine.clock.now();
    const result = await apply(file);
    expect(outcomes(result)).toEqual({ written: 2, waiting: 1 });
    expect(bench.engine.clock.now() - startedAt).toBeLessThan(60_000);
    expect(
      result.kind === "applied" && result.writes.find(({ outcome }) => outcome === "waiting")?.why,
    ).toContain("Maintenance");
    bench.right.faults = [];
    bench.pass(60_000);
    await bench.run();
    expect(bench.right.writes.map(({ fields }) => fields.subject)).toContain("Edited 1");
  });
});
