// Records that are deleted and brought back, more than once and on both sides.
import { describe, expect, it } from "vitest";
import type { Guards, SyncConfig } from "../../../src/core/config/types.ts";
import { deleteWindowMs } from "../../../src/core/sync/decide/delete-approval.ts";
import { resumeSyncOps } from "../../../src/core/sync/operate.ts";
import { replayDeadLetters } from "../../../src/core/sync/write/dead-letters.ts";
import { plainGuards } from "../config/plain-sync.ts";
import { type Bench, inStep, openBench } from "./bench.ts";
import { actorOn } from "./operator.ts";

const propagating = (guards: Partial<Guards> = {}): Partial<SyncConfig> => ({
  deletes: { kind: "propagate", archive: { left: null, right: null } },
  guards: { ...plainGuards, ...guards },
});

/** Somebody deletes a record, or brings it back, and what follows from that is carried out. */
async function change(bench: Bench, side: "left" | "right", what: "remove" | "restore", id: string) {
  bench.pass(60_000);
  bench[side][what](id);
  await bench.run();
}

const liveOn = (bench: Bench, side: "left" | "right") => bench[side].live().map(({ id }) => id);
const lettersOf = ({ store }: Bench) => store.deadLetters(["open"], "things");
const deletesOn = ({ right }: Bench) => right.writes.filter(({ operation }) => operation === "delete").length;

describe("a record whose copy has got another counterpart since", () => {
  /** The left's copy was brought back, and copied anew, while the left's own record was still deleted. */
  async function replaced(): Promise<{ bench: Bench; left: string; right: string }> {
    const bench = await openBench({ sync: propagating() });
    const ids = await inStep(bench);
    await change(bench, "right", "remove", ids.right);
    await change(bench, "right", "restore", ids.right);
    expect(liveOn(bench, "left")).not.toContain(ids.left);
    return { bench, ...ids };
  }

  it("SYN-10 SYN-13 is not copied a second time when it is brought back: a person is asked", async () => {
    const { bench, left, right } = await replaced();
    await change(bench, "left", "restore", left);
    expect(liveOn(bench, "right")).toEqual([right]);
    const letters = await lettersOf(bench);
    expect(letters).toMatchObject([{ code: "E_MATCH_AMBIGUOUS", operation: "create", recordId: left }]);
    expect(letters[0]?.hint).toContain(`clear the key of ${right}`);
  });

  it("SYN-7 SYN-13 is copied by a replay once the copy's key is cleared", async () => {
    const { bench, left, right } = await replaced();
    await change(bench, "left", "restore", left);
    await replayDeadLetters(bench.engine, await lettersOf(bench));
    await bench.run();
    expect(liveOn(bench, "right")).toEqual([right]);
    Object.assign(bench.right.records.get(right) ?? {}, { key: null });
    await replayDeadLetters(bench.engine, await lettersOf(bench));
    await bench.run();
    expect(liveOn(bench, "right")).toHaveLength(2);
    expect(await lettersOf(bench)).toEqual([]);
    expect((await bench.store.linkCounts("things")).live).toBe(2);
  });

  it("SYN-10 SYN-13 nor when it comes back itself while an earlier copy of it lives on", async () => {
    const bench = await openBench({ sync: propagating() });
    const ids = await inStep(bench);
    await change(bench, "left", "remove", ids.left);
    await change(bench, "left", "restore", ids.left);
    await change(bench, "right", "restore", ids.right);
    expect(liveOn(bench, "right")).toHaveLength(2);
    await change(bench, "left", "remove", ids.left);
    await change(bench, "left", "restore", ids.left);
    expect(liveOn(bench, "right")).toEqual([ids.right]);
    expect(await lettersOf(bench)).toMatchObject([{ code: "E_MATCH_AMBIGUOUS" }]);
  });
});

describe("a delete whose record has come back", () => {
  async function twoCarried(): Promise<{ bench: Bench; third: string }> {
    const bench = await openBench({ sync: propagating({ maxDeletes: 2, maxDeleteShare: 1 }) });
    const [first = "", second = "", third = ""] = Array.from({ length: 6 }, (_, n) =>
      bench.left.add({ Subject: `Case ${n}`, Priority: "High" }),
    );
    await bench.run();
    await change(bench, "left", "remove", first);
    await change(bench, "left", "restore", first);
    await change(bench, "left", "remove", second);
    expect(deletesOn(bench)).toBe(2);
    return { bench, third };
  }

  it("SYN-13 counts towards the guard's limit like the others", async () => {
    const { bench, third } = await twoCarried();
    await change(bench, "left", "remove", third);
    expect(deletesOn(bench)).toBe(2);
    expect(await bench.store.pauses("things")).toMatchObject([{ code: "E_DELETE_GUARD" }]);
  });

  it("SYN-13 is not asked about again: who allows what waits now allows enough", async () => {
    const { bench, third } = await twoCarried();
    await change(bench, "left", "remove", third);
    const [pause] = await bench.store.pauses("things");
    if (!pause) throw new Error("nobody was asked");
    const waiting = await bench.store.openDeletes("things");
    expect(waiting).toEqual({ left: 1, right: 0 });
    await bench.store.commit(resumeSyncOps(actorOn(bench), pause, waiting));
    await bench.run();
    expect(await bench.store.pauses("things")).toEqual([]);
    expect(deletesOn(bench)).toBe(3);
  });

  it("SYN-13 counts for an hour", async () => {
    const { bench, third } = await twoCarried();
    bench.pass(deleteWindowMs);
    await change(bench, "left", "remove", third);
    expect(deletesOn(bench)).toBe(3);
  });
});
