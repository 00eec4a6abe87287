// Which edit a value goes back to, and which of two wins in a ring.
import { describe, expect, it } from "vitest";
import { editsOf, type FieldCourse, hashOf } from "../../../../src/core/sync/decide/edits.ts";
import { reconcile } from "../../../../src/core/sync/decide/reconcile.ts";
import type { Policy, Shared, Situation } from "../../../../src/core/sync/types.ts";
import { plainField } from "../../config/plain-sync.ts";
import { openBench } from "../bench.ts";

const noon = Date.parse("2026-03-01T12:00:00Z");
const elsewhere = "integ:other:7 title";

const sharedOn = (
  place: string,
  field: string,
  noted?: { value: string; at: number; origin?: string },
): Shared => ({
  record: { place: `integ:${place}:`, id: "1" },
  lastEdits: noted
    ? { [field]: { at: noted.at, origin: noted.origin ?? elsewhere, hash: hashOf(noted.value) } }
    : {},
});

const course = (more: Partial<FieldCourse>): FieldCourse => ({
  names: { left: "Subject", right: "subject" },
  now: { left: "a", right: "b" },
  hasMoved: { left: true, right: true },
  modifiedAt: { left: noon, right: noon },
  ...more,
});

describe("the edit of a value", () => {
  it("SYN-11 is the one that is noted, whenever the record was written last", () => {
    const left = sharedOn("left", "Subject", { value: "a", at: noon - 60_000 });
    const edits = editsOf(course({}), { left, right: sharedOn("right", "subject") });
    expect(edits.left).toEqual({ at: noon - 60_000, origin: elsewhere });
    expect(edits.right).toEqual({ at: noon, origin: "integ:right:1 subject" });
  });

  it("SYN-11 is later than that of the value it took the place of, whatever the vendor's clock says", () => {
    const left = sharedOn("left", "Subject", { value: "before", at: noon + 60_000 });
    const edits = editsOf(course({}), { left, right: sharedOn("right", "subject") });
    expect(edits.left).toEqual({ at: noon + 60_001, origin: "integ:left:1 Subject" });
  });

  it("SYN-11 is later than that of the other side's, where only this one has moved", () => {
    const right = sharedOn("right", "subject", { value: "b", at: noon + 60_000 });
    const edits = editsOf(course({ hasMoved: { left: true, right: false } }), {
      left: sharedOn("left", "Subject"),
      right,
    });
    expect(edits.left.at).toBe(noon + 60_001);
  });

  it("SYN-11 is older than any where the value has been there since before anything was noted", () => {
    const shared = { left: sharedOn("left", "Subject"), right: sharedOn("right", "subject") };
    expect(editsOf(course({ hasMoved: { left: false, right: false } }), shared).left.at).toBe(0);
  });
});

describe("a field of a ring", () => {
  const policy = (isRing: boolean): Policy => ({
    direction: "both",
    prefer: "left",
    deletes: { kind: "keep", archive: { left: null, right: null } },
    timeMarginMs: 1000,
    clockOffsetMs: { left: 0, right: 0 },
    isRing,
  });

  /** Writes by side, of a subject that was agreed on as `base`. */
  async function written(base: string, shared: NonNullable<Situation["shared"]>, isRing = true) {
    const bench = await openBench({ sync: { fields: [plainField("Subject", "subject")] } });
    const record = (id: string, fields: Record<string, string>) => {
      const modifiedAt = new Date(noon).toISOString();
      return { id, version: "1", modifiedAt, deleted: false, correlationKey: null, fields };
    };
    const situation: Situation = {
      link: { id: "L", sync: "things", leftId: "1", rightId: "1", state: "live", deletedOn: null },
      shadows: { left: { Subject: base }, right: { subject: base } },
      old: { left: {}, right: {} },
      oldHeldUntil: 0,
      sides: {
        left: { kind: "live", record: record("1", { Subject: "a" }) },
        right: { kind: "live", record: record("1", { subject: "b" }) },
      },
      lookups: { counterpart: () => undefined },
      parked: [],
      shared,
      edited: null,
    };
    const decision = reconcile(situation, bench.sync.mapping, policy(isRing));
    return decision.writes.map(({ side, fields, stamps }) => ({ side, fields, stamps }));
  }

  it("SYN-13 that has moved to an older value than the other side's gets that one back", async () => {
    const left = sharedOn("left", "Subject", { value: "a", at: noon - 2 });
    const right = sharedOn("right", "subject", { value: "b", at: noon - 1 });
    expect(await written("b", { left, right })).toEqual([
      {
        side: "left",
        fields: { Subject: "b" },
        stamps: { "Subject ↔ subject": { at: noon - 1, origin: elsewhere } },
      },
    ]);
  });

  it("SYN-13 that holds one edit in two forms is left as it is", async () => {
    const left = sharedOn("left", "Subject", { value: "a", at: noon });
    const right = sharedOn("right", "subject", { value: "b", at: noon });
    expect(await written("a", { left, right })).toEqual([]);
    expect(await written("a", { left, right }, false)).toHaveLength(1);
  });

  it("SYN-4 SYN-13 goes by the same order everywhere for edits of the same moment, preferred side or not", async () => {
    const low = { at: noon, origin: "integ:a:1 Subject" };
    const high = { at: noon, origin: "integ:b:1 subject" };
    const won = async (first: typeof low, second: typeof low) => {
      const left = sharedOn("left", "Subject", { value: "a", ...first });
      const right = sharedOn("right", "subject", { value: "b", ...second });
      return (await written("base", { left, right })).map(({ side }) => side);
    };
    expect(await won(low, high)).toEqual(["left"]);
    expect(await won(high, low)).toEqual(["right"]);
  });

  it("SYN-11 takes an edit that is older by its clock with it as one after what it replaces", async () => {
    const left = sharedOn("left", "Subject", { value: "base", at: noon + 5_000 });
    const right = sharedOn("right", "subject", { value: "b", at: noon + 5_000 });
    const [write] = await written("b", { left, right });
    expect(write).toMatchObject({ side: "right", fields: { subject: "a" } });
    expect(write?.stamps?.["Subject ↔ subject"]?.at).toBe(noon + 5_001);
  });
});
