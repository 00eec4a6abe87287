// Links in an operator's hands: what fits several, what is said to belong together or to be new, and how links stand.
import { describe, expect, it } from "vitest";
import { runCycle } from "../../../src/core/sync/cycle.ts";
import { matchFirst } from "../../../src/core/sync/match/first-match.ts";
import { joinOps, lookOps, lookRow, pauseOps, unmatchOps } from "../../../src/core/sync/operate.ts";
import { plainField } from "../config/plain-sync.ts";
import { openBench } from "./bench.ts";
import { actorOn, linkOf, thing } from "./operator.ts";

const thingsWith = (number: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ number, Subject: `S${n}`, subject: `s${n}`, Priority: "High" }));

describe("records that fit several", () => {
  async function unsure() {
    const bench = await openBench({ sync: { match: [{ left: "number", right: "number" }] } });
    const [left] = thingsWith("7", 1).map((fields) => bench.left.add(fields));
    const rights = thingsWith("7", 2).map((fields) => bench.right.add({ ...fields, priority: "high" }));
    await bench.run();
    return { bench, left: left ?? "", rights };
  }

  it("SYN-14 are kept with what they fit, and by which value", async () => {
    const { bench, left, rights } = await unsure();
    const letters = await bench.store.deadLetters(["open"], thing);
    expect(letters).toHaveLength(3);
    const own = letters.find(({ recordId }) => recordId === left);
    const candidates = rights.map((id) => ({ side: "right", id }));
    expect(own?.payload).toEqual({ candidates, values: { number: "7" } });
  });

  it("SYN-14 are linked by hand without doubling either, and the rest stays for a person", async () => {
    const { bench, left, rights } = await unsure();
    const [rightId = "", other = ""] = rights;
    const waiting = [
      ...(await bench.store.linksByRecord(thing, "left", [left])).values(),
      ...(await bench.store.linksByRecord(thing, "right", [rightId])).values(),
    ];
    const actor = actorOn(bench);
    const { link, ops } = joinOps(actor, { sync: thing, leftId: left, rightId }, waiting);
    await bench.store.commit([...ops, ...lookOps(lookRow(actor, thing, "left", left))]);
    await bench.run();
    expect((await bench.store.linksById([link.id])).get(link.id)).toMatchObject({
      leftId: left,
      rightId,
      state: "live",
    });
    expect(await bench.store.standing(thing, link.id)).toBe("inSync");
    expect((await bench.store.deadLetters(["open"], thing)).map(({ recordId }) => recordId)).toEqual([other]);
    expect([bench.left.live().length, bench.right.live().length]).toEqual([1, 2]);
    // The link that was given up is no record that vanished.
    expect([
      await bench.store.deletesBetween(thing, 0, Number.MAX_SAFE_INTEGER),
      await bench.store.linkCounts(thing),
    ]).toEqual([
      { left: 0, right: 0 },
      { live: 1, pending: 1 },
    ]);
  });

  it("SYN-14 get a counterpart made where a person says that they have none", async () => {
    const { bench, left } = await unsure();
    const actor = actorOn(bench);
    const link = await linkOf(bench, left);
    await bench.store.commit([
      ...unmatchOps(actor, link, "left", left),
      ...lookOps(lookRow(actor, thing, "left", left)),
    ]);
    await bench.run();
    expect(bench.right.live()).toHaveLength(3);
    expect(await linkOf(bench, left)).toMatchObject({ state: "live" });
    expect((await bench.store.deadLetters(["open"], thing)).length).toBe(2);
  });
});

describe("two copies of one record", () => {
  it("SYN-14 are told apart by saying of one that it has no counterpart", async () => {
    const bench = await openBench();
    bench.right.faults.push({ kind: "cut-after" });
    const left = bench.left.add({ Subject: "Once", Priority: "High" });
    await matchFirst(bench.engine, bench.sync);
    await runCycle(bench.engine, bench.sync, "run");
    const [copy] = bench.right.live();
    const other = bench.right.add({ subject: "Once", priority: "high" }, copy?.key ?? null);
    for (let n = 0; n < 3; n++) {
      bench.pass(10_000);
      await bench.run();
    }
    const link = (await bench.store.linksByRecord(thing, "right", [other])).get(other);
    if (!link) throw new Error("the copy has no link");
    const actor = actorOn(bench);
    const look = lookOps(lookRow(actor, thing, "right", other));
    await bench.store.commit([...unmatchOps(actor, link, "right", other), ...look]);
    await bench.run();
    const now = (await bench.store.linksByRecord(thing, "right", [other])).get(other);
    expect(now).toMatchObject({ state: "live" });
    expect(now?.leftId).not.toBe(left);
    expect(bench.left.live()).toHaveLength(2);
  });
});

describe("how links stand", () => {
  it("SFM-6 is told for each state, and adds up to all links", async () => {
    const bench = await openBench({
      sync: { fields: [plainField("Subject", "subject", { conflicts: "manual" })] },
    });
    const add = (Subject: string) => bench.left.add({ Subject });
    const [calm, fought, gone, still] = [add("calm"), add("fought"), add("gone"), add("still")];
    await bench.run();
    bench.pass(60_000);
    await bench.run();
    const rightOf = async (id: string) => (await linkOf(bench, id)).rightId ?? "";
    bench.left.edit(fought, { Subject: "left" });
    bench.right.edit(await rightOf(fought), { subject: "right" });
    bench.left.remove(gone);
    await bench.store.commit(pauseOps(actorOn(bench), thing, await linkOf(bench, still), null));
    await bench.run();
    await bench.store.commit(lookOps(lookRow(actorOn(bench), thing, "left", calm)));
    expect(await bench.store.standings(thing)).toEqual({
      inSync: 0,
      new: 0,
      pending: 1,
      conflict: 1,
      failed: 0,
      paused: 1,
      outside: 0,
      deleted: 1,
    });
    const standing = async (id: string) => bench.store.standing(thing, (await linkOf(bench, id)).id);
    expect(await Promise.all([calm, fought, gone, still].map(standing))).toEqual([
      "pending",
      "conflict",
      "deleted",
      "paused",
    ]);
    await bench.run();
    expect(await standing(calm)).toBe("inSync");
  });
});
