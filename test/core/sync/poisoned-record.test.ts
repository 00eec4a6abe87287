// A record that always fails: nobody waits for it, and it has one entry among the dead letters.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ValidationError } from "../../../src/core/contract/errors.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import type { DeadLetter } from "../../../src/core/store/rows.ts";
import { runCycle } from "../../../src/core/sync/cycle.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { type Bench, inStep, openBench } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.store.close());

const refused = new ValidationError({ code: "E_RECORD_INVALID", message: "That is not allowed" });
const locked = new ValidationError({ code: "E_RECORD_LOCKED", message: "In use", retryable: true });
const letters = (): Promise<readonly DeadLetter[]> => bench.store.deadLetters(["open"], "things");

async function onlyLetter(): Promise<DeadLetter> {
  const [letter, ...more] = await letters();
  if (!letter || more.length > 0) throw new Error(`${1 + more.length} dead letters instead of one`);
  return letter;
}

/** The right side refuses whatever `isPoisoned`; the times at which it was asked to take that. */
function poison(error: ValidationError, isPoisoned: (fields: Record<string, Value>) => boolean): number[] {
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

/** When each record of the right was made, milliseconds since the run began. */
async function runTimed(records: number): Promise<readonly number[]> {
  await bench.store.close();
  const times: number[] = [];
  let startedAt = 0;
  bench = await openBench({ afterRightWrite: () => void times.push(bench.engine.clock.now() - startedAt) });
  startedAt = bench.engine.clock.now();
  for (let n = 0; n < records; n++)
    bench.left.add({ Subject: n === Math.floor(records / 2) ? "bad" : `Case ${n}` });
  return times;
}

describe("a record that always fails", () => {
  it("SYN-7 BAS-12 delays none of 200 others in its batches, and has one entry with its tries", async () => {
    const times = await runTimed(201);
    const askedAt = poison(locked, isBad);
    await bench.run();
    expect(times).toHaveLength(200);
    expect(Math.max(...times)).toBe(0);
    expect(askedAt).toHaveLength(5);
    expect(askedAt[0]).toBeLessThan(askedAt.at(-1) ?? 0);
    expect(await onlyLetter()).toMatchObject({ code: "E_RECORD_LOCKED", attempts: 1 });
  });

  it("SYN-7 BAS-12 does not hold up what the others do while it is tried again", async () => {
    await runTimed(201);
    await bench.run();
    const askedAt = poison(locked, isBad);
    bench.left.edit("left-2", { Subject: "bad" });
    const late: string[] = [];
    for (let step = 0; step < 200; step++) {
      bench.pass(100);
      bench.left.edit("left-1", { Subject: `Edit ${step}` });
      await pollFeed(bench.engine, bench.sync, "left", "tail");
      await runCycle(bench.engine, bench.sync, "run");
      const subject = bench.right.records.get("right-1")?.fields.subject;
      if (subject !== `Edit ${step}`) late.push(`${subject} instead of Edit ${step}`);
    }
    expect(late).toEqual([]);
    expect(askedAt).toHaveLength(5);
    expect(await onlyLetter()).toMatchObject({ recordId: "left-2", attempts: 1 });
  });

  it("SYN-7 is asked once by a refusal that no retry mends, and its next changes update the one entry", async () => {
    const pair = await inStep(bench);
    const askedAt = poison(refused, isBad);
    for (let n = 0; n < 4; n++) {
      bench.left.edit(pair.left, { Subject: "bad", number: String(n) });
      bench.pass(60_000);
      bench.left.edit(pair.left, { Subject: "bad", Priority: n % 2 === 0 ? "Low" : "High" });
      await bench.run();
    }
    expect(askedAt.length).toBeLessThanOrEqual(4);
    expect(await onlyLetter()).toMatchObject({ attempts: askedAt.length });
  });

  it("SYN-7 BAS-12 for which the vendor refuses whole batches takes none of them with it", async () => {
    const times = await runTimed(201);
    const sizes: number[] = [];
    const port = bench.right.port();
    const refusing = {
      ...port,
      create: async (items: Parameters<typeof port.create>[0]) => {
        sizes.push(items.length);
        if (items.some(({ fields }) => isBad(fields))) throw refused;
        return port.create(items);
      },
    };
    const { sides } = bench.sync;
    bench = {
      ...bench,
      sync: { ...bench.sync, sides: { ...sides, right: { ...sides.right, object: refusing } } },
    };
    await runSync(bench.engine, bench.sync, { full: false });
    expect(times).toHaveLength(200);
    expect(Math.max(...times)).toBe(0);
    expect(sizes.length).toBeLessThan(20);
    expect(await onlyLetter()).toMatchObject({ code: "E_RECORD_INVALID", attempts: 1 });
  });

  it("SYN-7 BAS-12 that can't even be read delays none of the records read with it", async () => {
    const times = await runTimed(201);
    bench.left.unreadable.add("left-101");
    await bench.run();
    expect(times).toHaveLength(200);
    expect(Math.max(...times)).toBe(0);
    expect(await onlyLetter()).toMatchObject({ operation: "read", recordId: "left-101" });
  });
});
