import { describe, expect, it } from "vitest";
import { Ledger } from "../../src/demo/ledger.ts";
import { renderFrame, summaryLine } from "../../src/demo/live-frame.ts";
import { compareSystems, type DemoRecord, Pairs, type System } from "../../src/demo/pairs.ts";

const record = (id: string, more: Partial<DemoRecord> = {}): DemoRecord => ({
  id,
  key: null,
  subject: "A",
  priority: "High",
  status: "New",
  ...more,
});
const ticket = (id: string, original: string | null, more: Partial<DemoRecord> = {}): DemoRecord =>
  record(id, { key: original && `integ:cases:${original}`, priority: "high", status: "new", ...more });

function pairsOf(salesforce: readonly DemoRecord[], zendesk: readonly DemoRecord[]): Pairs {
  const pairs = new Pairs();
  for (const one of salesforce) pairs.put("salesforce", one);
  for (const one of zendesk) pairs.put("zendesk", one);
  return pairs;
}

describe("comparing the two systems", () => {
  it("OPS-3 finds nothing when every record has its equal counterpart, whichever side it came from", () => {
    const result = compareSystems(
      [record("c1"), record("c2", { key: "integ:cases:t2" })],
      [ticket("t1", "c1"), ticket("t2", null)],
    );
    expect(result).toEqual({ missing: [], duplicated: [], differing: [] });
  });

  it("OPS-3 finds a record that is missing, one that is doubled and one that differs", () => {
    const result = compareSystems(
      [record("c1"), record("c2"), record("c3")],
      [ticket("t1", "c1", { subject: "B" }), ticket("t2", "c2"), ticket("t3", "c2")],
    );
    expect(result.missing).toEqual(["c3"]);
    expect(result.duplicated).toEqual(["integ:cases:c2"]);
    expect(result.differing).toEqual(["subject of case c1 is A, of ticket t1 B"]);
  });
});

const edit = (system: System, recordId: string, value: string, contested = false) =>
  ({ system, recordId, field: "subject", value, at: 100, contested, title: "A" }) as const;

describe("the ledger", () => {
  it("OPS-3 counts the lag of an edit from its making to its arrival", () => {
    const ledger = new Ledger();
    ledger.add(edit("salesforce", "c1", "B"));
    const before = pairsOf([record("c1", { subject: "B" })], [ticket("t1", "c1")]);
    expect(ledger.settle(before, 200)).toEqual([]);
    const after = pairsOf([record("c1", { subject: "B" })], [ticket("t1", "c1", { subject: "B" })]);
    ledger.settle(after, 350);
    expect(ledger.balance(after, []).lagMs).toEqual({ p50: 250, p99: 250, max: 250 });
  });

  it("OPS-3 calls an edit lost that is on neither side and kept nowhere", () => {
    const ledger = new Ledger();
    ledger.add(edit("salesforce", "c1", "B"));
    const pairs = pairsOf([record("c1")], [ticket("t1", "c1")]);
    ledger.settle(pairs, 200);
    expect(ledger.balance(pairs, []).lost).toHaveLength(1);
    // A kept loser excuses only an edit that was made against another one.
    expect(ledger.balance(pairs, [{ left: "B", right: "A" }]).lost).toHaveLength(1);
  });

  it("OPS-3 accepts the losing edit of a collision only while its value is kept", () => {
    const ledger = new Ledger();
    ledger.add(edit("salesforce", "c1", "Mine", true));
    ledger.add(edit("zendesk", "t1", "Yours", true));
    const pairs = pairsOf([record("c1", { subject: "Yours" })], [ticket("t1", "c1", { subject: "Yours" })]);
    ledger.settle(pairs, 200);
    expect(ledger.open).toEqual([]);
    expect(ledger.balance(pairs, []).lost).toHaveLength(1);
    expect(ledger.balance(pairs, [{ left: "Mine", right: "Yours" }]).lost).toEqual([]);
  });
});

describe("a frame of the live demo", () => {
  const style = { bold: (text: string) => text, dim: (text: string) => text, sparkline: () => "▁▂▃" };
  const ledger = new Ledger();
  for (let n = 0; n < 50; n++)
    ledger.add({ ...edit("zendesk", "t1", `A rather long subject number ${n}`), at: n });
  const state = {
    records: 60,
    edits: ledger.edits,
    onTheirWay: 3,
    restarts: 1,
    conflicts: 2,
    isRestarting: false,
  };

  it.each([
    [200, 60],
    [80, 24],
    [60, 20],
    [39, 9],
    [20, 3],
  ])("HLT-7 fits a terminal of %i by %i and never fills its last row", (columns, rows) => {
    const lines = renderFrame(state, { columns, rows }, style);
    expect(lines.length).toBeLessThan(rows);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
  });

  it.each([200, 80, 60, 40, 30, 20])("HLT-7 tells both keys on a terminal of %i columns", (columns) => {
    const help = renderFrame(state, { columns, rows: 24 }, style).at(-1);
    expect(help).toMatch(/^q quit +k kill/);
    expect(help).not.toMatch(/…$/);
  });

  it("HLT-7 sums up in one line what was seen", () => {
    const edits = [1000, 2000, 3000].map((lag) => ({
      ...edit("salesforce", "c1", "B", lag > 1000),
      arrivedAt: 100 + lag,
      isOverruled: false,
    }));
    const open = { ...edit("zendesk", "t2", "C"), arrivedAt: null, isOverruled: false };
    expect(summaryLine([...edits, open])).toBe("4 edits, 3 arrived, lag p50 2.0 s, p99 3.0 s, 1 collision");
    expect(summaryLine([])).toBe("0 edits, 0 arrived, lag p50 –, p99 –, 0 collisions");
  });
});
