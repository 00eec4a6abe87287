// What people read: complete, within the page, and without the power to drive the terminal.
import { describe, expect, it } from "vitest";
import { shortIds } from "../../src/cli/engine/find-letters.ts";
import type { SyncRun } from "../../src/cli/engine/run-syncs.ts";
import type { Page } from "../../src/cli/output.ts";
import { renderTable } from "../../src/cli/table.ts";
import { healthText } from "../../src/cli/views/health-view.ts";
import { letterListText, letterText, replayText } from "../../src/cli/views/letters-view.ts";
import { planText } from "../../src/cli/views/plan-view.ts";
import { isUnfinished, syncText } from "../../src/cli/views/sync-view.ts";
import { wrapWords } from "../../src/cli/wrap.ts";
import type { HealthReport } from "../../src/core/health/types.ts";
import type { DeadLetter } from "../../src/core/store/rows.ts";
import type { PlanDocument } from "../../src/core/sync/plan/plan-document.ts";

const pageOf = (width: number): Page => ({
  width,
  paint: (_style, text) => text,
  nowMs: Date.UTC(2026, 0, 2),
});
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
const long = "a sentence that is far too long for one line of any page ".repeat(4).trim();

const noTrouble = { conflicts: 0, parked: 0, problems: 0, waits: 0, linkChanges: 0 };

const plan: PlanDocument = {
  schema: "integ.plan/1",
  sync: "cases",
  full: false,
  isMappingChanged: false,
  madeUpdates: 0,
  left: { connection: "sf", object: "Case" },
  right: { connection: "zd", object: "ticket" },
  summary: {
    creates: { left: 0, right: 1 },
    updates: { left: 1, right: 1 },
    deletes: { left: 1, right: 0 },
    conflicts: 2,
    parked: 1,
    problems: 1,
    waits: 1,
    linkChanges: 1,
  },
  writes: [
    {
      side: "right",
      operation: "create",
      recordId: null,
      sourceId: "500A",
      fields: { subject: long, description: `${long}\u001b[2J`, priority: "high" },
      previous: {},
      cause: "change",
      versions: { left: "1", right: null },
      reasons: ["new on the left"],
    },
    {
      side: "left",
      operation: "update",
      recordId: "500B",
      sourceId: "77",
      fields: { Subject: "after", Priority: null },
      previous: { Subject: "before", Priority: "High" },
      cause: "change",
      versions: { left: "1", right: "2" },
      reasons: ["Subject changed on the right"],
    },
    {
      side: "right",
      operation: "update",
      recordId: "78",
      sourceId: "500D",
      fields: { status: "closed" },
      previous: { status: "open" },
      cause: "delete",
      versions: { left: null, right: "2" },
      reasons: ["deleted on the left"],
    },
    {
      side: "left",
      operation: "delete",
      recordId: "500E",
      sourceId: "79",
      fields: {},
      previous: {},
      cause: "delete",
      versions: { left: "1", right: null },
      reasons: [`deleted on the right, ${long}`],
    },
  ],
  conflicts: [
    {
      leftId: "500B",
      rightId: "77",
      field: "Subject ↔ subject",
      base: "x",
      left: long,
      right: "after",
      winner: "right",
      reason: long,
    },
    {
      leftId: "500F",
      rightId: "80",
      field: "Status ↔ status",
      base: "x",
      left: "a",
      right: "b",
      winner: null,
      reason: "both sides moved",
    },
  ],
  waits: [
    { side: "right", leftId: "500G", rightId: null, for: [{ sync: "accounts", id: "001A" }], holds: true },
  ],
  linkChanges: [{ leftId: "500H", rightId: "81", from: "live", to: "detached", reasons: [long] }],
  pauses: [
    {
      kind: "sync",
      subject: "",
      code: "E_FIRST_CREATES",
      message: long,
      who: "integ",
      since: "2026-01-01T00:00:00.000Z",
    },
  ],
  problems: [
    {
      side: "left",
      recordId: "500C",
      operation: "translate",
      code: "E_MAPPING_VALUE",
      message: long,
      hint: long,
    },
  ],
};

