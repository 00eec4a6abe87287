// Items that need a person: edited, replayed or given up by name.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ValidationError } from "../../../src/core/contract/errors.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import type { DeadLetter } from "../../../src/core/store/rows.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { planReplay } from "../../../src/core/sync/plan/plan-replay.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { discardOps, editOps, replayDeadLetters } from "../../../src/core/sync/write/dead-letters.ts";
import { editLetter } from "../../../src/core/sync/write/edit-letter.ts";
import { type Bench, inStep, openBench, rightFields } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.store.close());

const refused = new ValidationError({ code: "E_RECORD_INVALID", message: "That is not allowed" });
const letters = (): Promise<readonly DeadLetter[]> => bench.store.deadLetters(["open"], "things");
const actor = () => ({ who: "ann", at: bench.engine.clock.now(), ids: bench.engine.ids });

async function onlyLetter(): Promise<DeadLetter> {
  const [letter, ...more] = await letters();
  if (!letter || more.length > 0) throw new Error(`${1 + more.length} dead letters instead of one`);
  return letter;
}

/** The right side refuses whatever `isPoisoned`. */
function poison(error: ValidationError, isPoisoned: (fields: Record<string, Value>) => boolean): void {
  bench.right.faults = [{ kind: "refuse", error, when: isPoisoned }];
}

const isBad = ({ subject }: Record<string, Value>): boolean => subject === "bad";

describe("a discarded dead letter", () => {
  async function discardOne(): Promise<{ left: string; right: string }> {
    const pair = await inStep(bench);
    poison(refused, isBad);
    bench.left.edit(pair.left, { Subject: "bad" });
    await bench.run();
    await bench.store.commit(discardOps(actor(), await onlyLetter(), "test data"));
    return pair;
  }

  it("SYN-7 is counted with who did it, and comes back by nothing", async () => {
    const { left } = await discardOne();
    const [letter] = await bench.store.deadLetters(["discarded"], "things");
    expect(letter).toMatchObject({ settledBy: "ann", state: "discarded" });
    expect(await bench.store.inboxCounts("things")).toMatchObject({
      discarded: 1,
      dead: 0,
      open: 0,
      planned: 0,
    });
    const history = await bench.store.history(letter?.linkId ?? "");
    expect(history.at(-1)).toMatchObject({ kind: "discarded", data: { who: "ann", reason: "test data" } });
    bench.right.faults = [];
    for (const full of [false, true, true]) {
      bench.pass(3_600_000);
      await runSync(bench.engine, bench.sync, { full });
    }
    expect(bench.right.writes).toEqual([]);
    expect(await letters()).toEqual([]);
    const counts = await bench.store.inboxCounts("things");
    expect(counts).toMatchObject({ discarded: 1, open: 0, planned: 0, dead: 0 });
    expect(counts.total).toBe(counts.done + counts.discarded);
    expect(bench.left.records.get(left)?.fields.Subject).toBe("bad");
  });

  it("SYN-7 leaves the record's next change to be handled as usual", async () => {
    const { left, right } = await discardOne();
    bench.right.faults = [];
    bench.pass(60_000);
    bench.left.edit(left, { Subject: "good" });
    await bench.run();
    expect(rightFields(bench, right)?.subject).toBe("good");
    expect(await letters()).toEqual([]);
  });

  it("SYN-7 makes room for a new entry when the next change fails too", async () => {
    const { left } = await discardOne();
    bench.pass(60_000);
    bench.left.edit(left, { Priority: "Low" });
    await bench.run();
    expect(await onlyLetter()).toMatchObject({ attempts: 1, edited: null });
    expect(await bench.store.inboxCounts("things")).toMatchObject({ discarded: 1, dead: 1 });
  });
});

