// A ring of four systems, joined by the configuration that is shipped: people edit everywhere while the daemon dies
// again and again. Every edit gets everywhere once, and then there is silence.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Vendor } from "../../src/sandbox/vendor-names.ts";
import { isInFull } from "../skips.ts";
import { type Books, openBooks } from "./desks/books.ts";
import { type Joined, joinSystems, type SystemPair } from "./desks/joined.ts";
import { effectsOf, openEnds } from "./desks/open-ends.ts";
import { powerFailures } from "./desks/power-failures.ts";
import { pause, until } from "./pair.ts";

const corners = ["salesforce", "zendesk", "jira", "servicenow"] as const satisfies readonly Vendor[];
const ring = corners.map((left, at): SystemPair => [left, corners[(at + 1) % corners.length] ?? left]);
const others = corners.length - 1;
const { failures, turns, form } = isInFull
  ? { failures: 3, turns: 40, form: "" }
  : { failures: 1, turns: 8, form: " (short form)" };
const turnMs = 400;
const withinMs = 90_000;

describe(`a ring of four systems${form}`, () => {
  let joined: Joined;
  let books: Books;
  let before = { effects: 0, deeds: 0, records: 0 };
  beforeAll(async () => {
    joined = await joinSystems(ring);
    books = openBooks(joined.desks);
    for (const at of corners) await books.create(at);
    await joined.start();
  });
  afterAll(() => joined.stop());

  const writes = async () => (await effectsOf(joined)) - before.effects;
  /**
   * Cases have no requester: a record that came by way of Salesforce gets it from its other neighbour, once it is there.
   */
  const mostWrites = () => (books.deeds - before.deeds) * others + (books.tags.length - before.records);
  const settle = () => until(books.differences, withinMs);

  it("SYN-3 makes one copy of each record at every other corner", async () => {
    await settle();
    expect(await writes()).toBeLessThanOrEqual(mostWrites());
    before = { effects: await effectsOf(joined), deeds: books.deeds, records: books.tags.length };
  });

  it("SYN-11 SYN-13 settles what people edit everywhere while the daemon dies, with one write for each at each other corner", async () => {
    const tags = [...books.tags];
    await Promise.all([...corners.map((at) => busyDay(books, at, tags)), powerFailures(joined, failures)]);
    await settle();
    expect(await writes()).toBeLessThanOrEqual(mostWrites());
  });

  it("SYN-11 is silent after that, with nothing left to do and nothing doubled", async () => {
    expect(await openEnds(joined)).toEqual([]);
    expect(await books.differences()).toEqual([]);
  });
});

/** Edits of records that everybody edits, comments, and now and then a new record. */
async function busyDay(books: Books, at: Vendor, tags: readonly string[]): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const tag = tags[Math.floor(Math.random() * tags.length)] ?? "";
    const words = `Turn ${turn} of ${at}`;
    if (turn % 4 === 0) await books.edit(at, tag, { priority: turn % 8 === 0 ? "high" : "normal" });
    else if (turn % 4 === 1) await books.comment(at, tag, { text: words, isPublic: turn % 8 === 1 });
    else if (turn % 8 === 2) await books.create(at);
    else await books.retitle(at, tag, words);
    await pause(turnMs * Math.random());
  }
}