const letter: DeadLetter = {
  id: "01M81MR2QF1Y50KFK3GSWHF954",
  sync: "cases",
  linkId: "L1",
  side: "left",
  recordId: "500Hs0000000003IAA",
  operation: "update",
  code: "E_RECORD_INVALID",
  message: long,
  hint: "Correct it.",
  vendorCode: "RecordInvalid",
  payload: { write: { subject: "bad" } },
  attempts: 2,
  firstAt: Date.UTC(2026, 0, 1),
  lastAt: Date.UTC(2026, 0, 1, 12),
  state: "open",
  edited: null,
  settledBy: null,
};

describe.each([80, 120])("on a page of %i columns", (width) => {
  it("SYN-16 a plan shows every write with old and new values, conflicts and problems, within the page", () => {
    const text = planText(pageOf(width), plan);
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const part of [
      '"before" → "after"',
      '"High" → (blank)',
      'priority "high"',
      "the right wins",
      "E_MAPPING_VALUE",
    ]) {
      expect(text).toContain(part);
    }
    for (const part of [
      "archive zd ticket 78",
      "delete sf Case 500E",
      "waits for a person",
      "001A of accounts",
    ])
      expect(text).toContain(part);
    expect(text).toContain("500H ↔ 81: live → detached");
    expect(text).toContain("E_FIRST_CREATES");
    expect(text.replace(/\s+/g, " ")).toContain(
      "Would make 1 update and 1 delete at sf, 1 create and 1 update at zd; 2 conflicts; 1 of them left to a person",
    );
    expect(text).not.toContain("\u001b");
  });

  it("SYN-16 SYN-17 a plan calls a paused record by its ids, not by its link", () => {
    const link = {
      id: "L9",
      sync: "cases",
      leftId: "500A",
      rightId: "77",
      state: "live",
      deletedOn: null,
    } as const;
    const pause = {
      kind: "link" as const,
      subject: "L9",
      code: "E_RECORD_PAUSED" as const,
      message: "held",
      since: "2026-01-01T00:00:00.000Z",
      who: "ada",
    };
    const text = planText(pageOf(80), { ...plan, pauses: [pause] }, undefined, new Map([["L9", link]]));
    expect(text).toContain("paused: record 500A ↔ 77 by ada, held");
    expect(text).not.toContain("L9");
  });

  it("SYN-16 a plan that writes nothing says what waits for a person all the same, and the commands", () => {
    const none = { left: 0, right: 0 };
    const summary = { creates: none, updates: none, deletes: none, ...noTrouble };
    const empty: PlanDocument = {
      ...plan,
      summary,
      writes: [],
      conflicts: [],
      problems: [],
      waits: [],
      linkChanges: [],
      pauses: [],
    };
    const page = pageOf(width);
    expect(planText(page, empty)).toContain("In step");
    const text = planText(page, empty, undefined, new Map(), [], { deadLetters: 20, parked: 1, waiting: 0 });
    expect(text).toContain("Not in step, yet a sync would write nothing:");
    expect(text).toContain("20 items need a person\n→ integ dlq list --sync cases");
    expect(text).toContain("1 conflict waits for a person\n→ integ conflicts list --sync cases");
  });

  it("SYN-7 the list of dead letters keeps ids, records and codes whole", () => {
    const text = letterListText(pageOf(width), [letter]);
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const part of ["WHF954", "left 500Hs0000000003IAA", "E_RECORD_INVALID"])
      expect(text).toContain(part);
  });

  it("SYN-7 one dead letter names cause, payload, link and the next command", () => {
    const link = {
      id: "L1",
      sync: "cases",
      leftId: "500Hs0000000003IAA",
      rightId: "42",
      state: "live",
      deletedOn: null,
    } as const;
    const text = letterText(pageOf(width), { letter, link });
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const part of [
      "E_RECORD_INVALID (RecordInvalid)",
      '"subject": "bad"',
      "↔ 42",
      `integ replay-dlq ${letter.id}`,
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe("verdicts", () => {
  const run: SyncRun = {
    name: "cases",
    durationMs: 900,
    writes: {
      "left-to-right": { creates: 1200, updates: 0, deletes: 0 },
      "right-to-left": { creates: 0, updates: 3, deletes: 0 },
    },
    conflicts: 0,
    deadLetters: 0,
    parked: 0,
    waiting: 0,
    paused: null,
    fault: null,
  };

  it("a run is unfinished with dead letters, parked conflicts, waiting changes or a fault, and says what to do", () => {
    expect(isUnfinished(run)).toBe(false);
    expect(
      [{ deadLetters: 1 }, { parked: 1 }, { waiting: 1 }, { fault: "down" }].map((part) =>
        isUnfinished({ ...run, ...part }),
      ),
    ).toEqual([true, true, true, true]);
    const text = syncText(pageOf(80), {
      schema: "integ.sync/1",
      full: false,
      by: "command",
      syncs: [{ ...run, deadLetters: 2, parked: 1 }],
    });
    expect(text).toContain("1 conflict waits for a person\n→ integ conflicts list --sync cases");
    expect(text).toContain("1,200");
    expect(text).toContain("integ dlq list --sync cases");
  });

  it("a replay says of each item what became of it", () => {
    const item = {
      id: letter.id,
      sync: "cases",
      recordId: "500",
      outcome: "dead",
      cause: { code: "E_X", message: "why", hint: "" },
    } as const;
    expect(replayText(pageOf(80), { schema: "integ.replay/1", items: [item] })).toContain("E_X: why");
    expect(replayText(pageOf(80), { schema: "integ.replay/1", items: [] })).toContain("Nothing to replay");
  });

  it("SYN-12 health shows the pace of each feed and what is left of the daily budget", () => {
    const none = { count: 0, p50: null, p99: null };
    const report: HealthReport = {
      schema: "integ.health/1",
      status: "warn",
      version: "0.1.0",
      at: "2026-01-02T00:00:00.000Z",
      daemon: { running: true, pid: 7, startedAt: "2026-01-01T23:57:00.000Z", refusedReload: null },
      checks: {
        "sync:cases": [{ componentId: "cases", componentType: "sync", status: "warn", output: long }],
      },
      syncs: {
        cases: {
          status: "warn",
          lagMs: { "left-to-right": { count: 2, p50: 120, p99: 340 }, "right-to-left": none },
          links: 3,
          pending: 1,
          deadLetters: 0,
          conflicts: 0,
          openConflicts: 0,
          pauses: [],
          inbox: { open: 1, planned: 0, done: 2, dead: 0, discarded: 0, total: 3 },
          feeds: [
            {
              side: "left",
              feed: "modstamp",
              everyMs: 30_000,
              polledAt: "2026-01-01T23:59:55.000Z",
              ageMs: 5000,
            },
          ],
        },
      },
      connections: {
        sf: {
          breaker: "closed",
          calls: { count: 9, errors: 0, p50Ms: 50, p99Ms: 90 },
          clockOffsetMs: 0,
          limits: [
            {
              endpointClass: "daily",
              capacity: 100_000,
              remaining: 12_000,
              resetsInMs: 1,
              nextInMs: 0,
              waitsMs: 0,
            },
          ],
        },
      },
    };
    const text = healthText(pageOf(80), report);
    expect(widest(text)).toBeLessThanOrEqual(80);
    for (const part of ["every 30 s", "5 s ago", "daily 12 % of 100,000", "120 ms / 340 ms"])
      expect(text).toContain(part);
  });
});

describe("parts", () => {
  it("short ids tell all of them apart", () => {
    const ids = ["01AAAAAAAAAAAAAAAAXX123456", "01AAAAAAAAAAAAAAAAYY123456", "01AAAAAAAAAAAAAAAAYY654321"];
    const short = shortIds(ids);
    expect(new Set(short.values()).size).toBe(3);
    expect(short.get(ids[0] ?? "")).toBe("X123456");
  });

  it("a kept column is never cut and a wrapped one loses nothing", () => {
    const columns = [
      { title: "ID", keep: true, cell: () => "x".repeat(30) },
      { title: "TEXT", wrap: true, cell: () => "one two three four five six seven" },
    ];
    const text = renderTable(pageOf(50), columns, [{}]);
    expect(text).toContain("x".repeat(30));
    expect(text.replace(/\s+/g, " ")).not.toContain("…");
    for (const word of ["one", "seven"]) expect(text).toContain(word);
  });

  it("words are never broken", () => {
    expect(wrapWords("aa bb cccccc d", 5)).toEqual(["aa bb", "cccccc", "d"]);
  });
});
