// A plan that was written to a file is carried out exactly, or refused without a write at either vendor.
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "./commands/workshop.ts";
import { openPair, type Pair, sampleCases, type VendorRequest } from "./pair.ts";

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly moved?: readonly { readonly recordId: string | null; readonly sourceId: string | null }[];
}

let pair: Pair;
let plans = 0;
let file = "";
beforeAll(async () => {
  pair = await openPair(sampleCases(4), { unlimited: true });
  expect((await pair.run(["sync"])).code).toBe(0);
});
afterAll(() => pair.stop());
beforeEach(() => {
  file = `${++plans}.plan.json`;
});

const path = (): string => join(pair.dir, file);
const caseId = async (n: number): Promise<string> => (await pair.cases())[n]?.Id ?? "";
const subjectOf = async (n: number): Promise<unknown> => (await pair.tickets())[n]?.subject;

/** The plan of a case that somebody has renamed, in `file`. */
async function planRenamed(n: number, subject: string): Promise<void> {
  await pair.editCase(await caseId(n), { Subject: subject });
  const run = await pair.run(["sync", "plan", "--out", file]);
  expect([run.code, run.stderr.includes("error")]).toEqual([0, false]);
  await pair.control("DELETE", "/requests");
}

async function applying(): Promise<{ run: Run; error: Failure; document: Record<string, unknown> }> {
  const { run, document } = await pair.json(["sync", "apply", file]);
  return { run, document, error: document.error as Failure };
}

const effective = async (): Promise<readonly VendorRequest[]> =>
  (await pair.writes()).filter(({ effectApplied }) => effectApplied);

async function expectRefused(code: string): Promise<Failure> {
  const { run, error } = await applying();
  expect([run.code, error?.code]).toEqual([65, code]);
  expect(await pair.writes()).toEqual([]);
  return error;
}

/** Everything that is due goes over, so that the next test begins in step. */
async function settle(): Promise<void> {
  expect((await pair.run(["sync"])).code).toBe(0);
  await pair.untilInStep();
}

describe("integ sync apply", () => {
  it("SYN-16 carries out exactly the plan, once; the file is its owner's and is not replaced unasked", async () => {
    await planRenamed(0, "Planned");
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    const again = await pair.json(["sync", "plan", "--out", file]);
    expect([again.run.code, (again.document.error as Failure).code]).toEqual([73, "E_FILE_EXISTS"]);
    const { run, document } = await applying();
    expect(run.code).toBe(0);
    expect(document).toMatchObject({
      schema: "integ.apply/1",
      by: "command",
      summary: { written: 1, moved: 0, failed: 0, waiting: 0, left: 0 },
    });
    expect(await effective()).toHaveLength(1);
    expect(await subjectOf(0)).toBe("Planned");
    await pair.control("DELETE", "/requests");
    await expectRefused("E_PLAN_APPLIED");
    expect((await pair.run(["sync", "plan", "--out", file, "--force"])).stdout).toContain("In step");
  });

  it("SYN-16 refuses a plan of which one character was changed, and writes nothing", async () => {
    await planRenamed(1, "Renamed by hand");
    const text = await readFile(path(), "utf8");
    for (const [from, to] of [
      ["Renamed by hand", "Renamed by hanD"],
      ['"operation": "update"', '"operation": "updatE"'],
      ['"full": false', '"full":  true'],
    ] as const) {
      expect(text).toContain(from);
      await writeFile(path(), text.replace(from, to));
      await expectRefused("E_PLAN_EDITED");
    }
    await writeFile(path(), '{"schema":"integ.plan/1"}');
    await expectRefused("E_PLAN_FILE");
    await writeFile(path(), JSON.stringify(JSON.parse(text)));
    expect((await applying()).run.code).toBe(0);
    expect(await subjectOf(1)).toBe("Renamed by hand");
  });

  it("SYN-16 refuses a plan when either side has moved, says which records, and writes nothing", async () => {
    await planRenamed(2, "Before the move");
    await pair.editTicket((await pair.tickets())[2]?.id ?? 0, { priority: "low" });
    const right = await expectRefused("E_PLAN_STALE");
    expect(right.moved?.map(({ sourceId }) => sourceId)).toContain(await caseId(2));
    await settle();
    file = "left.plan.json";
    await planRenamed(2, "Once more");
    await pair.editCase(await caseId(2), { Subject: "And again" });
    const left = await expectRefused("E_PLAN_STALE");
    expect(left.moved?.map(({ sourceId }) => sourceId)).toEqual([await caseId(2)]);
    const { code, stderr } = await pair.run(["sync", "apply", file]);
    expect([code, stderr]).toEqual([65, expect.stringMatching(/update right \d+\s+other values: subject/)]);
    await settle();
  });

  it("SYN-16 refuses a plan of another mapping, and one that is too old", async () => {
    await planRenamed(3, "With four fields");
    const old = await pair.json(["sync", "apply", file, "--max-age", "1ms"]);
    expect([old.run.code, (old.document.error as Failure).code]).toEqual([65, "E_PLAN_STALE"]);
    const config = await pair.readConfig();
    await pair.writeConfig(config.replace("      - { left: Description, right: description }\n", ""));
    await expectRefused("E_PLAN_OTHER");
    await pair.writeConfig(config.replace("  cases:", "  tickets:"));
    await expectRefused("E_PLAN_OTHER");
    await pair.writeConfig(config);
    expect((await applying()).run.code).toBe(0);
  });

  it("SYN-16 is done by a running daemon for a sync that is paused, and for no other", async () => {
    const daemon = await pair.daemon();
    await planRenamed(0, "While it runs");
    await pair.untilInStep();
    await pair.control("DELETE", "/requests");
    const { run, error } = await applying();
    expect([run.code, error.code]).toEqual([75, "E_ENGINE_BUSY"]);
    expect((await pair.run(["sync", "pause", "cases"])).code).toBe(0);
    file = "paused.plan.json";
    await planRenamed(1, "While it is paused");
    const { document } = await applying();
    expect(document).toMatchObject({ by: "daemon", summary: { written: 1, moved: 0, failed: 0 } });
    expect(await effective()).toHaveLength(1);
    expect(await subjectOf(1)).toBe("While it is paused");
    await pair.editCase(await caseId(2), { Subject: "Not planned" });
    expect(await subjectOf(2)).not.toBe("Not planned");
    expect((await pair.run(["sync", "resume", "cases"])).code).toBe(0);
    await pair.untilInStep();
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });

  it("SYN-16 SYN-13 approves the first match that asks for it", async () => {
    const first = await openPair(sampleCases(4), { unlimited: true });
    try {
      const config = await first.readConfig();
      const guards = "    guards: { maxFirstCreates: 1 }\n    fields:\n";
      await first.writeConfig(config.replace("    fields:\n", guards));
      await first.run(["sync"]);
      expect(await first.tickets()).toEqual([]);
      const { document } = await first.json(["sync", "plan", "--out", "first.json"]);
      expect(document.pauses).toMatchObject([{ kind: "sync", code: "E_FIRST_CREATES" }]);
      const applied = await first.json(["sync", "apply", "first.json"]);
      expect([applied.run.code, applied.document.summary]).toMatchObject([0, { written: 4 }]);
      await first.untilInStep();
      await first.createCase("One more");
      expect((await first.run(["sync"])).code).toBe(0);
      await first.untilInStep();
    } finally {
      await first.stop();
    }
  });
});
