// What a person tells the engine, carried out: pauses, second looks, decisions, links made by hand.
import { describe, expect, it } from "vitest";
import type { SyncConfig } from "../../../src/core/config/types.ts";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import { valueOfPerson } from "../../../src/core/mapping/person-value.ts";
import type { Conflict, HistoryKind } from "../../../src/core/store/rows.ts";
import { fittingValue } from "../../../src/core/sync/decide/conflict-value.ts";
import {
  decideOps,
  lookOps,
  lookRow,
  pauseOps,
  resetOps,
  resumeFieldOps,
  resumeRecordOps,
  resumeSyncOps,
} from "../../../src/core/sync/operate.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { acceptedFields, acceptFault, acceptField } from "../../../src/core/sync/schema-drift.ts";
import { pausedOps } from "../../../src/core/sync/write/stand-still.ts";
import { plainField } from "../config/plain-sync.ts";
import { type Bench, inStep, leftFields, openBench, rightFields } from "./bench.ts";
import { actorOn, linkOf, thing } from "./operator.ts";

const kindsOf = async ({ store }: Bench, linkId: string): Promise<readonly string[]> =>
  (await store.history(linkId)).map(({ kind }) => kind);
describe("a paused sync", () => {
  it("SYN-17 writes nothing, ends its runs, and carries over what it has collected once it is resumed", async () => {
    const bench = await openBench();
    const { left, right } = await inStep(bench);
    await bench.store.commit(pauseOps(actorOn(bench), thing, null, "migration"));
    bench.left.edit(left, { Subject: "Edited meanwhile" });
    bench.pass(60_000);
    await bench.run();
    expect(bench.right.writes).toEqual([]);
    expect((await bench.store.inboxCounts(thing)).open).toBe(1);
    const [pause] = await bench.store.pauses(thing);
    expect(pause).toMatchObject({ kind: "sync", code: "E_SYNC_PAUSED", who: "ada", message: "migration" });
    if (pause) await bench.store.commit(resumeSyncOps(actorOn(bench), pause, null));
    await bench.run();
    expect(rightFields(bench, right)?.subject).toBe("Edited meanwhile");
    expect(await kindsOf(bench, "")).toEqual(["paused", "resumed"]);
  });

  it("SYN-17 has everything due at once when it is resumed, whatever it waited for", async () => {
    const bench = await openBench();
    const { left } = await inStep(bench);
    const later = {
      ...lookRow(actorOn(bench), thing, "left", left),
      dueAt: bench.engine.clock.now() + 3_600_000,
    };
    await bench.store.commit([
      { op: "inbox.add", row: later },
      ...pauseOps(actorOn(bench), thing, null, null),
    ]);
    const [pause] = await bench.store.pauses(thing);
    if (pause) await bench.store.commit(resumeSyncOps(actorOn(bench), pause, null));
    expect(await bench.store.nextDueAt(thing)).toBe(bench.engine.clock.now());
  });

  it("SYN-13 lets so many deletes through as were allowed, and asks again for more", async () => {
    const guards = {
      maxDeletes: 1,
      maxDeleteShare: 1,
      deleteHoldMs: 0,
      maxFirstCreates: 99,
      maxFlips: 9,
      flipWindowMs: 1,
    };
    const deletes = { kind: "propagate" as const, archive: { left: null, right: null } };
    const bench = await openBench({ sync: { guards, deletes } });
    const ids = [1, 2, 3, 4, 5, 6].map((n) => bench.left.add({ Subject: `S${n}`, Priority: "High" }));
    await bench.run();
    bench.pass(60_000);
    for (const id of ids.slice(0, 2)) bench.left.remove(id);
    await bench.run();
    expect(bench.right.live()).toHaveLength(6);
    const [pause] = await bench.store.pauses(thing);
    expect(pause?.code).toBe("E_DELETE_GUARD");
    if (pause) await bench.store.commit(resumeSyncOps(actorOn(bench), pause, { left: 2, right: 0 }));
    await bench.run();
    expect(bench.right.live()).toHaveLength(4);
    for (const id of ids.slice(2, 4)) bench.left.remove(id);
    await bench.run();
    expect(bench.right.live()).toHaveLength(4);
    expect((await bench.store.pauses(thing)).map(({ code }) => code)).toEqual(["E_DELETE_GUARD"]);
    expect(await kindsOf(bench, "")).toEqual(["paused", "resumed", "paused"]);
  });
});

