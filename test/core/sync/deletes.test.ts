import { describe, expect, it } from "vitest";
import type { DeletePolicy, Guards, SyncConfig } from "../../../src/core/config/types.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { sweepSide } from "../../../src/core/sync/observe/sweep.ts";
import { resumeSyncOps } from "../../../src/core/sync/operate.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { plainField, plainGuards } from "../config/plain-sync.ts";
import { type Bench, inStep, openBench, rightFields } from "./bench.ts";
import { actorOn } from "./operator.ts";

const none = { left: null, right: null };
const policyOf = (kind: DeletePolicy["kind"], archive: Partial<DeletePolicy["archive"]> = {}) => ({
  deletes: { kind, archive: { ...none, ...archive } },
});
const guards = (more: Partial<Guards>): Partial<SyncConfig> => ({ guards: { ...plainGuards, ...more } });

async function manyInStep(count: number, sync: Partial<SyncConfig>): Promise<Bench> {
  const bench = await openBench({ sync });
  for (let n = 0; n < count; n++) bench.left.add({ Subject: `Case ${n}`, Priority: "High" });
  await bench.run();
  bench.pass(60_000);
  await bench.run();
  bench.right.writes.length = 0;
  return bench;
}

const pauseCode = async (bench: Bench) => (await bench.store.pauses("things")).map((pause) => pause.code);

describe("a record deleted on one side", () => {
  it("SYN-13 is kept on the other one by default, and its link ends", async () => {
    const bench = await openBench();
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    await bench.run();
    expect(bench.right.writes).toEqual([]);
    expect((await bench.store.linkCounts("things")).tombstone).toBe(1);
  });

  it("SYN-13 is deleted on the other one when deletes propagate, once", async () => {
    const bench = await openBench({ sync: policyOf("propagate") });
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    await bench.run();
    await bench.run();
    expect(bench.right.writes.map(({ operation, id }) => [operation, id])).toEqual([["delete", ids.right]]);
    expect((await bench.store.linkCounts("things")).tombstone).toBe(1);
  });

  it("SYN-13 is archived on the other one: the configured values are written, once", async () => {
    const bench = await openBench({ sync: policyOf("archive", { right: { priority: "archived" } }) });
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    await bench.run();
    await bench.run();
    expect(bench.right.writes.map(({ fields }) => fields)).toEqual([{ priority: "archived" }]);
    expect((await bench.store.linkCounts("things")).tombstone).toBe(1);
  });

  it("SYN-13 SFM-10 waits while a field stands still: what was edited in it can't be told", async () => {
    const bench = await openBench({ sync: policyOf("propagate") });
    const ids = await inStep(bench);
    const pairs = bench.sync.mapping.pairs.filter(({ label }) => label !== "Subject ↔ subject");
    const narrower = {
      ...bench.sync,
      drifted: [{ label: "Subject ↔ subject", message: "subject is gone" }],
      mapping: { ...bench.sync.mapping, generation: "narrower", pairs },
    };
    bench.right.edit(ids.right, { subject: "Edited" });
    bench.left.remove(ids.left);
    await runSync(bench.engine, narrower, { full: false });
    bench.pass(600_000);
    await runSync(bench.engine, narrower, { full: false });
    expect(bench.right.live()).toHaveLength(1);
    bench.pass(600_000);
    await bench.run();
    expect(bench.right.live()).toHaveLength(1);
    expect(await bench.store.conflicts("things", ["settled"], 10)).toMatchObject([{ right: "Edited" }]);
  });

  it("SYN-13 an edit on the other side beats the delete, and both are in the history", async () => {
    const bench = await openBench({ sync: policyOf("propagate") });
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    bench.right.edit(ids.right, { subject: "Still needed" });
    await bench.run();
    expect(bench.right.writes).toEqual([]);
    expect(rightFields(bench, ids.right)?.subject).toBe("Still needed");
    const [conflict] = await bench.store.conflicts("things", ["settled"], 10);
    expect(conflict).toMatchObject({ winner: "right", right: "Still needed" });
  });

  it("SYN-13 comes back on both sides when its delete is undone", async () => {
    const bench = await openBench({ sync: policyOf("propagate") });
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    await bench.run();
    bench.pass(60_000);
    bench.left.restore(ids.left);
    await bench.run();
    expect(bench.right.live().map((record) => record.fields.subject)).toEqual(["Printer on fire"]);
    expect((await bench.store.linkCounts("things")).live).toBe(1);
  });

  it("SYN-13 a merged record ends its link and says into what; its counterpart is never deleted", async () => {
    const bench = await openBench({ sync: policyOf("propagate") });
    const ids = await inStep(bench);
    const winner = bench.left.add({ Subject: "The other one" });
    await bench.run();
    bench.left.merge(ids.left, winner);
    await bench.run();
    expect(bench.right.records.get(ids.right)?.deleted).toBe(false);
    const link = (await bench.store.linksByRecord("things", "left", [ids.left])).get(ids.left);
    expect(link?.state).toBe("tombstone");
    const history = await bench.store.history(link?.id ?? "");
    expect(JSON.stringify(history.filter((row) => row.kind === "merged"))).toContain(`merged into ${winner}`);
  });

  it("SYN-13 that was archived is brought back in step when its delete is undone", async () => {
    const bench = await openBench({ sync: policyOf("archive", { right: { priority: "low" } }) });
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    await bench.run();
    expect(rightFields(bench, ids.right)?.priority).toBe("low");
    bench.pass(60_000);
    bench.left.restore(ids.left);
    await bench.run();
    expect(rightFields(bench, ids.right)?.priority).toBe("high");
    expect(bench.left.records.get(ids.left)?.fields.Priority).toBe("High");
  });

  it("SYN-13 that has merely become invisible deletes nothing, and goes on once it is seen again", async () => {
    const bench = await openBench({ sync: policyOf("propagate") });
    const ids = await inStep(bench);
    bench.left.hidden.add(ids.left);
    bench.right.edit(ids.right, { subject: "Edited meanwhile" });
    await bench.run();
    expect(bench.right.records.get(ids.right)?.deleted).toBe(false);
    bench.pass(60_000);
    bench.left.hidden.delete(ids.left);
    bench.left.edit(ids.left, { Priority: "Low" });
    await bench.run();
    expect(bench.left.records.get(ids.left)?.fields).toMatchObject({
      Subject: "Edited meanwhile",
      Priority: "Low",
    });
    expect(rightFields(bench, ids.right)?.priority).toBe("low");
  });
});

