import { describe, expect, it } from "vitest";
import type { FieldValues } from "../../../src/core/contract/records.ts";
import { runCycle } from "../../../src/core/sync/cycle.ts";
import { matchFirst } from "../../../src/core/sync/match/first-match.ts";
import { acceptHints } from "../../../src/core/sync/observe/observe.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { drainDue } from "../../../src/core/sync/run.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { type Bench, openBench } from "./bench.ts";

const byNumber = { match: [{ left: "number", right: "number" }] };
const fromRight = { number: "N1", subject: "From the right", priority: "high", description: "x" };
const twin = { number: "N1", Subject: "The same thing", Priority: "High", Description: "x" };

const look = async (bench: Bench): Promise<void> => {
  bench.pass(10_000);
  for (const side of ["left", "right"] as const) await pollFeed(bench.engine, bench.sync, side, "tail");
};

/** Of one record alone. */
const tell = (bench: Bench, side: "left" | "right", recordId: string): Promise<void> => {
  const hint = { object: "thing", recordId, kind: "changed" as const, eventKey: `told of ${recordId}` };
  return acceptHints(bench.engine, { sync: "things", side, object: "thing" }, [hint]);
};

/** Id on the left → id on the right, of every link that has both. */
async function pairs(bench: Bench): Promise<Map<string | null, string | null>> {
  const links = await bench.store.linksOf("things", ["live"], 100);
  return new Map(links.map(({ leftId, rightId }) => [leftId, rightId]));
}

describe("while it is not known whether a copy was made", () => {
  it.each([
    ["cut-before", 1],
    ["cut-after", 2],
  ] as const)("SYN-4 SYN-10 nothing else is matched with its original (%s)", async (kind, things) => {
    const bench = await openBench({ sync: byNumber });
    const right = bench.right.add(fromRight);
    await matchFirst(bench.engine, bench.sync);
    bench.left.faults.push({ kind });
    await runCycle(bench.engine, bench.sync, "run");
    const left = bench.left.add(twin);
    bench.pass(1_000);
    await tell(bench, "left", left);
    await runCycle(bench.engine, bench.sync, "run");
    expect(await pairs(bench)).toEqual(new Map());
    await drainDue(bench.engine, bench.sync);
    await look(bench);
    await drainDue(bench.engine, bench.sync);
    expect([bench.left.live().length, bench.right.live().length]).toEqual([things, things]);
    const found = await pairs(bench);
    expect(new Set(found.keys())).toEqual(new Set(bench.left.live().map(({ id }) => id)));
    expect(new Set(found.values())).toEqual(new Set(bench.right.live().map(({ id }) => id)));
    const copy = bench.left.live().find(({ key }) => key !== null);
    expect(found.get(copy?.id ?? left)).toBe(right);
  });

  it("SYN-4 SYN-16 what it may have made and can't be read is nobody's yet", async () => {
    const bench = await openBench();
    bench.right.add({ subject: "From the right", priority: "high", description: "x" });
    await matchFirst(bench.engine, bench.sync);
    bench.left.faults.push({ kind: "cut-after" });
    await runCycle(bench.engine, bench.sync, "run");
    const copy = bench.left.live()[0]?.id ?? "";
    bench.left.unreadable.add(copy);
    await look(bench);
    await runCycle(bench.engine, bench.sync, "run");
    expect(await bench.store.deadLetters(["open"], "things")).toEqual([]);
    bench.left.unreadable.delete(copy);
    await drainDue(bench.engine, bench.sync);
    await look(bench);
    await drainDue(bench.engine, bench.sync);
    expect([...(await pairs(bench)).keys()]).toEqual([copy]);
  });

  it("SYN-4 SYN-10 the original is not matched with anything else", async () => {
    const bench = await openBench({ sync: byNumber });
    const right = bench.right.add(fromRight);
    await matchFirst(bench.engine, bench.sync);
    bench.left.faults.push({ kind: "cut-after" });
    await runCycle(bench.engine, bench.sync, "run");
    const left = bench.left.add(twin);
    bench.pass(1_000);
    await tell(bench, "right", right);
    await runCycle(bench.engine, bench.sync, "run");
    expect(await pairs(bench)).toEqual(new Map());
    await look(bench);
    await drainDue(bench.engine, bench.sync);
    const found = await pairs(bench);
    expect(found.get(bench.left.live().find(({ key }) => key !== null)?.id ?? "")).toBe(right);
    expect(found.size).toBe(2);
    expect([...found.keys()]).toContain(left);
  });
});

/** The bench's sync with a right side that takes no keys: a record there says nothing of who has made it. */
function keyless(bench: Bench): SyncRuntime {
  const { right } = bench.sync.sides;
  const findLike = async (items: readonly FieldValues[]) =>
    items
      .map(({ subject }) => bench.right.live().filter((one) => one.fields.subject === subject))
      .map((found) =>
        found.map(({ id, fields }) => ({
          id,
          fields,
          version: "1",
          modifiedAt: new Date(bench.right.now()).toISOString(),
          deleted: false,
          correlationKey: null,
        })),
      );
  const read = async (ids: readonly string[]) => {
    const found = await right.object.read(ids);
    return new Map([...found].map(([id, record]) => [id, { ...record, correlationKey: null }]));
  };
  const object = { ...right.object, read, findByCorrelationKey: async () => new Map(), findLike };
  const capabilities = { ...right.capabilities, correlationField: null };
  return { ...bench.sync, sides: { ...bench.sync.sides, right: { ...right, object, capabilities } } };
}

describe("where records carry no key", () => {
  it.each([
    ["cut-after", 1],
    ["cut-before", 1],
  ] as const)("SYN-10 what a create in doubt may have made is nobody else's (%s)", async (kind, things) => {
    const bench = await openBench();
    const sync = keyless(bench);
    await matchFirst(bench.engine, sync);
    bench.left.add({ Subject: "hello", Priority: "High", Description: "x" });
    await pollFeed(bench.engine, sync, "left", "tail");
    bench.right.faults.push({ kind });
    await runCycle(bench.engine, sync, "run");
    bench.pass(1_000);
    for (const { id } of bench.right.live()) await tell(bench, "right", id);
    await runCycle(bench.engine, sync, "run");
    for (let n = 0; n < 3; n++) {
      bench.pass(10_000);
      await drainDue(bench.engine, sync);
    }
    expect([bench.left.live().length, bench.right.live().length]).toEqual([things, things]);
    expect((await pairs(bench)).size).toBe(1);
    expect(await bench.store.inboxCounts("things")).toMatchObject({ open: 0, planned: 0, dead: 0 });
  });

  it("SYN-10 what was noticed before the create was sent waits for nothing", async () => {
    const bench = await openBench();
    const sync = keyless(bench);
    await matchFirst(bench.engine, sync);
    const person = bench.right.add({ subject: "from a person", priority: "high", description: "y" });
    await tell(bench, "right", person);
    bench.pass(1_000);
    bench.left.add({ Subject: "hello", Priority: "High", Description: "x" });
    await pollFeed(bench.engine, sync, "left", "tail");
    bench.right.faults.push({ kind: "cut-before" });
    await runCycle(bench.engine, sync, "run");
    expect(bench.left.live().map(({ fields }) => fields.Subject)).toContain("from a person");
  });
});
