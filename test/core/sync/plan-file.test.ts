// A plan file is taken as it was made, or not at all.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import {
  type PlanDocument,
  type PlannedWrite,
  planDocument,
} from "../../../src/core/sync/plan/plan-document.ts";
import {
  assertPlanFits,
  compareWrites,
  type PlanFile,
  planFile,
  readPlanFile,
} from "../../../src/core/sync/plan/plan-file.ts";
import { planSync } from "../../../src/core/sync/run.ts";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  bench.left.add({ Subject: "Printer on fire", Priority: "High", Description: "Smoke" });
  bench.left.add({ Subject: "Ärger – 日本", Priority: null, Description: 'with "quotes"\nand lines' });
  bench.right.add({ subject: "From the right", priority: "low" });
});
afterEach(() => bench.store.close());

async function plan(): Promise<PlanDocument> {
  return planDocument(bench.sync, await planSync(bench.engine, bench.sync, { full: false }), false);
}

const textOf = (file: PlanFile): string => `${JSON.stringify(file, null, 2)}\n`;
const madeAt = Date.parse("2026-03-01T10:00:00Z");
const makeText = async (): Promise<string> => textOf(planFile(bench.sync, await plan(), madeAt));

function codeOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof IntegrationError ? error.code : String(error);
  }
}

describe("a plan file", () => {
  it("SYN-16 is read back as it was made, whatever its layout", async () => {
    const text = await makeText();
    const file = readPlanFile(text);
    expect(file.plan.writes).toHaveLength(3);
    expect(file).toEqual(JSON.parse(text));
    expect(readPlanFile(JSON.stringify(JSON.parse(text)))).toEqual(file);
    expect(codeOf(() => assertPlanFits(file, bench.sync))).toBeNull();
  });

  it("SYN-16 is refused for any one character that says something else", async () => {
    const text = await makeText();
    const before = JSON.stringify(JSON.parse(text));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 0, maxLength: 1 }), (at, character) => {
        const edited = text.slice(0, at) + character + text.slice(at + 1);
        let after: string | null = null;
        try {
          after = JSON.stringify(JSON.parse(edited));
        } catch {}
        const code = codeOf(() => readPlanFile(edited));
        if (after === before) expect(code).toBeNull();
        else expect(["E_PLAN_EDITED", "E_PLAN_FILE"]).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });

  it("SYN-16 is refused when it names something twice, wherever and whichever of the two is right", async () => {
    const text = await makeText();
    const compact = JSON.stringify(JSON.parse(text));
    const doubled = [
      text.replace('"madeAt":', '"madeAt": "2030-01-01T00:00:00.000Z",\n  "madeAt" :'),
      text.replace('"madeAt":', '"made\\u0041t": "2030-01-01T00:00:00.000Z", "madeAt":'),
      compact.replace('"sync":', '"sync":"other","sync":'),
      compact.replace('"operation":', '"operation":"delete","operation":'),
    ];
    for (const edited of doubled) {
      expect(JSON.parse(edited)).toEqual(JSON.parse(text));
      expect(codeOf(() => readPlanFile(edited))).toBe("E_PLAN_EDITED");
    }
  });

  it("SYN-16 may hold values that look like keys", async () => {
    for (const Subject of ['"madeAt":', '\\":', "a\\", '","madeAt": "', '"'])
      bench.left.add({ Subject, Priority: "High" });
    const text = await makeText();
    expect(readPlanFile(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ["nothing", "", "no plan"],
    ["another JSON document", '{"schema":"integ.health/1"}', "no plan"],
    ["what --json printed", '{"schema":"integ.plan/1","sync":"things"}', "sync plan --json"],
    ["a plan of a later version", '{"schema":"integ.plan-file/2"}', "integ.plan-file/2"],
  ])("SYN-16 is not %s", (_what, text, words) => {
    expect(codeOf(() => readPlanFile(text))).toBe("E_PLAN_FILE");
    expect(() => readPlanFile(text)).toThrow(words);
  });

  it("SYN-16 fits only the sync, the accounts and the mapping it was made with", async () => {
    const file = readPlanFile(await makeText());
    const other = await openBench({ sync: { fields: [] } });
    await other.store.close();
    const left = { ...bench.sync.sides.left, account: "another.example" };
    const wrong = [
      { ...bench.sync, name: "others" },
      { ...bench.sync, mapping: other.sync.mapping },
      { ...bench.sync, sides: { ...bench.sync.sides, left } },
    ];
    for (const sync of wrong) expect(codeOf(() => assertPlanFits(file, sync))).toBe("E_PLAN_OTHER");
  });
});

describe("two plans", () => {
  const write: PlannedWrite = {
    side: "right",
    operation: "update",
    recordId: "77",
    sourceId: "500A",
    fields: { subject: "new" },
    previous: { subject: "old" },
    cause: "change",
    versions: { left: "1", right: "2" },
    reasons: [],
  };

  it("SYN-16 agree when they write the same to the same versions", () => {
    expect(compareWrites([write], [{ ...write, reasons: ["said otherwise"] }])).toEqual([]);
  });

  it.each([
    ["the value to send", { fields: { subject: "newer" } }, "subject"],
    ["a field more", { fields: { subject: "new", priority: "high" } }, "priority"],
    ["the value that is there", { previous: { subject: "older" } }, "subject"],
    ["the version of the source", { versions: { left: "3", right: "2" } }, "left"],
    ["the version of the target", { versions: { left: "1", right: "3" } }, "right"],
    ["the operation", { operation: "delete" as const }, "deleted"],
  ])("SYN-16 differ in %s", (_what, change, words) => {
    const [moved, ...more] = compareWrites([write], [{ ...write, ...change }]);
    expect([moved?.recordId, more]).toEqual(["77", []]);
    expect(moved?.why).toContain(words);
  });

  it("SYN-16 differ in a write that came or went", () => {
    expect(compareWrites([write], []).map(({ recordId }) => recordId)).toEqual(["77"]);
    expect(compareWrites([], [write]).map(({ recordId }) => recordId)).toEqual(["77"]);
    const one = { ...write, operation: "create" as const, recordId: null, sourceId: "500B" };
    expect(compareWrites([one], [{ ...one, sourceId: "500C" }])).toHaveLength(2);
  });
});