describe("the guard against mass deletes", () => {
  it.each([
    ["half of all records", 10],
    ["all records", 20],
  ])(
    "SYN-13 %s deleted at once pause the sync, and nothing is deleted on the other side",
    async (_, count) => {
      const bench = await manyInStep(20, { ...policyOf("propagate"), ...guards({ maxDeleteShare: 0.2 }) });
      for (const { id } of bench.left.live().slice(0, count)) bench.left.remove(id);
      await bench.run();
      bench.pass(3_600_000);
      await bench.run();
      expect(bench.right.writes).toEqual([]);
      expect(bench.right.live()).toHaveLength(20);
      expect(await pauseCode(bench)).toEqual(["E_DELETE_GUARD"]);
    },
  );

  it("SYN-13 deletes that trickle in are held and counted together", async () => {
    const bench = await manyInStep(20, {
      ...policyOf("propagate"),
      ...guards({ maxDeleteShare: 0.2, deleteHoldMs: 30_000 }),
    });
    for (const { id } of bench.left.live().slice(0, 10)) {
      bench.left.remove(id);
      await pollFeed(bench.engine, bench.sync, "left", "tail");
      bench.pass(1_000);
    }
    await bench.run();
    expect(bench.right.writes).toEqual([]);
    expect(await pauseCode(bench)).toEqual(["E_DELETE_GUARD"]);
  });

  it("SYN-13 a side that is suddenly empty in a sweep pauses the sync", async () => {
    const bench = await manyInStep(5, policyOf("propagate"));
    for (const { id } of bench.left.live()) bench.left.hidden.add(id);
    await sweepSide(bench.engine, bench.sync, "left");
    await bench.run();
    expect(await pauseCode(bench)).toEqual(["E_SIDE_EMPTY"]);
    expect(bench.right.live()).toHaveLength(5);
  });

  it("SYN-13 a side that a person says is empty is believed, where nothing else tells of deletes", async () => {
    const bench = await manyInStep(5, policyOf("propagate"));
    const { left } = bench.sync.sides;
    const silent = { ...left, capabilities: { ...left.capabilities, deleteFeed: false } };
    const sync = { ...bench.sync, sides: { ...bench.sync.sides, left: silent } };
    for (const { id } of bench.left.live()) bench.left.records.delete(id);
    await sweepSide(bench.engine, sync, "left");
    const [pause] = await bench.store.pauses("things");
    if (!pause) throw new Error("it was believed unasked");
    await bench.store.commit(resumeSyncOps(actorOn(bench), pause, { left: 5, right: 0 }));
    await runSync(bench.engine, sync, { full: false });
    expect(await pauseCode(bench)).toEqual([]);
    expect(bench.right.live()).toEqual([]);
  });

  it.each([
    [{ deleteFeed: false }, 9],
    [{ deleteFeed: true }, 10],
    [{ deleteFeed: false, absence: "unknown" }, 10],
    [{ deleteFeed: true, absence: "deleted" }, 9],
  ] as const)(
    "SYN-13 a record missing from a sweep counts as deleted unless the vendor tells of deletes, or as it says (%o)",
    async (says, left) => {
      const bench = await manyInStep(10, policyOf("propagate"));
      const [first] = bench.left.live();
      bench.left.records.delete(first?.id ?? "");
      const { left: port } = bench.sync.sides;
      const silent = { ...port, capabilities: { ...port.capabilities, ...says } };
      const sync = { ...bench.sync, sides: { ...bench.sync.sides, left: silent } };
      await runSync(bench.engine, sync, { full: true });
      expect(bench.right.live()).toHaveLength(left);
    },
  );
});

