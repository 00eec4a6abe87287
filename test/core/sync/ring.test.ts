// A ring of syncs: one record at every corner, every edit everywhere once, and then silence.
import { describe, expect, it } from "vitest";
import { plainField } from "../config/plain-sync.ts";
import { onlyAt, openRing, type Ring, type RingOptions, valuesOf } from "./ring.ts";

const systems = ["sales", "desk", "board", "now"];
const sizes = [3, 4].map((size) => ({ size, names: systems.slice(0, size) }));
const everywhere = (ring: Ring, values: readonly string[]) => ring.corners.map(() => [...values].sort());

async function withOne(names: readonly string[]): Promise<Ring> {
  const ring = await openRing(names);
  ring.corners[0]?.add({ title: "Printer on fire", priority: "high" });
  await ring.settle();
  return ring;
}

describe.each(sizes)("a ring of $size systems", ({ size, names }) => {
  it("SYN-3 makes one copy of a record at every other corner and no more", async () => {
    const ring = await openRing(names);
    ring.corners[0]?.add({ title: "Printer on fire" });
    const writes = await ring.settle();
    expect(valuesOf(ring, "title")).toEqual(everywhere(ring, ["Printer on fire"]));
    expect(writes).toBe(size - 1);
  });

  it("SYN-3 makes one copy of each of two records that are made at two corners at once", async () => {
    const ring = await openRing(names);
    ring.corners[0]?.add({ title: "One" });
    ring.corners[2]?.add({ title: "Two" });
    const writes = await ring.settle();
    expect(valuesOf(ring, "title")).toEqual(everywhere(ring, ["One", "Two"]));
    expect(writes).toBe(2 * (size - 1));
  });

  it("SYN-11 takes an edit to every corner with one write each, and is silent after that", async () => {
    const ring = await withOne(names);
    for (const [at, corner] of ring.corners.entries()) {
      corner.edit(onlyAt(ring, at), { title: `Edited at ${at}` });
      expect(await ring.settle()).toBe(size - 1);
      expect(valuesOf(ring, "title")).toEqual(everywhere(ring, [`Edited at ${at}`]));
    }
  });

  it("SYN-11 lets the later of two edits at opposite corners win everywhere", async () => {
    const ring = await withOne(names);
    ring.corners[0]?.edit(onlyAt(ring, 0), { title: "earlier" });
    ring.pass(2_000);
    ring.corners[2]?.edit(onlyAt(ring, 2), { title: "later" });
    expect(await ring.settle()).toBeLessThanOrEqual(2 * (size - 1));
    expect(valuesOf(ring, "title")).toEqual(everywhere(ring, ["later"]));
  });

  it("SYN-13 settles edits of one field at every corner in the same second", async () => {
    const ring = await withOne(names);
    for (const [at, corner] of ring.corners.entries()) corner.edit(onlyAt(ring, at), { title: `from ${at}` });
    expect(await ring.settle()).toBeLessThanOrEqual(size * (size - 1));
    expect(new Set(valuesOf(ring, "title").flat()).size).toBe(1);
  });

  it("SYN-11 brings edits of different fields at every corner together", async () => {
    const ring = await withOne(names);
    ring.corners[0]?.edit(onlyAt(ring, 0), { title: "T" });
    ring.corners[1]?.edit(onlyAt(ring, 1), { priority: "P" });
    ring.corners[2]?.edit(onlyAt(ring, 2), { note: "N" });
    await ring.settle();
    const all = ["title", "priority", "note"].map((name) => valuesOf(ring, name));
    expect(all).toEqual(["T", "P", "N"].map((value) => everywhere(ring, [value])));
  });
});

describe("values that not every system of a ring can tell apart", () => {
  const blunt = new Map([
    ["urgent", ["high"]],
    ["high", ["high"]],
    ["low", ["low"]],
  ]);
  const fields = [plainField("title", "title"), plainField("priority", "priority", { values: blunt })];

  it("SYN-13 settle, and the edit stays as it was made where it was made", async () => {
    const ring = await openRing(systems, { sync: (at) => (at === 0 ? { fields } : {}) });
    ring.corners[0]?.add({ title: "Printer on fire", priority: "low" });
    await ring.settle();
    ring.corners[0]?.edit(onlyAt(ring, 0), { priority: "urgent" });
    expect(await ring.settle()).toBe(3);
    expect(valuesOf(ring, "priority")[0]).toEqual(["urgent"]);
    expect(valuesOf(ring, "priority")[1]).toEqual(["high"]);
  });
});

