// What follows a plan: what it says of a changed mapping, and the commands that carry it out.
import { describe, expect, it } from "vitest";
import type { Page } from "../../src/cli/output.ts";
import { planText } from "../../src/cli/views/plan-view.ts";
import type { ErrorCode } from "../../src/core/contract/error-codes.ts";
import type { PlanDocument } from "../../src/core/sync/plan/plan-document.ts";

const page: Page = { width: 80, paint: (_style, text) => text, nowMs: 0 };
const none = { left: 0, right: 0 };
const still: PlanDocument = {
  schema: "integ.plan/1",
  sync: "cases",
  full: false,
  isMappingChanged: false,
  madeUpdates: 0,
  left: { connection: "sf", object: "Case" },
  right: { connection: "zd", object: "ticket" },
  summary: {
    ...{ creates: none, updates: none, deletes: none },
    ...{ conflicts: 0, parked: 0, problems: 0, waits: 0, linkChanges: 0 },
  },
  writes: [],
  conflicts: [],
  problems: [],
  waits: [],
  linkChanges: [],
  pauses: [],
};
const updating = (right: number, madeUpdates: number): PlanDocument => ({
  ...still,
  isMappingChanged: true,
  madeUpdates,
  summary: { ...still.summary, updates: { left: 0, right } },
});
const inOneLine = (text: string): string => text.replaceAll("\n", " ");

describe("what a plan says of a changed mapping", () => {
  it("SYN-16 CFG-11 is, in step, that it is no edit; and nothing where none has changed", () => {
    const told = planText(page, { ...still, isMappingChanged: true });
    expect(told).toContain(
      "In step: a sync would write nothing.\n\nThe fields or their translation are others",
    );
    expect(inOneLine(told)).toContain("That is no edit: pairs that were in step keep the values they have");
    expect(Math.max(...told.split("\n").map((line) => line.length))).toBeLessThanOrEqual(page.width);
    expect(planText(page, still)).not.toContain("translation");
  });

  it("SYN-16 CFG-11 is, with fields made anew, how many updates write one", () => {
    const told = inOneLine(planText(page, updating(39, 38)));
    expect(told).toContain("is made anew in all pairs: 38 of the updates write one.");
    expect(told).toContain("In all other fields pairs that were in step keep the values they have");
    expect(told).not.toContain("no edit");
    expect(inOneLine(planText(page, updating(39, 1)))).toContain("1 of the updates writes one.");
  });

  it("SYN-16 CFG-11 is, with other updates, that a field newly mapped is brought over", () => {
    const told = inOneLine(planText(page, updating(3, 0)));
    expect(told).toContain("A field newly mapped is brought over to all pairs. Anything else is no edit");
  });
});

describe("the commands after a plan that was written to a file", () => {
  const commandsAfter = (code: ErrorCode | null, held: readonly ErrorCode[], full = false): string[] => {
    const stop = {
      kind: "sync",
      subject: "",
      message: "it stands still",
      who: "integ",
      since: "2026-01-01T00:00:00.000Z",
    } as const;
    const plan = { ...still, full, pauses: code === null ? [] : [{ ...stop, code }] };
    const lines = planText(page, plan, "f.json", new Map(), held).split("\n");
    return lines.flatMap((line) => (line.startsWith("→ integ ") ? [line.slice("→ integ ".length)] : []));
  };
  const allow = ["sync resume cases --allow-deletes", "sync plan cases --out f.json --force"];

  it("SYN-16 are the one that applies it, where that is answer enough", () => {
    expect(commandsAfter(null, [])).toEqual(["sync apply f.json"]);
    expect(commandsAfter("E_FIRST_CREATES", [])).toEqual(["sync apply f.json"]);
  });

  it("SYN-16 SYN-17 end a person's pause after the plan is applied under it", () => {
    expect(commandsAfter("E_SYNC_PAUSED", ["E_SYNC_PAUSED"])).toEqual([
      "sync apply f.json",
      "sync resume cases",
    ]);
  });

  it("SYN-16 SYN-14 allow deletes first, once a run has stopped for them", () => {
    expect(commandsAfter("E_DELETE_GUARD", ["E_DELETE_GUARD"])).toEqual([...allow, "sync apply f.json"]);
    expect(commandsAfter("E_DELETE_GUARD", [])).toEqual(["sync cases", ...allow, "sync apply f.json"]);
    expect(commandsAfter("E_DELETE_GUARD", ["E_SYNC_PAUSED"])).toEqual([
      "sync resume cases",
      "sync cases",
      ...allow,
      "sync apply f.json",
    ]);
  });

  it("SYN-16 SYN-14 read the sides whole where the plan did", () => {
    expect(commandsAfter("E_SIDE_EMPTY", [], true)).toEqual([
      "sync cases --full",
      "sync resume cases --allow-deletes",
      "sync plan cases --full --out f.json --force",
      "sync apply f.json",
    ]);
  });
});
