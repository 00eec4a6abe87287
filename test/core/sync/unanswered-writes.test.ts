// Writes that fail without telling whether they took effect, and had none: tried again ever later, and in the end for a person.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TransientError } from "../../../src/core/contract/errors.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import type { DeadLetter } from "../../../src/core/store/rows.ts";
import { runCycle } from "../../../src/core/sync/cycle.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { recoverUnknown } from "../../../src/core/sync/recover/recover.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { type Bench, inStep, openBench, rightFields } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.store.close());

const failing = new TransientError({
  code: "E_VENDOR_DOWN",
  message: "right answered 500",
  retryable: true,
  effect: "unknown",
});

const putOff = new TransientError({
  code: "E_VENDOR_DOWN",
  message: "right answered 503",
  status: 503,
  retryable: true,
  retryAfterMs: 2_000,
});

/** The right side fails at whatever `isPoisoned`; the times at which it was asked, milliseconds. */
function poison(isPoisoned: (fields: Record<string, Value>) => boolean, error = failing): number[] {
  const askedAt: number[] = [];
  const when = (fields: Record<string, Value>): boolean => {
    if (!isPoisoned(fields)) return false;
    askedAt.push(bench.engine.clock.now());
    return true;
  };
  bench.right.faults = [{ kind: "refuse", error, when }];
  return askedAt;
}

const isBad = ({ subject }: Record<string, Value>): boolean => subject === "bad";

/** What a daemon does all the time, one after the other. */
async function turn(passMs: number): Promise<void> {
  bench.pass(passMs);
  await pollFeed(bench.engine, bench.sync, "left", "tail");
  await recoverUnknown(bench.engine, bench.sync);
  await runCycle(bench.engine, bench.sync, "run");
}

const letters = (): Promise<readonly DeadLetter[]> => bench.store.deadLetters(["open"], "things");

async function kindsOf(side: "left" | "right", recordId: string): Promise<readonly string[]> {
  const link = (await bench.store.linksByRecord("things", side, [recordId])).get(recordId);
  return (await bench.store.history(link?.id ?? "")).map(({ kind }) => kind);
}

/** A process that knows nothing of what an earlier one has sent. */
const restarted = (): Bench => ({
  ...bench,
  engine: { ...bench.engine, inFlight: new Set(), doubtSince: new Map(), unanswered: new Map() },
});

const patience = { tries: 13, atLeastMs: 8 * 60_000, atMostMs: 12 * 60_000 };

function expectPatience(askedAt: readonly number[]): void {
  expect(askedAt).toHaveLength(patience.tries);
  const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
  expect(pauses.at(-1)).toBeGreaterThan(20 * (pauses[0] ?? 0));
  const wholeMs = (askedAt.at(-1) ?? 0) - (askedAt[0] ?? 0);
  expect(wholeMs).toBeGreaterThan(patience.atLeastMs);
  expect(wholeMs).toBeLessThan(patience.atMostMs);
}

