// What the store knows of one record in many syncs.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Op } from "../../../src/core/store/ops.ts";
import type { Link, LinkState } from "../../../src/core/store/rows.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";

let store: Store;
beforeEach(() => {
  store = openStore(":memory:");
});
afterEach(() => store.close());

const placesOf = (sync: string, left: string, right: string): Op[] => [
  { op: "place.put", sync, side: "left", place: left },
  { op: "place.put", sync, side: "right", place: right },
];
const linked = (sync: string, leftId: string, rightId: string, state: LinkState = "live"): Op => {
  const link: Link = { id: `${sync}-${leftId}`, sync, leftId, rightId, state, deletedOn: null };
  return { op: "link.put", link, at: 1 };
};
const kinOf = async (syncs: readonly string[], place: string, id: string) => {
  const kin = await store.kinOf(syncs, [{ place, id }]);
  return kin.get(place + id)?.map((one) => one.place + one.id);
};

it("SYN-3 finds a record's kin through any number of syncs, whichever side it is on", async () => {
  const chain = [...placesOf("ab", "A:", "B:"), ...placesOf("cb", "C:", "B:"), ...placesOf("cd", "C:", "D:")];
  // Ids are small numbers: the same one elsewhere is another record.
  await store.commit([...chain, linked("ab", "1", "2"), linked("cb", "3", "2"), linked("cd", "3", "1")]);
  await store.commit([linked("ab", "3", "4")]);
  const all = ["ab", "cb", "cd"];
  expect(await kinOf(all, "A:", "1")).toEqual(["A:1", "B:2", "C:3", "D:1"]);
  expect(await kinOf(all, "D:", "1")).toEqual(["A:1", "B:2", "C:3", "D:1"]);
  expect(await kinOf(all, "A:", "9")).toEqual(["A:9"]);
  expect(await kinOf(["ab", "cd"], "A:", "1")).toEqual(["A:1", "B:2"]);
});

it("SYN-3 follows a pair that is outside its filter, and none of which a side is deleted", async () => {
  const chain = [...placesOf("ab", "A:", "B:"), ...placesOf("bc", "B:", "C:")];
  await store.commit([...chain, linked("ab", "1", "2", "detached"), linked("bc", "2", "3", "tombstone")]);
  expect(await kinOf(["ab", "bc"], "A:", "1")).toEqual(["A:1", "B:2"]);
});

it("SYN-3 gives up at 64 records instead of walking through a mistake without end", async () => {
  const syncs = Array.from({ length: 100 }, (_, at) => `s${at}`);
  await store.commit(
    syncs.flatMap((sync, at) => [...placesOf(sync, `${at}:`, `${at + 1}:`), linked(sync, "1", "1")]),
  );
  expect(await kinOf(syncs, "0:", "1")).toHaveLength(64);
});

it("SYN-11 keeps the last edit of each field, and those of fields that are not named", async () => {
  const record = { place: "A:", id: "1" };
  const edit = (at: number) => ({ at, origin: "o", hash: "h" });
  await store.commit([{ op: "lastEdit.put", record, edits: { title: edit(1), note: edit(1) } }]);
  await store.commit([{ op: "lastEdit.put", record, edits: { title: edit(2) } }]);
  const known = await store.lastEdits([record, { place: "B:", id: "1" }]);
  expect([...known]).toEqual([["A:1", { title: edit(2), note: edit(1) }]]);
});