describe("a paused record", () => {
  it("SYN-17 stands still while the others go on, and catches up when it is resumed", async () => {
    const bench = await openBench();
    const { left, right } = await inStep(bench);
    const link = await linkOf(bench, left);
    await bench.store.commit(pauseOps(actorOn(bench), thing, link, null));
    bench.left.edit(left, { Subject: "Not yet" });
    bench.left.add({ Subject: "Another", Priority: "Low" });
    bench.pass(60_000);
    await bench.run();
    expect(bench.right.writes.map(({ operation }) => operation)).toEqual(["create"]);
    const [pause] = await bench.store.pauses(thing);
    if (pause) await bench.store.commit(resumeRecordOps(actorOn(bench), link, pause));
    await bench.run();
    expect(rightFields(bench, right)?.subject).toBe("Not yet");
    expect(await kindsOf(bench, link.id)).toEqual(expect.arrayContaining(["paused", "resumed"]));
  });

  it("SYN-17 that was frozen is not frozen again for what happened before it was resumed", async () => {
    const guards = {
      maxDeletes: 9,
      maxDeleteShare: 1,
      deleteHoldMs: 0,
      maxFirstCreates: 99,
      maxFlips: 2,
      flipWindowMs: 3_600_000,
    };
    const bench = await openBench({ sync: { guards } });
    const { left, right } = await inStep(bench);
    for (let n = 0; n < 6; n++) {
      if (n % 2 === 0) bench.left.edit(left, { Subject: `L${n}` });
      else bench.right.edit(right, { subject: `R${n}` });
      bench.pass(10_000);
      await bench.run();
    }
    const link = await linkOf(bench, left);
    const [pause] = await bench.store.pauses(thing);
    expect(pause).toMatchObject({ kind: "link", subject: link.id, code: "E_FLIP_FLOP" });
    bench.right.edit(right, { subject: "Calm" });
    if (pause) await bench.store.commit(resumeRecordOps(actorOn(bench), link, pause));
    await bench.run();
    expect(await bench.store.pauses(thing)).toEqual([]);
    expect(leftFields(bench, left)?.Subject).toBe("Calm");
  });
});

describe("a field that has changed at its vendor", () => {
  it("SYN-17 SFM-10 is taken as it is now, and the history says by whom", async () => {
    const { store, ...bench } = await openBench();
    const subject = "Subject ↔ subject";
    const pause = {
      sync: thing,
      kind: "field" as const,
      subject,
      code: "E_SCHEMA_DRIFT" as const,
      message: "was a text and is a number now",
      who: "integ",
      at: 0,
    };
    const known = JSON.stringify({ [subject]: ["text", "text"], other: ["text", "text"] });
    await store.commit([...pausedOps(pause), { op: "meta.put", key: "fields:things", value: known }]);
    const actor = actorOn({ store, ...bench });
    await store.commit(resumeFieldOps(actor, pause, await acceptField(store, thing, subject)));
    expect(await store.pauses(thing)).toEqual([]);
    expect(await acceptedFields(store, thing)).toEqual({ other: ["text", "text"] });
    expect((await store.history("")).map(({ kind, data }) => [kind, data])).toMatchObject([
      ["paused", { who: "integ", field: subject }],
      ["resumed", { who: "ada", field: subject }],
    ]);
  });
});

describe("a field that does not work as it is now", () => {
  it("SFM-10 can't be accepted, for it would stop the whole sync", async () => {
    const bench = await openBench();
    const describe = async () => ({
      left: await bench.left.port().describe(),
      right: await bench.right.port().describe(),
    });
    const subject = "Subject ↔ subject";
    bench.left.retype("Subject", "longtext");
    expect(acceptFault(bench.config, await describe(), subject)).toBeNull();
    bench.left.droppedFields.add("Subject");
    expect(acceptFault(bench.config, await describe(), subject)).toMatch(/Subject/);
  });
});

