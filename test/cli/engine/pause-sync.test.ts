// What a person allows when a sync asks about deletes: once is enough.
import { describe, expect, it } from "vitest";
import { resumeSync } from "../../../src/cli/engine/pause-sync.ts";
import type { Site } from "../../../src/cli/engine/site.ts";
import type { Guards } from "../../../src/core/config/types.ts";
import { drainDue, runSync } from "../../../src/core/sync/run.ts";
import { type Bench, openBench } from "../../core/sync/bench.ts";

const propagate = { kind: "propagate" as const, archive: { left: null, right: null } };
const guards = {
  maxDeletes: 5,
  maxDeleteShare: 1,
  deleteHoldMs: 0,
  maxFirstCreates: 1_000,
  maxFlips: 9,
  flipWindowMs: 1,
};

async function benchOf(
  count: number,
  more: Partial<Guards> = {},
): Promise<{ bench: Bench; ids: readonly string[] }> {
  const bench = await openBench({ sync: { guards: { ...guards, ...more }, deletes: propagate } });
  const ids = Array.from({ length: count }, (_, n) => bench.left.add({ Subject: `S${n}`, Priority: "High" }));
  await bench.run();
  bench.pass(60_000);
  return { bench, ids };
}

const codes = async ({ store }: Bench): Promise<readonly string[]> =>
  (await store.pauses("things")).map(({ code }) => code);

async function allowDeletes(bench: Bench): Promise<number | null> {
  bench.pass(1_000);
  const site = {
    store: bench.store,
    syncs: ["things"],
    ports: { clock: bench.engine.clock, ids: bench.engine.ids, env: { USER: "ada" }, stateDir: "/nowhere" },
  } as unknown as Site;
  const wish = { recordId: undefined, field: undefined, allowDeletes: true };
  const { allowedDeletes } = await resumeSync(site, async () => "none", "things", wish);
  bench.pass(1_000);
  return allowedDeletes;
}

describe("deletes that are meant", () => {
  it("SYN-13 of a side that was emptied are allowed once, whichever guard asks first", async () => {
    const { bench, ids } = await benchOf(8);
    for (const id of ids) bench.left.remove(id);
    const runWhole = () => runSync(bench.engine, bench.sync, { full: true });
    await runWhole();
    expect(await codes(bench)).toEqual(["E_SIDE_EMPTY"]);
    expect(bench.right.live()).toHaveLength(8);
    expect(await allowDeletes(bench)).toBe(8);
    await runWhole();
    expect(await codes(bench)).toEqual([]);
    expect(bench.right.live()).toEqual([]);
  });

  it("SYN-13 allowed to the one guard are not asked for by the other", async () => {
    const { bench, ids } = await benchOf(8);
    for (const id of ids) bench.left.remove(id);
    await bench.run();
    expect(await codes(bench)).toEqual(["E_DELETE_GUARD"]);
    expect(await allowDeletes(bench)).toBe(8);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(await codes(bench)).toEqual([]);
    expect(bench.right.live()).toEqual([]);
  });

  it("SYN-13 that were seen as changes before they were allowed are not asked for again, later ones are", async () => {
    const { bench, ids } = await benchOf(250);
    const { store, engine, sync } = bench;
    const rowOf = (recordId: string, n: number) => ({
      op: "inbox.add" as const,
      row: {
        sync: "things",
        side: "left" as const,
        recordId,
        kind: "changed" as const,
        source: "push" as const,
        eventKey: `push:${recordId}:${n}`,
        seenAt: engine.clock.now(),
        changedAt: null,
        dueAt: engine.clock.now(),
      },
    });
    for (const id of ids.slice(0, 240)) bench.left.remove(id);
    await store.commit(ids.slice(0, 240).map(rowOf));
    await drainDue(engine, sync);
    expect(await codes(bench)).toEqual(["E_DELETE_GUARD"]);
    await allowDeletes(bench);
    await drainDue(engine, sync);
    expect(await codes(bench)).toEqual([]);
    expect(bench.right.live()).toHaveLength(10);
    for (const id of ids.slice(240)) bench.left.remove(id);
    await store.commit(ids.slice(240).map(rowOf));
    await drainDue(engine, sync);
    expect(await codes(bench)).toEqual(["E_DELETE_GUARD"]);
    expect(bench.right.live()).toHaveLength(10);
  });

  it("SYN-13 an approval that is used up lets no emptied side pass", async () => {
    const { bench, ids } = await benchOf(20);
    for (const id of ids.slice(0, 10)) bench.left.remove(id);
    await bench.run();
    await allowDeletes(bench);
    await bench.run();
    expect(bench.right.live()).toHaveLength(10);
    for (const { id } of bench.left.live()) bench.left.hidden.add(id);
    await runSync(bench.engine, bench.sync, { full: true });
    expect(await codes(bench)).toEqual(["E_SIDE_EMPTY"]);
    expect(bench.right.live()).toHaveLength(10);
  });
});

describe("deletes on both sides", () => {
  const messages = async ({ store }: Bench) => (await store.pauses("things")).map(({ message }) => message);
  async function remove(bench: Bench, side: "left" | "right", count: number): Promise<void> {
    for (const { id } of bench[side].live().slice(0, count)) bench[side].remove(id);
    await bench.run();
  }
  const asked = (count: number, links: number, side: string) =>
    `At least ${count} of ${links} linked records vanished from the ${side} within an hour`;

  /** Of 60 pairs 12 were deleted on the right, and allowed. */
  async function carried(): Promise<Bench> {
    const { bench } = await benchOf(60, { maxDeletes: 100, maxDeleteShare: 0.1 });
    await remove(bench, "right", 12);
    expect(await messages(bench)).toEqual([asked(12, 60, "right")]);
    expect(await allowDeletes(bench)).toBe(12);
    await bench.run();
    expect(bench.left.live()).toHaveLength(48);
    bench.pass(60_000);
    await bench.run();
    return bench;
  }

  it("SYN-13 are counted for the side on which people made them, and as many are allowed as wait", async () => {
    const bench = await carried();
    await remove(bench, "left", 8);
    expect(await messages(bench)).toEqual([asked(8, 60, "left")]);
    expect(await allowDeletes(bench)).toBe(8);
    await bench.run();
    expect(await messages(bench)).toEqual([]);
    expect(bench.right.live()).toHaveLength(40);
  });

  it("SYN-13 that were allowed do not count against what comes after, and what comes after does", async () => {
    const bench = await carried();
    for (let n = 0; n < 4; n++) {
      bench.pass(1_000);
      await remove(bench, "right", 1);
    }
    expect(await messages(bench)).toEqual([]);
    expect(bench.left.live()).toHaveLength(44);
    await remove(bench, "right", 5);
    expect(await messages(bench)).toEqual([asked(9, 60, "right")]);
    expect(bench.left.live()).toHaveLength(44);
  });

  it("SYN-13 that were allowed late in the hour do not count when it is over, others still do", async () => {
    const { bench } = await benchOf(60, { maxDeletes: 100, maxDeleteShare: 0.1 });
    await remove(bench, "right", 12);
    await allowDeletes(bench);
    bench.pass(3_000_000);
    await bench.run();
    await remove(bench, "right", 4);
    expect(bench.left.live()).toHaveLength(44);
    bench.pass(1_200_000);
    await remove(bench, "right", 2);
    expect(await messages(bench)).toEqual([]);
    await remove(bench, "right", 1);
    expect(await messages(bench)).toEqual([asked(7, 60, "right")]);
  });
});