describe("a record at which every write fails", () => {
  it("SYN-7 BAS-12 delays no other, is asked for ever less often, and has one entry in the end", async () => {
    const bad = bench.left.add({ Subject: "Case 1" });
    const other = bench.left.add({ Subject: "Case 2" });
    await bench.run();
    const [badCopy, copy] = bench.right.live().map(({ id }) => id);
    bench.left.edit(bad, { Subject: "bad" });
    const askedAt = poison(isBad);
    const late: string[] = [];
    for (let step = 0; step < 400; step++) {
      bench.left.edit(other, { Subject: `Edit ${step}` });
      await turn(step < 100 ? 250 : 3_000);
      const subject = rightFields(bench, copy ?? "")?.subject;
      if (subject !== `Edit ${step}`) late.push(`${subject} instead of Edit ${step}`);
    }
    expect(late).toEqual([]);
    expectPatience(askedAt);
    const [letter, ...more] = await letters();
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ recordId: bad, operation: "update", code: "E_VENDOR_DOWN", attempts: 1 });
    expect(letter?.message).toBe("right answered 500; it was sent 13 times and has had no effect");
    expect(letter?.payload).toMatchObject({ write: { subject: "bad" }, target: "right", targetId: badCopy });
    const kinds = await kindsOf("left", bad);
    expect(kinds.filter((kind) => kind === "deferred")).toHaveLength(12);
    expect(kinds).not.toContain("adopted");
    expect(rightFields(bench, badCopy ?? "")?.subject).toBe("Case 1");
  });

  it("SYN-7 says in its history until when it waits, and what the vendor answered", async () => {
    const pair = await inStep(bench);
    bench.left.edit(pair.left, { Subject: "bad" });
    poison(isBad);
    for (let step = 0; step < 4; step++) await turn(250);
    const link = (await bench.store.linksByRecord("things", "left", [pair.left])).get(pair.left);
    const deferred = (await bench.store.history(link?.id ?? "")).filter(({ kind }) => kind === "deferred");
    expect(deferred[0]?.data).toMatchObject({ code: "E_VENDOR_DOWN", message: "right answered 500" });
  });

  it("SYN-7 gets through by itself once the vendor takes it", async () => {
    const pair = await inStep(bench);
    bench.left.edit(pair.left, { Subject: "bad" });
    poison(isBad);
    for (let step = 0; step < 20; step++) await turn(1_000);
    bench.right.faults = [];
    for (let step = 0; step < 40; step++) await turn(1_000);
    expect(rightFields(bench, pair.right)?.subject).toBe("bad");
    expect(await letters()).toEqual([]);
  });

  it("SYN-7 BAS-12 has one entry when its copy can't be made either, while others are made", async () => {
    const id = bench.left.add({ Subject: "bad" });
    const askedAt = poison(isBad);
    for (let step = 0; step < 400; step++) {
      bench.left.add({ Subject: `Case ${step}` });
      await turn(2_500);
    }
    expectPatience(askedAt);
    expect(await letters()).toMatchObject([{ recordId: id, operation: "create", attempts: 1 }]);
    expect(bench.right.live()).toHaveLength(400);
  });

  it("SYN-7 BAS-12 has one entry when it is put off again and again, and others are not", async () => {
    const bad = bench.left.add({ Subject: "Case 1" });
    const other = bench.left.add({ Subject: "Case 2" });
    await bench.run();
    bench.left.edit(bad, { Subject: "bad" });
    const askedAt = poison(isBad, putOff);
    for (let step = 0; step < 400; step++) {
      bench.left.edit(other, { Subject: `Edit ${step}` });
      await turn(2_500);
    }
    expect(askedAt).toHaveLength(patience.tries);
    expect(await letters()).toMatchObject([{ recordId: bad, code: "E_VENDOR_DOWN", attempts: 1 }]);
  });

  it("SYN-7 leaves one run of the sync with its other records done, and without an entry yet", async () => {
    bench.left.add({ Subject: "Case 1" });
    bench.left.add({ Subject: "Case 2" });
    await bench.run();
    bench.left.edit("left-1", { Subject: "bad" });
    bench.left.edit("left-2", { Subject: "Edited" });
    poison(isBad);
    await runSync(bench.engine, bench.sync, { full: false });
    expect(rightFields(bench, "right-2")?.subject).toBe("Edited");
    expect(await letters()).toEqual([]);
    expect(await bench.store.inboxCounts("things")).toMatchObject({ open: 1, planned: 0, dead: 0 });
  });
});