describe("four systems in a line", () => {
  it("SYN-4 SYN-11 go by when the edit was made, not by when it was passed on", async () => {
    const ring = await openRing(systems, { isOpen: true });
    ring.corners[0]?.add({ title: "Printer on fire" });
    await ring.settle();
    const [first, second, third] = ring.syncs;
    if (!first || !second || !third) throw new Error("a line of three syncs");
    ring.corners[0]?.edit(onlyAt(ring, 0), { title: "earlier" });
    ring.pass(10_000);
    ring.corners[2]?.edit(onlyAt(ring, 2), { title: "later" });
    ring.pass(10_000);
    await ring.runOnly([first]);
    expect(valuesOf(ring, "title")[1]).toEqual(["earlier"]);
    await ring.settle();
    expect(valuesOf(ring, "title")).toEqual(everywhere(ring, ["later"]));
  });
});

const propagated: RingOptions = {
  sync: () => ({ deletes: { kind: "propagate", archive: { left: null, right: null } } }),
};

describe("deletes in a ring", () => {
  it("SYN-13 reach every corner once, and what is gone already is no failure", async () => {
    const ring = await openRing(systems, propagated);
    for (const title of ["One", "Two", "Three", "Four", "Five"]) ring.corners[0]?.add({ title });
    await ring.settle();
    const gone = ring.corners[0]?.live()[0]?.id ?? "";
    ring.corners[0]?.remove(gone);
    expect(await ring.settle()).toBe(3);
    expect(ring.corners.map((corner) => corner.live().length)).toEqual([4, 4, 4, 4]);
    expect(await ring.store.deadLetters(["open"], null)).toEqual([]);
  });

  it("SYN-13 that are taken back make one copy at every corner", async () => {
    const ring = await openRing(systems, propagated);
    for (const title of ["One", "Two", "Three", "Four", "Five"]) ring.corners[0]?.add({ title });
    await ring.settle();
    const gone = ring.corners[0]?.live()[0]?.id ?? "";
    ring.corners[0]?.remove(gone);
    await ring.settle();
    ring.corners[0]?.restore(gone);
    // The copies come round to the corner before the last sync has looked.
    for (let turn = 0; turn < 4; turn += 1) {
      ring.pass(61_000);
      await ring.runOnly(ring.syncs.slice(0, 3));
    }
    await ring.settle();
    expect(ring.writes()).toBe(5 * 3 + 3 + 3);
    expect(ring.corners.map((corner) => corner.live().length)).toEqual([5, 5, 5, 5]);
    expect(await ring.store.deadLetters(["open"], null)).toEqual([]);
  });
});

describe("comments in a ring", () => {
  it("SYN-15 are at every corner once, wherever they were made, also all at once", async () => {
    const ring = await openRing(systems, { hasComments: true });
    ring.corners[0]?.add({ title: "Printer on fire" });
    await ring.settle();
    for (const [at, comments] of ring.comments.entries())
      comments.add({ note: `from ${at}`, parent: onlyAt(ring, at) });
    expect(await ring.settle()).toBe(4 * 3);
    for (const [at, comments] of ring.comments.entries()) {
      expect(comments.live().map(({ fields }) => fields.note)).toHaveLength(4);
      expect(comments.live().every(({ fields }) => fields.parent === onlyAt(ring, at))).toBe(true);
    }
  });

  it("SYN-9 SYN-15 are not doubled by a lost answer", async () => {
    const ring = await openRing(systems, { hasComments: true });
    ring.corners[0]?.add({ title: "Printer on fire" });
    await ring.settle();
    for (const comments of ring.comments) comments.faults = [{ kind: "cut-after" }, { kind: "cut-before" }];
    ring.comments[0]?.add({ note: "once", parent: onlyAt(ring, 0) });
    await ring.settle();
    expect(ring.comments.map((one) => one.live().map(({ fields }) => fields.note))).toEqual(
      systems.map(() => ["once"]),
    );
  });
});
