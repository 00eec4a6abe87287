// What operators read of syncs, pauses, conflicts, matches and histories: complete, and within the page.
import { describe, expect, it } from "vitest";
import type { ConflictDocument } from "../../src/cli/engine/find-conflict.ts";
import type { Flow, SyncsDocument } from "../../src/cli/engine/list-syncs.ts";
import type { StandingStill } from "../../src/cli/engine/pause-sync.ts";
import { type HistoryEntry, type LinkHistory, withoutRepeats } from "../../src/cli/engine/record-history.ts";
import { fieldNames, isAbout, whyOf } from "../../src/cli/engine/why-field.ts";
import type { Page } from "../../src/cli/output.ts";
import { conflictListText } from "../../src/cli/views/conflicts-view.ts";
import { describeEntry } from "../../src/cli/views/history-entries.ts";
import { historyText } from "../../src/cli/views/history-view.ts";
import { reviewText } from "../../src/cli/views/match-view.ts";
import { resumeText } from "../../src/cli/views/standstill-view.ts";
import { syncListText } from "../../src/cli/views/sync-list-view.ts";
import type { Value } from "../../src/core/contract/records.ts";
import type { HistoryKind } from "../../src/core/store/rows.ts";
import { plainField } from "../core/config/plain-sync.ts";

const pageOf = (width: number): Page => ({
  width,
  paint: (_style, text) => text,
  nowMs: Date.UTC(2026, 0, 2),
});
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
const long = "a sentence that is far too long for one line of any page ".repeat(4).trim();
const at = "2026-01-01T12:00:00.000Z";

const still: StandingStill = {
  sync: "cases",
  kind: "link",
  field: "",
  leftId: "500Hs0000000003IAA",
  rightId: "42",
  code: "E_FLIP_FLOP",
  message: long,
  who: "integ",
  since: at,
  hint: "Run `integ sync resume cases --record 500Hs0000000003IAA`.",
};
const flow: Flow = {
  writes: { creates: 3, updates: 1, deletes: 0 },
  writesPerMinute: 0.3,
  lagMs: { count: 4, p50: 120, p99: 2_500 },
  deadLetters: 1,
};
const none = { inSync: 0, new: 0, pending: 0, conflict: 0, failed: 0, paused: 0, outside: 0, deleted: 0 };
const syncs: SyncsDocument = {
  schema: "integ.syncs/1",
  at,
  daemon: true,
  syncs: [
    {
      name: "cases",
      parent: null,
      left: { connection: "sf", object: "Case" },
      right: { connection: "zd", object: "ticket" },
      direction: "both",
      state: "running",
      fault: null,
      pauses: [still],
      links: { ...none, inSync: 1204, failed: 2, paused: 1 },
      waiting: 3,
      deadLetters: 2,
      openConflicts: 1,
      flows: { "left-to-right": flow, "right-to-left": flow },
    },
  ],
};
const conflict: ConflictDocument = {
  id: "E8C6D1D02CA4ABC3",
  sync: "cases",
  linkId: "L1",
  field: "Subject ↔ subject",
  base: "before",
  left: long,
  right: "theirs",
  winner: null,
  reason: long,
  state: "open",
  choice: null,
  decidedBy: null,
  leftId: "500Hs0000000003IAA",
  rightId: "42",
  at,
};

const entry = (kind: HistoryEntry["kind"], data: HistoryEntry["data"], n: number): HistoryEntry => ({
  at: `2026-01-01T12:00:0${n}.000Z`,
  kind,
  scope: "record",
  data,
});
const entries: readonly HistoryEntry[] = [
  entry(
    "decided",
    {
      writes: [{ side: "right", operation: "create", fields: { subject: "x", note: long } }],
      reasons: ["new on the left"],
      observed: [{ side: "left", source: "poll", seenAt: 0, changedAt: 0 }],
    },
    1,
  ),
  entry(
    "confirmed",
    { side: "right", operation: "create", recordId: "42", fields: { subject: "x", note: long } },
    2,
  ),
  entry(
    "conflict",
    {
      field: "Subject ↔ subject",
      winner: "left",
      left: "ours",
      right: "theirs",
      base: "x",
      reason: long,
      id: "C1",
    },
    3,
  ),
  entry(
    "decided",
    {
      writes: [{ side: "right", operation: "update", fields: { subject: "ours" } }],
      reasons: ["Subject changed on the left"],
      observed: [],
    },
    4,
  ),
  entry("confirmed", { side: "right", operation: "update", recordId: "42", fields: { subject: "ours" } }, 5),
  entry(
    "decided",
    {
      writes: [{ side: "right", operation: "update", fields: { note: "n" } }],
      reasons: ["Note changed on the left"],
      observed: [],
    },
    6,
  ),
  entry("confirmed", { side: "right", operation: "update", recordId: "42", fields: { note: "n" } }, 7),
];
const subject = { left: "Subject", right: "subject", label: "Subject ↔ subject" };
const history: LinkHistory = {
  sync: "cases",
  link: "L1",
  leftId: "500Hs0000000003IAA",
  rightId: "42",
  state: "live",
  standing: "inSync",
  entries,
  why: null,
};

