// A ring of syncs: one record at every corner, every edit everywhere once, and then silence.
import { describe, expect, it } from "vitest";
import { onlyAt, openRing, type Ring, valuesOf } from "./ring.ts";

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