describe("the sync's filter", () => {
  const where = (expression: string) => ({
    left: { connection: "left", object: "thing", where: expression },
  });

  it("SYN-14 leaves records outside it alone", async () => {
    const bench = await openBench({ sync: where('record.Priority == "High"') });
    bench.left.add({ Subject: "In", Priority: "High" });
    bench.left.add({ Subject: "Out", Priority: "Low" });
    await bench.run();
    expect(bench.right.live().map((record) => record.fields.subject)).toEqual(["In"]);
  });

  it("SYN-13 a record that leaves it is kept on both sides, and catches up when it is back", async () => {
    const bench = await openBench({
      sync: { ...where('record.Notes != "private"'), fields: [plainField("Subject", "subject")] },
    });
    const ids = await inStep(bench);
    bench.left.edit(ids.left, { Notes: "private", Subject: "Not for you" });
    bench.pass(5_000);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(rightFields(bench, ids.right)?.subject).toBe("Printer on fire");
    expect((await bench.store.linkCounts("things")).detached ?? 0).toBe(1);
    bench.left.edit(ids.left, { Notes: null });
    bench.pass(5_000);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(rightFields(bench, ids.right)?.subject).toBe("Not for you");
  });
});

describe("an object with a scope", () => {
  it("SYN-13 detaches a record that has moved out of it, once a sweep misses it", async () => {
    const bench = await openBench({
      sync: { left: { connection: "left", object: "thing", where: 'record.Notes != "elsewhere"' } },
    });
    const ids = await inStep(bench);
    bench.left.unlisted.add(ids.left);
    bench.left.edit(ids.left, { Notes: "elsewhere", Subject: "Not for you" });
    bench.pass(5_000);
    await bench.run();
    expect(await bench.store.linkCounts("things")).toEqual({ live: 1 });
    await runSync(bench.engine, bench.sync, { full: true });
    expect(await bench.store.linkCounts("things")).toEqual({ detached: 1 });
    expect(await runSync(bench.engine, bench.sync, { full: true })).toMatchObject({ handled: 0 });
    expect(rightFields(bench, ids.right)?.subject).toBe("Printer on fire");
  });
});