describe.each([80, 120])("on a page of %i columns", (width) => {
  it("SYN-18 SFM-6 a sync shows its state, links, lag, and what stands still with the next step", () => {
    const text = syncListText(pageOf(width), syncs);
    expect(widest(text)).toBeLessThanOrEqual(width);
    const flat = text.replace(/\s+/g, " ");
    for (const part of [
      "running",
      "500Hs0000000003IAA ↔ 42",
      "paused by integ",
      "→ integ conflicts list --sync cases",
    ])
      expect(flat).toContain(part);
  });

  it("SYN-17 what was resumed says what it lets through, and what stands still all the same", () => {
    const guard = { ...still, kind: "sync" as const, code: "E_DELETE_GUARD" };
    const document = {
      schema: "integ.resume/1" as const,
      daemon: "told" as const,
      items: [guard],
      allowedDeletes: 5,
      remaining: [still],
    };
    const text = resumeText(pageOf(width), document);
    expect(widest(text)).toBeLessThanOrEqual(width);
    expect(text).toContain("5 deletes are allowed for an hour");
    expect(text).toContain("record 500Hs0000000003IAA ↔ 42 of cases");
  });

  it("SYN-4 a conflict keeps its id and record whole", () => {
    const text = conflictListText(pageOf(width), [conflict], false);
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const part of ["A4ABC3", "500Hs0000000003IAA", "integ conflicts show A4ABC3"])
      expect(text).toContain(part);
  });

  it("SYN-14 a record that fits several shows what it fits and what to type", () => {
    const unsure = {
      letter: "D1",
      sync: "cases",
      side: "right" as const,
      record: "42",
      values: { subject: "Twin" },
      candidates: [{ side: "left" as const, id: "500Hs0000000003IAA" }],
    };
    const waiting = { sync: "cases", message: long, records: { left: 3, right: 1 } };
    const text = reviewText(pageOf(width), {
      schema: "integ.match-review/1",
      unsure: [unsure],
      waitingCreates: [waiting],
    });
    expect(text).toContain("→ integ match link cases 500Hs0000000003IAA 42");
    expect(text).toContain("→ integ match new cases right 42");
    expect(text).toContain("3 records of the left and 1 record of the right wait");
    const closed = { ...unsure, record: "41", candidates: [] };
    const both = { schema: "integ.match-review/1" as const, unsure: [closed, unsure], waitingCreates: [] };
    expect(reviewText(pageOf(width), both)).toContain("→ integ match link cases 500Hs0000000003IAA 42");
  });

  it("SFM-8 a history has a block for each event, and both values of a conflict", () => {
    const text = historyText(pageOf(width), [history]);
    expect(widest(text)).toBeLessThanOrEqual(width);
    expect(text.split("\n\n")).toHaveLength(entries.length + 1);
    for (const part of [
      'left "ours"',
      'right "theirs", which lost and is kept here',
      "because Subject changed",
    ])
      expect(text).toContain(part);
  });
});

