import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChanges } from "../../../../src/core/connectors/salesforce/changes.ts";
import type { SalesforceClient } from "../../../../src/core/connectors/salesforce/client.ts";
import { kindOf } from "../../../../src/core/connectors/salesforce/kinds.ts";
import {
  advance,
  conditionAt,
  firstPosition,
  readPosition,
} from "../../../../src/core/connectors/salesforce/positions.ts";
import { Described, type Row } from "../../../../src/core/connectors/salesforce/schema.ts";
import { describeAnswer, fixedClock } from "./strict-http.ts";

const startMs = Date.parse("2026-11-22T10:00:00.000Z");
const at = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString();
const overlapMs = 30_000;

/** A case that someone changes: stamped at one second, visible to queries from a later one. */
interface StoredRow {
  readonly id: string;
  stamp: number;
  visibleFrom: number;
  subject: string;
}

/** The vendor's table and clock; answers the two conditions a position can ask for, as the database would. */
function playVendor(
  rows: StoredRow[],
  clock: { now: number },
): Pick<SalesforceClient, "query" | "serverNowMs"> {
  const matches = (soql: string, row: StoredRow): boolean => {
    const stamp = at(row.stamp);
    const first = /SystemModstamp >= (\S+) ORDER/.exec(soql);
    if (first) return stamp >= (first[1] ?? "");
    const next = /SystemModstamp > (\S+) OR \(SystemModstamp = (\S+) AND Id > '(\w+)'/.exec(soql);
    if (!next) throw new Error(`unexpected condition: ${soql}`);
    return stamp > (next[1] ?? "") || (stamp === next[2] && row.id > (next[3] ?? ""));
  };
  return {
    serverNowMs: async () => startMs + clock.now * 1000,
    query: async (soql) => {
      const limit = Number(/LIMIT (\d+)$/.exec(soql)?.[1]);
      const found = rows
        .filter((row) => row.visibleFrom <= clock.now && matches(soql, row))
        .sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
      const records: Row[] = found.map((row) => ({
        Id: row.id,
        SystemModstamp: at(row.stamp).replace("Z", "+0000"),
        IsDeleted: false,
        Subject: row.subject,
      }));
      return { done: true, records };
    },
  };
}

function openFeed(client: Pick<SalesforceClient, "query" | "serverNowMs">, pageRows: number) {
  const described = Described.parse(describeAnswer([{ name: "Subject" }]));
  const unused = new Proxy(client, {
    get: (target, name) => {
      if (name === "query" || name === "serverNowMs") return target[name];
      throw new Error(`the feed must not use ${String(name)}`);
    },
  }) as SalesforceClient;
  return createChanges({
    client: unused,
    object: "Case",
    fields: ["Subject"],
    externalIdField: "Integ_Key__c",
    describe: async () => described,
    kind: kindOf("Case"),
    context: { clock: fixedClock(0), ids: { next: () => "id" } },
    userId: async () => "005000000000001AAA",
    overlapMs,
    everyMs: () => 1000,
    pageRows,
  });
}

const idOf = (n: number): string => `500${String(n).padStart(12, "0")}AAA`;

describe("positions of the change feed", () => {
  it("SYN-3 begins an overlap before now, in the server's time", () => {
    expect(firstPosition(startMs, overlapMs)).toMatchObject({ floor: at(-30), after: null });
    expect(conditionAt(firstPosition(startMs, overlapMs))).toBe(`SystemModstamp >= ${at(-30)}`);
  });

  it("SYN-3 refuses a position it did not give", () => {
    for (const text of [
      "",
      "{}",
      "null",
      '{"v":2}',
      '{"v":1,"floor":"yesterday","after":null,"ceiling":null,"page":0}',
    ]) {
      expect(() => readPosition(text)).toThrow(expect.objectContaining({ code: "E_INTERNAL" }));
    }
  });

  it("SYN-3 never gives the same position twice", () => {
    const from = firstPosition(startMs, overlapMs);
    const next = advance({ from, rows: [], serverNowMs: startMs, overlapMs, last: true });
    expect(next.floor).toBe(from.floor);
    expect(JSON.stringify(next)).not.toBe(JSON.stringify(from));
  });

  it("SYN-3 goes back an overlap before the first request that came near the present, however long the pass", () => {
    const record = {
      id: idOf(1),
      version: "",
      modifiedAt: at(-10),
      deleted: false,
      correlationKey: null,
      fields: {},
    };
    const from = firstPosition(startMs, overlapMs);
    const near = advance({ from, rows: [record], serverNowMs: startMs, overlapMs, last: false });
    const end = advance({ from: near, rows: [], serverNowMs: startMs + 600_000, overlapMs, last: true });
    expect(end.floor).toBe(at(-30));
  });

  it("SYN-3 skips no change: equal timestamps, small pages, rows that become visible late, restarts, re-reads", async () => {
    const edit = fc.record({ row: fc.nat(7), late: fc.integer({ min: 0, max: 29 }) });
    const step = fc.record({
      edits: fc.array(edit, { maxLength: 6 }),
      seconds: fc.integer({ min: 0, max: 20 }),
      restart: fc.boolean(),
      lost: fc.boolean(),
    });
    const run = fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, pageRows) => {
        const clock = { now: 0 };
        const rows: StoredRow[] = [];
        const vendor = playVendor(rows, clock);
        let feed = openFeed(vendor, pageRows);
        let { position } = await feed.changes("modstamp", null);
        const seen = new Map<string, unknown>();
        const drain = async (keep: boolean) => {
          for (let pages = 0; ; pages += 1) {
            expect(pages).toBeLessThan(100);
            const page = await feed.changes("modstamp", position);
            if (!keep) return;
            for (const record of page.records) seen.set(record.id, record.fields.Subject);
            position = page.position;
            if (!page.more) return;
          }
        };
        let edits = 0;
        for (const { edits: made, seconds, restart, lost } of steps) {
          for (const { row, late } of made) {
            edits += 1;
            const id = idOf(row);
            const known = rows.find((candidate) => candidate.id === id);
            // A locked row: the second transaction waits until the first has become visible.
            if (known && known.visibleFrom > clock.now) continue;
            const state = { stamp: clock.now, visibleFrom: clock.now + late, subject: `edit ${edits}` };
            if (known) Object.assign(known, state, { visibleFrom: clock.now });
            else rows.push({ id, ...state });
          }
          if (restart) feed = openFeed(vendor, pageRows);
          await drain(!lost);
          clock.now += seconds;
        }
        clock.now += 30;
        await drain(true);
        for (const row of rows) expect(seen.get(row.id)).toBe(row.subject);
      },
    );
    await fc.assert(run, { numRuns: 150 });
  });

  it("SYN-3 does not give a row again to a caller that has taken it, until it changes", async () => {
    const clock = { now: 10 };
    const rows = [{ id: idOf(1), stamp: 10, visibleFrom: 10, subject: "first" }];
    const feed = openFeed(playVendor(rows, clock), 100);
    const first = await feed.changes("modstamp", null);
    expect(first.records).toHaveLength(1);
    const second = await feed.changes("modstamp", first.position);
    expect(second.records).toEqual([]);
    rows[0] = { id: idOf(1), stamp: 10, visibleFrom: 10, subject: "second edit in the same second" };
    const third = await feed.changes("modstamp", second.position);
    expect(third.records.map((record) => record.fields)).toEqual([
      { Subject: "second edit in the same second" },
    ]);
    const again = await feed.changes("modstamp", first.position);
    expect(again.records).toHaveLength(1);
  });
});