describe("a field that is written to and fro", () => {
  it("SYN-11 freezes its record, and no other", async () => {
    const bench = await openBench({ sync: guards({ maxFlips: 6 }) });
    const ids = await inStep(bench);
    for (let n = 0; n < 20; n++) {
      const [side, id, name] =
        n % 2 === 0 ? (["left", ids.left, "Subject"] as const) : (["right", ids.right, "subject"] as const);
      bench[side].edit(id, { [name]: `Value ${n}` });
      bench.pass(2_000);
      await bench.run();
    }
    const writes = bench.left.writes.length + bench.right.writes.length;
    expect(writes).toBeLessThanOrEqual(7);
    const pauses = await bench.store.pauses("things");
    expect(pauses.map(({ kind, code }) => [kind, code])).toEqual([["link", "E_FLIP_FLOP"]]);
    bench.left.add({ Subject: "Another" });
    await bench.run();
    expect(bench.right.live().map((record) => record.fields.subject)).toContain("Another");
  });
});

describe("the first match", () => {
  it("SYN-14 creates nothing beyond its cap before somebody has approved", async () => {
    const bench = await openBench({ sync: guards({ maxFirstCreates: 2 }) });
    for (let n = 0; n < 3; n++) bench.left.add({ Subject: `Case ${n}` });
    await bench.run();
    expect(bench.right.live()).toEqual([]);
    expect(await pauseCode(bench)).toEqual(["E_FIRST_CREATES"]);
    await bench.store.commit([{ op: "pause.drop", sync: "things", kind: "sync", subject: "" }]);
    await bench.run();
    expect(bench.right.live()).toHaveLength(3);
  });
});

describe("a batch that one record spoils", () => {
  it("BAS-12 is halved until that one stands alone, and the others go over", async () => {
    const bench = await openBench();
    for (let n = 0; n < 20; n++) bench.left.add({ Subject: n === 13 ? "rotten" : `Case ${n}` });
    bench.right.spoils = (fields) => fields.subject === "rotten";
    await bench.run();
    expect(bench.right.live()).toHaveLength(19);
    const letters = await bench.store.deadLetters(["open"], "things");
    expect(letters.map(({ code }) => code)).toEqual(["E_RECORD_INVALID"]);
  });
});

describe("what was out of sight", () => {
  it("SYN-3 an edit made while the other side was invisible goes over once a sweep shows it again, unchanged", async () => {
    const bench = await openBench();
    const ids = await inStep(bench);
    bench.left.hidden.add(ids.left);
    bench.right.edit(ids.right, { subject: "Edited meanwhile" });
    await bench.run();
    bench.pass(60_000);
    bench.left.hidden.delete(ids.left);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(bench.left.records.get(ids.left)?.fields.Subject).toBe("Edited meanwhile");
  });

  it("SYN-3 a record that a feed showed for a moment only is news again once it can be read", async () => {
    const bench = await openBench();
    const ids = await inStep(bench);
    bench.left.hidden.add(ids.left);
    bench.right.edit(ids.right, { subject: "Edited meanwhile" });
    await bench.run();
    bench.left.hidden.delete(ids.left);
    bench.left.edit(ids.left, { Priority: "Low" });
    expect(await pollFeed(bench.engine, bench.sync, "left", "tail")).toBe(1);
    bench.left.hidden.add(ids.left);
    await bench.run();
    bench.pass(60_000);
    bench.left.hidden.delete(ids.left);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(bench.left.records.get(ids.left)?.fields.Subject).toBe("Edited meanwhile");
  });

  it("SYN-14 a record that a changed filter lets in is brought over", async () => {
    const bench = await openBench();
    bench.left.add({ Subject: "Out at first" });
    const closed = {
      ...bench.sync,
      mapping: { ...bench.sync.mapping, generation: "closed", isInScope: () => false },
    };
    await runSync(bench.engine, closed, { full: false });
    expect(bench.right.live()).toEqual([]);
    bench.pass(60_000);
    await bench.run();
    expect(bench.right.live()).toHaveLength(1);
  });
});
