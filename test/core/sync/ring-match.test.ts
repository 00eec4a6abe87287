// Rings that are closed, set up over what is there, or have lost their database: what is one record is found to be one.
import { expect, it } from "vitest";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import { plainGuards } from "../config/plain-sync.ts";
import { openRing, type Ring, valuesOf } from "./ring.ts";

const systems = ["sales", "desk", "board", "now"];
const titles = ["One", "Two", "Three"];
const everywhere = systems.map(() => [...titles].sort());

/** Three records at all corners. */
async function settled(isOpen: boolean): Promise<Ring> {
  const ring = await openRing(systems, { isOpen });
  for (const [at, title] of titles.entries()) ring.corners[at]?.add({ title });
  await ring.settle();
  expect(valuesOf(ring, "title")).toEqual(everywhere);
  return ring;
}

it("SYN-14 the sync that closes a ring links what the others know to be one record, and nothing of it counts as new", async () => {
  const { corners, store } = await settled(true);
  // Nothing tells of the records but the links of the others.
  for (const corner of corners) for (const record of corner.records.values()) record.key = null;
  const guards = { ...plainGuards, maxFirstCreates: 0 };
  const ring = await openRing(systems, { corners, store, sync: () => ({ guards }) });
  expect(await ring.settle()).toBe(0);
  expect(await store.linkCounts("now-sales")).toEqual({ live: 3 });
  expect(await store.pauses("now-sales")).toEqual([]);
});

it("SYN-9 a ring that has lost its database pairs again by the keys of its copies", async () => {
  const { corners } = await settled(false);
  const ring = await openRing(systems, { corners, store: openStore(":memory:") });
  expect(await ring.settle()).toBe(0);
  expect(valuesOf(ring, "title")).toEqual(everywhere);
  for (const { name } of ring.syncs) expect(await ring.store.linkCounts(name)).toEqual({ live: 3 });
});

it("SYN-14 a ring over records of which one corner has none makes each there once", async () => {
  const ring = await openRing(systems, { sync: () => ({ match: [{ left: "number", right: "number" }] }) });
  for (const at of [0, 1, 3]) ring.corners[at]?.add({ title: "Old", number: "7" });
  await ring.settle();
  expect(valuesOf(ring, "title")).toEqual(systems.map(() => ["Old"]));
});

it("SYN-14 nothing is made in a ring before each of its syncs has been matched", async () => {
  const ring = await openRing(systems);
  ring.corners[0]?.add({ title: "One" });
  const [first, ...others] = ring.syncs;
  if (!first) throw new Error("a ring without syncs");
  await ring.runOnly([first]);
  expect(ring.writes()).toBe(0);
  await ring.runOnly(others);
  await ring.settle();
  expect(valuesOf(ring, "title")).toEqual(systems.map(() => ["One"]));
});

it("SYN-3 a copy of a copy carries the first one's key, by which it is known where the one between is gone", async () => {
  const line = await openRing(["sales", "desk", "board"], { isOpen: true });
  line.corners[0]?.add({ title: "One" });
  await line.settle();
  const corners = [0, 2].flatMap((at) => line.corners[at] ?? []);
  const pair = await openRing(["sales", "board"], { isOpen: true, corners, store: openStore(":memory:") });
  expect(await pair.settle()).toBe(0);
  expect(await pair.store.linkCounts("sales-board")).toEqual({ live: 1 });
});

it("SYN-3 two copies of one record are known to be the same where the record itself is gone", async () => {
  const line = await openRing(["desk", "sales", "board"], { isOpen: true });
  line.corners[1]?.add({ title: "One" });
  await line.settle();
  const corners = [0, 2].flatMap((at) => line.corners[at] ?? []);
  const pair = await openRing(["desk", "board"], { isOpen: true, corners, store: openStore(":memory:") });
  expect(await pair.settle()).toBe(0);
  expect(await pair.store.linkCounts("desk-board")).toEqual({ live: 1 });
});