describe("a vendor at which no write works", () => {
  it.each([
    ["without an answer that tells", failing],
    ["and says to come back", putOff],
  ])("SYN-7 BAS-8 %s makes no dead letters, and all goes over once it does", async (_, error) => {
    const ids = Array.from({ length: 5 }, (__, n) => bench.left.add({ Subject: `Case ${n}` }));
    await bench.run();
    for (const id of ids) bench.left.edit(id, { Subject: "Edited" });
    bench.left.add({ Subject: "New" });
    poison(() => true, error);
    for (let step = 0; step < 100; step++) await turn(30_000);
    expect(await letters()).toEqual([]);
    bench.right.faults = [];
    for (let step = 0; step < 40; step++) await turn(10_000);
    expect(bench.right.live().map(({ fields }) => fields.subject)).toEqual([
      ...ids.map(() => "Edited"),
      "New",
    ]);
    expect(await letters()).toEqual([]);
  });

  it("SYN-7 BAS-12 is told to a person after a day, record by record", async () => {
    const deletes = { ...bench.sync.deletes, kind: "propagate" } as const;
    bench = { ...bench, sync: { ...bench.sync, deletes } };
    const pair = await inStep(bench);
    bench.left.remove(pair.left);
    bench.right.faults = Array.from({ length: 2_000 }, () => ({ kind: "cut-before" as const }));
    for (let step = 0; step < 300; step++) await turn(180_000);
    await turn(24 * 3_600_000);
    expect(await letters()).toEqual([]);
    for (let step = 0; step < 300; step++) await turn(180_000);
    expect(await letters()).toMatchObject([{ operation: "delete", code: "E_TIMEOUT", attempts: 1 }]);
    expect((await letters())[0]?.message).toContain("it was tried for a day and has had no effect");
    expect(bench.right.live()).toHaveLength(1);
  });
});

describe("updates in doubt", () => {
  it("SYN-9 BAS-8 are found out about but for the one that the vendor can't show", async () => {
    const ids = Array.from({ length: 5 }, (_, n) => bench.left.add({ Subject: `Case ${n}` }));
    await bench.run();
    for (const id of ids) bench.left.edit(id, { Subject: "Edited" });
    bench.right.faults = [{ kind: "cut-after" }];
    bench.pass(5_000);
    await pollFeed(bench.engine, bench.sync, "left", "tail");
    await runCycle(bench.engine, bench.sync, "run");
    expect(await bench.store.sentWrites("things")).toHaveLength(5);
    const broken = unshown(bench, "right-3");
    expect(await recoverUnknown(bench.engine, broken)).toBe(5);
    expect(await bench.store.sentWrites("things")).toHaveLength(1);
    await expect(recoverUnknown(bench.engine, broken)).rejects.toThrow("right answered 500");
    await recoverUnknown(bench.engine, bench.sync);
    expect(await bench.store.sentWrites("things")).toEqual([]);
  });

  /** The sync with a right side that answers every read of this record with 500. */
  function unshown({ sync, right }: Bench, id: string): Bench["sync"] {
    const port = right.port();
    const read: typeof port.read = async (ids) => {
      if (!ids.includes(id)) return port.read(ids);
      throw new TransientError({ code: "E_VENDOR_DOWN", message: "right answered 500", status: 500 });
    };
    return { ...sync, sides: { ...sync.sides, right: { ...sync.sides.right, object: { ...port, read } } } };
  }
});

describe("a write whose answer was lost", () => {
  it("SYN-9 does not count as failed when it is found to have taken effect", async () => {
    const pair = await inStep(bench);
    for (let n = 0; n < 20; n++) {
      bench.right.faults = [{ kind: "cut-after" }];
      bench.left.edit(pair.left, { Subject: `Edit ${n}` });
      await turn(1_000);
      await turn(10);
      await turn(10);
      expect(rightFields(bench, pair.right)?.subject).toBe(`Edit ${n}`);
    }
    expect(await letters()).toEqual([]);
    const kinds = await kindsOf("left", pair.left);
    expect(kinds.filter((kind) => kind === "adopted")).toHaveLength(20);
    expect(kinds).not.toContain("deferred");
  });

  it("SYN-9 does not count as failed when its process died, and the next one sends it at once", async () => {
    const pair = await inStep(bench);
    bench.left.edit(pair.left, { Subject: "Edited" });
    for (let n = 0; n < 20; n++) {
      bench.right.faults = [{ kind: "cut-before" }];
      bench.pass(10);
      await pollFeed(bench.engine, bench.sync, "left", "tail");
      await runCycle(bench.engine, bench.sync, "run");
      bench = restarted();
      await recoverUnknown(bench.engine, bench.sync);
    }
    expect(await letters()).toEqual([]);
    await turn(10);
    expect(rightFields(bench, pair.right)?.subject).toBe("Edited");
    const kinds = await kindsOf("left", pair.left);
    expect(kinds.filter((kind) => kind === "absent")).toHaveLength(20);
    expect(kinds.filter((kind) => kind === "deferred" || kind === "adopted")).toEqual([]);
  });
});
