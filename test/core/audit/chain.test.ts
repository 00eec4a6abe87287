import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLine, showRow } from "../../../src/core/audit/audit-file.ts";
import {
  type AuditEvent,
  type AuditRow,
  actorKinds,
  auditOutcomes,
  hashOf,
  noHash,
} from "../../../src/core/audit/audit-row.ts";
import { ChainCheck, type Verdict } from "../../../src/core/audit/chain.ts";

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const hash = fc.option(fc.stringMatching(/^[0-9a-f]{64}$/));
const events: fc.Arbitrary<AuditEvent> = fc.record({
  at: fc.integer({ min: 0, max: 4e12 }),
  who: fc.record({ kind: fc.constantFrom(...actorKinds), name: text }),
  action: text,
  subject: text,
  before: hash,
  after: hash,
  outcome: fc.constantFrom(...auditOutcomes),
  detail: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(text, fc.integer(), fc.boolean())),
});

function chain(given: readonly AuditEvent[]): AuditRow[] {
  const rows: AuditRow[] = [];
  for (const event of given) {
    const row = { ...event, seq: rows.length + 1, previous: rows.at(-1)?.hash ?? noHash };
    rows.push({ ...row, hash: hashOf(row) });
  }
  return rows;
}

function verify(rows: readonly AuditRow[], head: { seq: number; hash: string } | null = null): Verdict {
  const check = new ChainCheck(head);
  for (const row of rows) if (!check.add(row)) break;
  return check.verdict();
}

/** What somebody does to the rows, and the number of the first one that is then wrong; null: nothing was changed. */
type Harm = (
  rows: readonly AuditRow[],
  at: number,
  other: number,
) => readonly [readonly AuditRow[], number | null];

const otherText = (value: string): string => `${value}x`;
const change =
  (alter: (row: AuditRow) => Partial<AuditRow>): Harm =>
  (rows, at) => [rows.map((row, index) => (index === at ? { ...row, ...alter(row) } : row)), at + 1];

const harms: readonly (readonly [string, Harm])[] = [
  ["another time", change(({ at }) => ({ at: at + 1 }))],
  ["another name", change(({ who }) => ({ who: { ...who, name: otherText(who.name) } }))],
  [
    "another kind of actor",
    change(({ who }) => ({ who: { ...who, kind: who.kind === "user" ? "client" : "user" } })),
  ],
  ["another action", change(({ action }) => ({ action: otherText(action) }))],
  ["another subject", change(({ subject }) => ({ subject: otherText(subject) }))],
  ["another hash of what was there", change(({ before }) => ({ before: before === null ? noHash : null }))],
  ["another hash of what came", change(({ after }) => ({ after: after === null ? noHash : null }))],
  ["another outcome", change(({ outcome }) => ({ outcome: outcome === "done" ? "failed" : "done" }))],
  ["another detail", change(({ detail }) => ({ detail: { ...detail, zzz: 1 } }))],
  [
    "a bit of its hash",
    change(({ hash: own }) => ({ hash: own.startsWith("0") ? `1${own.slice(1)}` : `0${own.slice(1)}` })),
  ],
  ["a deleted row", (rows, at) => [rows.toSpliced(at, 1), at + 1 === rows.length ? null : at + 1]],
  ["a row twice", (rows, at) => [rows.toSpliced(at, 0, rows[at] as AuditRow), at + 1]],
  [
    "an inserted row, with hashes that are right",
    (rows, at) => {
      const row = {
        ...(rows[at] as AuditRow),
        seq: at + 1,
        previous: rows[at - 1]?.hash ?? noHash,
        subject: "forged",
      };
      // Two rows have its number: which one is false can't be told.
      return [rows.toSpliced(at, 0, { ...row, hash: hashOf(row) }), at + 1];
    },
  ],
  [
    "two rows in each other's place",
    (rows, at, other) => {
      if (at === other) return [rows, null];
      const swapped = rows.with(at, rows[other] as AuditRow).with(other, rows[at] as AuditRow);
      return [swapped, Math.min(at, other) + 1];
    },
  ],
];

describe("the chain of the audit", () => {
  it("BAS-13 is whole as it was written, read from a file too", () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 12 }), (given) => {
        const rows = chain(given);
        const head = rows.at(-1);
        const whole = {
          rows: rows.length,
          firstBroken: null,
          head: head ? { seq: head.seq, hash: head.hash } : null,
        };
        expect(verify(rows)).toMatchObject(whole);
        const read = rows.map((row) => parseLine(JSON.stringify(showRow(row)), "file:1"));
        expect(verify(read)).toMatchObject(whole);
      }),
      { numRuns: 100 },
    );
  });

  it.each(harms)("BAS-13 tells the row of %s", (_title, harm) => {
    fc.assert(
      fc.property(
        fc.array(events, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        (given, at, other) => {
          const rows = chain(given);
          const [harmed, seq] = harm(rows, at % rows.length, other % rows.length);
          expect(verify(harmed).firstBroken).toBe(seq);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("BAS-13 refuses a line that is no row", () => {
    for (const line of ["", "{}", '{"seq":1}', "[1]"])
      expect(() => parseLine(line, "audit.jsonl:3")).toThrow(
        expect.objectContaining({ code: "E_AUDIT_BROKEN", message: "audit.jsonl:3 is no row of an audit" }),
      );
  });
});