describe("an edited dead letter", () => {
  async function fail(subject = "bad"): Promise<{ left: string; right: string; letter: DeadLetter }> {
    const pair = await inStep(bench);
    poison(refused, isBad);
    bench.left.edit(pair.left, { Subject: subject });
    await bench.run();
    return { ...pair, letter: await onlyLetter() };
  }
  const edit = async (letter: DeadLetter, set: Record<string, Value>): Promise<void> => {
    const { edited } = editLetter(bench.sync, letter, { set, unset: [] });
    await bench.store.commit(editOps(actor(), letter, edited));
  };
  const replay = async (): Promise<void> => {
    await replayDeadLetters(bench.engine, await letters());
    await bench.run();
  };

  it("SYN-7 is replayed with what a person wrote, and the source stays as it is", async () => {
    const { left, right, letter } = await fail();
    await edit(letter, { subject: "by hand" });
    await replay();
    expect(rightFields(bench, right)?.subject).toBe("by hand");
    expect(bench.left.records.get(left)?.fields.Subject).toBe("bad");
    expect(await letters()).toEqual([]);
    bench.pass(60_000);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(bench.left.records.get(left)?.fields.Subject).toBe("bad");
    expect(bench.right.writes).toHaveLength(1);
  });

  it("SYN-7 gets a value through that has no counterpart in the mapping", async () => {
    const { left, right } = await inStep(bench);
    bench.left.edit(left, { Priority: "Urgent" });
    await bench.run();
    const letter = await onlyLetter();
    expect(letter).toMatchObject({ code: "E_MAPPING_VALUE", operation: "translate" });
    await edit(letter, { priority: "high and more" });
    await replay();
    expect(rightFields(bench, right)?.priority).toBe("high and more");
    expect(await letters()).toEqual([]);
  });

  it("SYN-7 gets a new record through of which a value has no counterpart, once", async () => {
    const left = bench.left.add({ Subject: "New", Priority: "Urgent" });
    await bench.run();
    expect(bench.right.live()).toEqual([]);
    await edit(await onlyLetter(), { priority: "high" });
    await replay();
    expect(bench.right.live().map(({ fields }) => fields)).toMatchObject([
      { subject: "New", priority: "high" },
    ]);
    bench.pass(60_000);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(bench.left.records.get(left)?.fields.Priority).toBe("Urgent");
    expect([bench.right.live().length, await letters()]).toEqual([1, []]);
  });

  it("SYN-7 that failed to carry a delete over is replayed as one", async () => {
    const pair = await inStep(bench);
    const deletes = { kind: "archive", archive: { left: null, right: { subject: "closed" } } } as const;
    bench = { ...bench, sync: { ...bench.sync, deletes } };
    poison(refused, ({ subject }) => subject === "closed");
    bench.left.remove(pair.left);
    await runSync(bench.engine, bench.sync, { full: false });
    expect(await onlyLetter()).toMatchObject({ side: "left", recordId: pair.left, operation: "update" });
    bench.right.faults = [];
    bench.left.records.delete(pair.left);
    await replayDeadLetters(bench.engine, await letters());
    await runSync(bench.engine, bench.sync, { full: false });
    expect(rightFields(bench, pair.right)?.subject).toBe("closed");
    expect(await letters()).toEqual([]);
    expect(await bench.store.deadLetters(["replaying"], null)).toEqual([]);
  });

  it("SYN-7 says what was sent and what will be, and takes an edit back", async () => {
    const { letter } = await fail();
    const first = editLetter(bench.sync, letter, { set: { subject: "one", priority: null }, unset: [] });
    expect(first.changes).toEqual([
      { field: "subject", before: { value: "bad" }, after: { value: "one" } },
      { field: "priority", before: null, after: { value: null } },
    ]);
    const second = editLetter(
      bench.sync,
      { ...letter, edited: first.edited },
      { set: {}, unset: ["subject"] },
    );
    expect(second).toEqual({
      edited: { priority: null },
      changes: [{ field: "subject", before: { value: "one" }, after: { value: "bad" } }],
    });
  });

  it.each<[string, Record<string, Value>, string]>([
    ["a field nobody maps", { colour: "red" }, "does not write colour"],
    ["a field of the other side", { Subject: "x" }, "does not write Subject"],
    ["a number for a text", { subject: 7 }, "takes a text"],
    ["a list for a text", { subject: ["x"] }, "takes a text"],
    ["a text that is too long", { subject: "x".repeat(21) }, "20 characters"],
  ])("SYN-7 does not take %s", async (_what, set, words) => {
    const { letter } = await fail();
    expect(() => editLetter(bench.sync, letter, { set, unset: [] })).toThrow(words);
  });

  it("SYN-7 is edited only while it is open", async () => {
    const { letter } = await fail();
    const change = { set: { subject: "x" }, unset: [] };
    for (const state of ["replaying", "resolved", "discarded"] as const)
      expect(() => editLetter(bench.sync, { ...letter, state }, change)).toThrow(letter.id);
    expect(() => editLetter(bench.sync, { ...letter, operation: "match" }, change)).toThrow("match");
  });
});

describe("the forecast of a replay", () => {
  it("SYN-7 SYN-16 tells what each letter would write, touches nothing else and leaves no trace", async () => {
    const ids = ["a", "b", "c"].map((name) => bench.left.add({ Subject: name }));
    await bench.run();
    bench.pass(60_000);
    poison(refused, ({ subject }) => subject !== "free");
    for (const [n, id] of ids.entries()) bench.left.edit(id, { Subject: `bad ${n}`, Priority: "Low" });
    await bench.run();
    expect(await letters()).toHaveLength(3);
    bench.pass(60_000);
    bench.left.edit(ids[1] ?? "", { Subject: "b", Priority: null });
    bench.left.edit(ids[2] ?? "", { Priority: "Urgent" });
    for (let n = 0; n < 250; n++) bench.left.add({ Subject: "due and not meant" });
    await pollFeed(bench.engine, bench.sync, "left", "tail");
    const before = [await bench.store.inboxCounts("things"), await letters()];
    bench.left.reads = 0;
    const forecast = await planReplay(bench.engine, bench.sync, await letters());
    expect(bench.left.reads).toBe(1);
    const told = new Map(
      forecast.map(({ letter, outcome, writes }) => [letter.recordId, { outcome, writes }]),
    );
    expect(told.get(ids[0] ?? "")).toMatchObject({
      outcome: "writes",
      writes: [{ operation: "update", fields: { subject: "bad 0", priority: "low" } }],
    });
    expect(told.get(ids[1] ?? "")).toMatchObject({ outcome: "in-step", writes: [] });
    expect(told.get(ids[2] ?? "")).toMatchObject({ outcome: "dead", writes: [] });
    expect([await bench.store.inboxCounts("things"), await letters()]).toEqual(before);
    expect(bench.right.writes.filter(({ operation }) => operation === "update")).toEqual([]);
  });
});