describe("a reset", () => {
  it("SYN-17 reads the side whole once and finds what its feed has missed", async () => {
    const bench = await openBench();
    const { left, right } = await inStep(bench);
    const record = bench.left.records.get(left);
    // An edit whose time lies before the position: no feed tells of it.
    if (record) Object.assign(record, { fields: { ...record.fields, Subject: "Missed" }, modifiedAt: 0 });
    bench.pass(60_000);
    await bench.run();
    expect(bench.right.writes).toEqual([]);
    await bench.store.commit(resetOps(actorOn(bench), thing, ["left"]));
    expect((await bench.store.cursors(thing)).map(({ side }) => side)).toEqual(["right"]);
    await bench.run();
    expect(rightFields(bench, right)?.subject).toBe("Missed");
    expect(await bench.store.meta("sweep-wanted:things:left")).toBeNull();
    expect((await bench.store.history("")).map(({ kind, data }) => [kind, data])).toEqual([
      ["reset", { who: "ada", sides: ["left"] }],
    ]);
  });
});

describe("a decision about a conflict", () => {
  const manual = [plainField("Subject", "subject", { conflicts: "manual" })];
  async function parked(more: Partial<SyncConfig> = {}) {
    const bench = await openBench({ sync: { fields: manual, ...more } });
    const { left, right } = await inStep(bench);
    bench.left.edit(left, { Subject: "Mine" });
    bench.right.edit(right, { subject: "Yours" });
    bench.pass(60_000);
    await bench.run();
    const [conflict] = await bench.store.conflicts(null, ["open"], 10);
    if (!conflict) throw new Error("nothing was parked");
    return { bench, left, right, conflict };
  }
  async function expectEnded({ store }: Bench, { id, linkId }: Conflict, kind: HistoryKind): Promise<void> {
    expect(await store.conflict(id)).toMatchObject({ state: "settled", winner: null });
    expect(await store.conflicts(null, ["open", "decided"], 10)).toEqual([]);
    const told = (await store.history(linkId)).filter((row) => row.kind === kind);
    expect(JSON.stringify(told)).toContain("the conflict over Subject ↔ subject ends with it");
  }

  it.each([
    [{ take: "left" as const }, "Mine"],
    [{ take: "right" as const }, "Yours"],
    [{ take: "value" as const, value: "Ours" }, "Ours"],
  ])("SYN-4 is carried out on both sides and kept in the history: %j", async (choice, expected) => {
    const { bench, left, right, conflict } = await parked();
    const actor = actorOn(bench);
    const row = lookRow(actor, thing, "left", left);
    await bench.store.commit([...decideOps(actor, conflict, choice), ...lookOps(row)]);
    await bench.run();
    expect([leftFields(bench, left)?.Subject, rightFields(bench, right)?.subject]).toEqual([
      expected,
      expected,
    ]);
    expect(await bench.store.conflict(conflict.id)).toMatchObject({
      state: "settled",
      choice,
      decidedBy: "ada",
    });
    const resolved = (await bench.store.history(conflict.linkId)).find(({ kind }) => kind === "resolved");
    expect(resolved?.data).toMatchObject({ who: "ada", left: "Mine", right: "Yours" });
    expect((await bench.store.inboxFate(thing, "left", row.eventKey))?.state).toBe("done");
  });

  it("SYN-4 overwrites nothing that was edited after it was made", async () => {
    const { bench, left, right, conflict } = await parked();
    const actor = actorOn(bench);
    bench.right.edit(right, { subject: "Newer" });
    await bench.store.commit([
      ...decideOps(actor, conflict, { take: "left" }),
      ...lookOps(lookRow(actor, thing, "left", left)),
    ]);
    await bench.run();
    expect(rightFields(bench, right)?.subject).toBe("Newer");
    expect(await bench.store.conflicts(null, ["open"], 10)).toMatchObject([{ left: "Mine", right: "Newer" }]);
  });

  it.each([["the left"], ["the right"]])(
    "SYN-4 SYN-13 ends with its link when %s is deleted before it is carried out, and the history says so",
    async (gone) => {
      const { bench, left, right, conflict } = await parked();
      if (gone === "the left") bench.left.remove(left);
      else bench.right.remove(right);
      const actor = actorOn(bench);
      const row = lookRow(actor, thing, "left", left);
      await bench.store.commit([...decideOps(actor, conflict, { take: "left" }), ...lookOps(row)]);
      await bench.run();
      expect((await bench.store.linkCounts(thing)).tombstone).toBe(1);
      await expectEnded(bench, conflict, "deleted");
    },
  );

  it.each([
    ["propagate", "delete"],
    ["archive", "update"],
  ] as const)("SYN-4 SYN-13 ends with a delete that is carried over: %s", async (kind, operation) => {
    const deletes = { kind, archive: { left: null, right: { notes: "archived" } } };
    const { bench, left, right, conflict } = await parked({ deletes });
    const actor = actorOn(bench);
    // Back to what was agreed: nothing that the delete would lose.
    bench.right.edit(right, { subject: String(conflict.base) });
    bench.left.remove(left);
    const row = lookRow(actor, thing, "left", left);
    await bench.store.commit([...decideOps(actor, conflict, { take: "left" }), ...lookOps(row)]);
    await bench.run();
    expect(bench.right.writes.at(-1)?.operation).toBe(operation);
    expect((await bench.store.linkCounts(thing)).tombstone).toBe(1);
    await expectEnded(bench, conflict, "decided");
  });

  it("SYN-4 SYN-13 ends when one side leaves the filter, and is asked for anew when it is back", async () => {
    const where = 'record.Notes != "private"';
    const { bench, left, conflict } = await parked({ left: { connection: "left", object: "thing", where } });
    bench.left.edit(left, { Notes: "private" });
    bench.pass(60_000);
    await runSync(bench.engine, bench.sync, { full: true });
    expect((await bench.store.linkCounts(thing)).detached).toBe(1);
    await expectEnded(bench, conflict, "detached");
    bench.left.edit(left, { Notes: null });
    bench.pass(60_000);
    await runSync(bench.engine, bench.sync, { full: true });
    const asked = await bench.store.conflicts(null, ["open"], 10);
    expect(asked).toMatchObject([{ left: "Mine", right: "Yours" }]);
    // The one before has ended, and stays as it ended.
    expect(asked[0]?.id).not.toBe(conflict.id);
  });

  it("SYN-4 that was left behind by a link that has ended ends at the next look", async () => {
    const { bench, left, conflict } = await parked();
    const actor = actorOn(bench);
    const link = await linkOf(bench, left);
    bench.left.remove(left);
    await bench.store.commit([
      { op: "link.put", link: { ...link, state: "tombstone", deletedOn: "left" }, at: actor.at },
      ...decideOps(actor, conflict, { take: "right" }),
      ...lookOps(lookRow(actor, thing, "left", left)),
    ]);
    await bench.run();
    await expectEnded(bench, conflict, "deleted");
  });

  it("SYN-4 refuses a value that one of the sides can't hold", async () => {
    const bench = await openBench();
    const pairOf = (label: string) => {
      const pair = bench.sync.mapping.pairs.find((one) => one.label === label);
      if (!pair) throw new Error(label);
      return pair;
    };
    expect(fittingValue(pairOf("Priority ↔ priority"), "Low")).toBe("Low");
    expect(fittingValue(pairOf("Subject ↔ subject"), " Text ")).toBe("Text");
    expect(() => fittingValue(pairOf("Priority ↔ priority"), "Urgent")).toThrow(/no counterpart in priority/);
    expect(() => fittingValue(pairOf("Subject ↔ subject"), { a: 1 })).toThrow(/takes a text, and this is/);
    expect(() => fittingValue(pairOf("Subject ↔ subject"), ["a"])).toThrow(/takes a text, and this is/);
    expect(() => fittingValue(pairOf("Subject ↔ subject"), "x".repeat(300))).toThrow(
      /takes 255 characters, and this is 300/,
    );
  });

  it("SYN-4 a value for a conflict and one for a dead letter are held to the same, and neither is converted", async () => {
    const bench = await openBench();
    const pair = bench.sync.mapping.pairs.find(({ label }) => label === "Subject ↔ subject");
    if (!pair) throw new Error("no pair");
    const codeOf = (action: () => unknown): string => {
      try {
        action();
        return "taken";
      } catch (error) {
        return error instanceof IntegrationError ? `${error.code} ${error.message}` : String(error);
      }
    };
    for (const value of [5, true, ["a"], { a: 1 }, "x".repeat(256)]) {
      const forConflict = codeOf(() => fittingValue(pair, value));
      expect(forConflict).toMatch(/^E_INPUT Subject takes /);
      expect(codeOf(() => valueOfPerson(pair.ends.left, value))).toBe(forConflict);
    }
  });
});
