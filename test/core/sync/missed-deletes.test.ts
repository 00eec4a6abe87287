// Deletes that are told of only after the record was found missing.
import { describe, expect, it } from "vitest";
import type { DeletePolicy, SyncConfig } from "../../../src/core/config/types.ts";
import { acceptHints } from "../../../src/core/sync/observe/observe.ts";
import { lookOps, lookRow } from "../../../src/core/sync/operate.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { plainGuards } from "../config/plain-sync.ts";
import { type Bench, inStep, openBench } from "./bench.ts";
import { actorOn, linkOf } from "./operator.ts";

const policyOf = (kind: DeletePolicy["kind"]) => ({
  deletes: { kind, archive: { left: null, right: null } },
});

describe("a delete told of a record that was only missed until then", () => {
  /** The left's record can't be read any more, and is looked at before its feed tells why. */
  async function missed(
    sync: Partial<SyncConfig> = {},
  ): Promise<{ bench: Bench; left: string; right: string }> {
    const bench = await openBench({ sync: { ...policyOf("propagate"), ...sync } });
    const ids = await inStep(bench);
    bench.left.hidden.add(ids.left);
    await bench.store.commit(lookOps(lookRow(actorOn(bench), "things", "left", ids.left)));
    await bench.run();
    expect(bench.right.writes).toEqual([]);
    expect(await linkOf(bench, ids.left)).toMatchObject({ state: "tombstone", deletedOn: "left" });
    bench.pass(60_000);
    return { bench, ...ids };
  }
  const target = { sync: "things", side: "left" as const, object: "thing" };
  const tell = (bench: Bench, recordId: string, eventKey = "late") =>
    acceptHints(bench.engine, target, [{ object: "thing", recordId, kind: "deleted", eventKey }]);

  it("SYN-13 is carried over, once, when an event tells it and the vendor does not know the record", async () => {
    const { bench, left, right } = await missed();
    await tell(bench, left);
    await bench.run();
    await tell(bench, left, "again");
    await bench.run();
    expect(bench.right.writes.map(({ operation, id }) => [operation, id])).toEqual([["delete", right]]);
    const { id, state } = await linkOf(bench, left);
    expect(state).toBe("tombstone");
    const kinds = (await bench.store.history(id)).map(({ kind }) => kind);
    expect(kinds.slice(kinds.indexOf("deleted"))).toEqual(expect.arrayContaining(["revived", "confirmed"]));
  });

  it("SYN-13 is carried over when the feed shows the record as deleted", async () => {
    const { bench, left } = await missed();
    bench.left.hidden.delete(left);
    bench.left.remove(left);
    await bench.run();
    expect(bench.right.live()).toEqual([]);
  });

  it("SYN-13 is not carried over where the other side was edited since, however often it is told", async () => {
    const { bench, left, right } = await missed();
    bench.right.edit(right, { subject: "Still needed" });
    for (const eventKey of ["late", "again"]) {
      await tell(bench, left, eventKey);
      await bench.run();
    }
    expect(bench.right.writes).toEqual([]);
    expect((await linkOf(bench, left)).state).toBe("tombstone");
    expect(await bench.store.conflicts("things", ["settled"], 10)).toHaveLength(1);
  });

  it("SYN-13 is held like any other", async () => {
    const { bench, left } = await missed({ guards: { ...plainGuards, deleteHoldMs: 30_000 } });
    await tell(bench, left);
    await bench.run();
    expect(bench.right.live()).toHaveLength(1);
    bench.pass(31_000);
    await bench.run();
    expect(bench.right.live()).toEqual([]);
  });

  it("SYN-13 deletes nothing where the record was deleted before and the policy kept the other one", async () => {
    const bench = await openBench({ sync: policyOf("keep") });
    const ids = await inStep(bench);
    bench.left.remove(ids.left);
    await bench.run();
    const propagating = { ...bench.sync, deletes: policyOf("propagate").deletes };
    await tell(bench, ids.left);
    await runSync(bench.engine, propagating, { full: false });
    expect(bench.right.live()).toHaveLength(1);
  });
});
