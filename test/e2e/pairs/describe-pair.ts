// What every pair of systems has to show, with the configuration that is shipped for it and through the built CLI and
// daemon: one day of two desks, with power failures in it, and books that balance at the end.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Vendor } from "../../../src/sandbox/vendor-names.ts";
import { isInFull } from "../../skips.ts";
import { count } from "../crash/crash-run.ts";
import { type Books, openBooks } from "../desks/books.ts";
import { addressOf } from "../desks/desk.ts";
import { type Joined, joinSystems } from "../desks/joined.ts";
import { openEnds } from "../desks/open-ends.ts";
import { powerFailures } from "../desks/power-failures.ts";
import { pause, until } from "../pair.ts";

const people = ["eva", "finn"] as const;
/** On a busy machine; what it takes is seconds. */
const withinMs = 60_000;
/** Longer than the clocks of two vendors take to tell which of two edits was later. */
const momentMs = 3000;
const failures = isInFull ? 4 : 1;
const form = isInFull ? "" : " (short form)";

export function describePair(left: Vendor, right: Vendor): void {
  describe(`${left} and ${right}, joined by the configuration that is shipped${form}`, () => {
    const systems = [left, right] as const;
    let joined: Joined;
    let books: Books;
    beforeAll(async () => {
      joined = await joinSystems([systems]);
      for (const desk of joined.desks.values()) for (const name of people) await desk.hire(name);
      books = openBooks(joined.desks);
      for (const at of systems) await books.create(at);
      await joined.start();
    });
    afterAll(() => joined.stop());

    const settle = () => until(books.differences, withinMs);
    /** Both desks do the same, each with a record of its own. */
    const atBoth = async (first: number, work: (at: Vendor, tag: string) => Promise<unknown>) => {
      await Promise.all(systems.map((at, index) => work(at, books.tags[first + index] ?? "")));
    };

    it("SYN-1 each has the other's records, those from before and new ones", async () => {
      await settle();
      for (const at of systems) await books.create(at);
      await settle();
    });

    it("SYN-1 SYN-4 what is edited goes over: text, priority, who has it", async () => {
      await atBoth(0, async (at, tag) => {
        await books.retitle(at, tag, `Changed at ${at}`);
        await books.edit(at, tag, { priority: "high" });
      });
      await settle();
      // Salesforce gives a new case to integ: who takes it in the same moment elsewhere is decided by `prefer`.
      await pause(momentMs);
      await atBoth(0, (at, tag) =>
        books.edit(at, tag, { assignee: addressOf(at === left ? "eva" : "finn") }),
      );
      await settle();
    });

    it("SYN-10 comments and files go over once, and what is private stays private", async () => {
      await atBoth(0, async (at, tag) => {
        await books.comment(at, tag, { text: `For customers, from ${at}`, isPublic: true });
        await books.comment(at, tag, { text: `For us alone, from ${at}`, isPublic: false });
        await books.attach(at, tag, { name: `from-${at}.txt`, text: `Bytes of ${at}` });
      });
      await settle();
    });

    it("SYN-1 a record is put on hold, resolved and opened again, from either side", async () => {
      for (const state of ["waiting", "done", "open"] as const) {
        await atBoth(0, (at, tag) => books.edit(at, tag, { state }));
        await settle();
      }
    });

    it("SYN-8 of one field edited on both sides one value is kept, and the other one is remembered", async () => {
      await joined.kill();
      const [tag = ""] = books.tags;
      await atBoth(0, (at) => books.retitle(at, tag, `Both changed it, and ${at} did`));
      await joined.start();
      await settle();
      expect(count(joined.shop, "SELECT count(*) FROM conflict")).toBeGreaterThan(0);
    });

    it("SYN-11 killed while both sides are busy, it carries on without losing or doubling anything", async () => {
      await Promise.all([atBoth(2, (at, tag) => busyHour(books, at, tag)), powerFailures(joined, failures)]);
      await settle();
    });

    it("SYN-6 what is deleted on one side is deleted on the other", async () => {
      await atBoth(0, books.remove);
      await settle();
    });

    it("SYN-11 the books balance: nothing is left to do, nothing is doubled, nobody is asked", async () => {
      expect(await openEnds(joined)).toEqual([]);
      expect(await books.differences()).toEqual([]);
    });
  });
}

/** Edits, new records, comments and a file. */
async function busyHour(books: Books, at: Vendor, tag: string): Promise<void> {
  for (const turn of [1, 2, 3]) {
    await books.retitle(at, tag, `Turn ${turn} of ${at}`);
    await books.comment(at, tag, { text: `Turn ${turn} of ${at}`, isPublic: turn % 2 === 0 });
    await books.create(at);
    await pause(200);
  }
  await books.attach(at, tag, { name: `late-${at}.txt`, text: `Late bytes of ${at}` });
}