describe("a narrow page", () => {
  const narrow = pageOf(40);

  it("OPS-6 has the titles of a history on lines of their own, and every line within it", () => {
    const text = historyText(narrow, [{ ...history, entries: entries.slice(0, 1) }]);
    expect(text).toContain("2026-01-01 12:00:01  decided\n    create on the right\n");
    expect(widest(text.split("\n").slice(1).join("\n"))).toBeLessThanOrEqual(40);
  });

  it("OPS-6 shows syncs and conflicts with every id and figure whole", () => {
    const list = syncListText(narrow, syncs);
    expect(list).toMatch(/^SYNC +cases\nSTATE +running\n/);
    for (const part of ["→ IN 15 MIN  4, 120 ms / 2.5 s", "← IN 15 MIN  4", "WAITING      3"])
      expect(list).toContain(part);
    const conflicts = conflictListText(narrow, [conflict], false);
    for (const part of [
      "ID      A4ABC3",
      "RECORD  500Hs0000000003IAA",
      "FIELD   Subject ↔ subject",
      "SINCE   12 h ago",
    ])
      expect(conflicts).toContain(part);
  });

  it("OPS-6 keeps to columns at 80, leaving out what is told elsewhere", () => {
    expect(syncListText(pageOf(80), syncs)).toMatch(/^SYNC +STATE +LINKS +WAITING +DEAD +CONFLICTS\n/);
    expect(syncListText(pageOf(200), syncs)).toMatch(/^SYNC .* ← IN 15 MIN\n/);
  });

  it("SFM-8 a parked conflict that is met again is told once", () => {
    const row = (kind: HistoryKind, id: string, winner: string | null, at: number) => ({
      sync: "cases",
      linkId: "L1",
      at,
      kind,
      data: { id, winner },
    });
    const rows = [
      row("conflict", "A", null, 1),
      row("conflict", "A", null, 2),
      row("conflict", "B", "left", 3),
      row("conflict", "B", "left", 4),
      row("confirmed", "A", null, 5),
      row("conflict", "C", null, 6),
    ];
    expect(withoutRepeats(rows).map(({ at }) => at)).toEqual([1, 3, 4, 5, 6]);
  });
});

describe("what a person did to a dead letter", () => {
  const tell = (kind: HistoryKind, data: Value): string => {
    const entry: HistoryEntry = { at: "2026-01-01T12:00:00.000Z", kind, scope: "record", data };
    return describeEntry(entry, null).join("\n");
  };

  it("SFM-8 is told in the history in words", () => {
    const letter = "D1";
    expect(tell("edited", { letter, fields: { priority: "low" }, who: "ada" })).toBe(
      'a replay of D1 sends other values, said by ada\npriority = "low"',
    );
    expect(tell("edited", { letter, fields: {}, who: "ada" })).toBe(
      "a replay of D1 sends what it would, said by ada",
    );
    expect(tell("discarded", { letter, code: "E_RECORD_INVALID", reason: "test data", who: "ada" })).toBe(
      "the dead letter D1 is given up by ada\nit was E_RECORD_INVALID\nbecause test data",
    );
    expect(tell("discarded", { letter, code: "E_RECORD_INVALID", reason: null, who: "ada" })).not.toContain(
      "because",
    );
    expect(tell("replayed", { letter })).toBe("the dead letter D1 is tried again");
  });
});

describe("why a field is as it is", () => {
  const about = entries.filter((one) => isAbout(one, subject));
  const shadow = (side: "left" | "right", values: Record<string, string>) => ({
    linkId: "L1",
    side,
    values,
    old: {},
  });
  const shadows = [shadow("left", { Subject: "ours" }), shadow("right", { subject: "ours" })];

  it("SFM-8 is told from the last write of that field, and not of another one", () => {
    expect(about).toHaveLength(5);
    expect(whyOf(shadows, about, subject)).toEqual({
      field: "Subject ↔ subject",
      agreed: { left: "ours", right: "ours" },
      since: "2026-01-01T12:00:05.000Z",
      because: "integ wrote it to the right (update): Subject changed on the left.",
    });
  });

  it("SFM-8 names an agreement only where it was on something else than what was written", () => {
    const same = entry("agreed", { agreed: { left: { Subject: "ours" }, right: { subject: "ours" } } }, 8);
    const other = entry("agreed", { agreed: { left: { Subject: "new" }, right: { subject: "new" } } }, 9);
    expect(whyOf(shadows, [...about, same], subject).because).toContain("integ wrote it");
    expect(whyOf(shadows, [...about, same, other], subject)).toMatchObject({ since: other.at });
    expect(whyOf([], [], subject)).toMatchObject({ since: null, agreed: {} });
  });

  it("SFM-8 knows a field by its name on either side", () => {
    const sync = { fields: [plainField("Subject", "subject")] } as never;
    expect([fieldNames(sync, "Subject"), fieldNames(sync, "subject"), fieldNames(sync, "no")]).toEqual([
      subject,
      subject,
      null,
    ]);
  });
});
