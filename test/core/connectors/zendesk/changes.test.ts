// The two feeds: against a script, and `recent` against a list that changes while it is read.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Calls } from "../../../../src/core/connectors/zendesk/calls.ts";
import { ZendeskClient } from "../../../../src/core/connectors/zendesk/client.ts";
import { readSettings } from "../../../../src/core/connectors/zendesk/config.ts";
import { readRecent } from "../../../../src/core/connectors/zendesk/recent-feed.ts";
import { toRecord } from "../../../../src/core/connectors/zendesk/ticket.ts";
import type { ObjectPort } from "../../../../src/core/contract/connector.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { respond, type ScriptedVendor, scriptVendor, startTime, ticketOf } from "./scripted-vendor.ts";

let vendor: ScriptedVendor;
let port: ObjectPort;
const startS = startTime / 1000;
const at = (secondsFromStart: number) =>
  new Date(startTime + secondsFromStart * 1000).toISOString().replace(".000Z", "Z");

beforeEach(() => {
  vendor = scriptVendor();
  port = vendor.connection.object("ticket", ["subject"]);
});
afterEach(() => vendor.verify());

const refusedCursor = { error: { title: "Invalid attribute", message: "cursor" } };

describe("the recent feed", () => {
  it("SYN-3 starts at now minus its overlap by the vendor's clock, not by ours", async () => {
    vendor.advance(3_600_000);
    vendor.expectCalls({
      call: "GET tickets",
      query: { "page[size]": 100, sort: "-updated_at", support_type_scope: "all" },
      answer: {
        tickets: [ticketOf(2, { updated_at: at(-5) }), ticketOf(1, { updated_at: at(-6) })],
        meta: { has_more: true, after_cursor: "c" },
      },
    });
    const page = await port.changes("recent", null);
    expect(page.records.map((record) => record.id)).toEqual(["2"]);
    expect(page.more).toBe(false);
    expect(JSON.parse(page.position)).toEqual({ since: startS - 5 });
  });

  it("SYN-3 goes on through pages that share a second, then begins anew where this pass began", async () => {
    const position = JSON.stringify({ since: startS - 100 });
    const rows = [ticketOf(1, { updated_at: at(-100) }), ticketOf(2, { updated_at: at(-100) })];
    vendor.expectCalls(
      {
        call: "GET tickets",
        query: {
          "page[size]": 100,
          sort: "-updated_at",
          start_time: startS - 101,
          support_type_scope: "all",
        },
        answer: { tickets: [rows[0]], meta: { has_more: true, after_cursor: "c1" } },
      },
      {
        call: "GET tickets",
        query: {
          "page[size]": 100,
          sort: "-updated_at",
          start_time: startS - 101,
          "page[after]": "c1",
          support_type_scope: "all",
        },
        date: new Date(startTime + 30_000).toUTCString(),
        answer: { tickets: [rows[1]], meta: { has_more: false, after_cursor: "c2" } },
      },
    );
    const first = await port.changes("recent", position);
    expect(first.more).toBe(true);
    const second = await port.changes("recent", first.position);
    expect([...first.records, ...second.records].map((record) => record.id)).toEqual(["1", "2"]);
    expect(second.more).toBe(false);
    expect(JSON.parse(second.position)).toEqual({ since: startS - 5 });
  });

  it("SYN-3 begins the pass anew when the vendor refuses its cursor", async () => {
    vendor.expectCalls(
      { call: "GET tickets", status: 400, answer: refusedCursor },
      {
        call: "GET tickets",
        query: {
          "page[size]": 100,
          sort: "-updated_at",
          start_time: startS - 101,
          support_type_scope: "all",
        },
        answer: { tickets: [] },
      },
    );
    const page = await port.changes(
      "recent",
      JSON.stringify({ since: startS - 100, mark: startS - 50, after: "gone" }),
    );
    expect(JSON.parse(page.position)).toEqual({ since: startS - 5 });
  });

  it("SYN-3 never moves back, and refuses a position that is none", async () => {
    vendor.expectCalls({ call: "GET tickets", answer: { tickets: [] } });
    const page = await port.changes("recent", JSON.stringify({ since: startS + 60 }));
    expect(JSON.parse(page.position)).toEqual({ since: startS + 60 });
    await expect(port.changes("recent", "yesterday")).rejects.toMatchObject({ code: "E_INTERNAL" });
    await expect(port.changes("sideways", null)).rejects.toMatchObject({ code: "E_INPUT" });
  });

  it("SYN-3 skips no change, whatever happens between two pages", async () => {
    const step = fc.record({
      edits: fc.array(
        fc.record({ id: fc.integer({ min: 1, max: 12 }), lagMs: fc.integer({ min: 0, max: 4000 }) }),
        { maxLength: 8 },
      ),
      passMs: fc.integer({ min: 0, max: 9000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const list = changingList();
        let position: string | null = null;
        const told = new Map<string, unknown>();
        const poll = async () => {
          const page = await readRecent(list.context, position, async (tickets) =>
            tickets.map((ticket) => toRecord(ticket, ["subject"])),
          );
          for (const record of page.records) told.set(record.id, record.fields.subject);
          position = page.position;
          return page.more;
        };
        await poll();
        for (const { edits, passMs } of steps) {
          for (const { id, lagMs } of edits) list.edit(id, lagMs);
          list.pass(passMs);
          await poll();
        }
        list.pass(5000);
        // The pass under way may have gone by a row before it showed; the one after it must not.
        while (await poll());
        while (await poll());
        expect(Object.fromEntries(told)).toEqual(list.edited());
      }),
      { numRuns: 500 },
    );
  });
});

/** The vendor's list with small pages and keyset cursors; an edit shows up to `lagMs` after the time it carries. */
function changingList() {
  const rows = new Map<
    number,
    { subject: string; time: number; visibleAt: number; before?: { subject: string; time: number } }
  >();
  let now = startTime;
  let count = 0;
  const visible = () =>
    [...rows]
      .flatMap(([id, row]) => {
        if (row.visibleAt <= now) return [{ id, subject: row.subject, time: row.time }];
        return row.before ? [{ id, ...row.before }] : [];
      })
      .map((row) => ({ ...row, seconds: Math.floor(row.time / 1000) }))
      .sort((a, b) => b.seconds - a.seconds || b.id - a.id);
  const request = async ({ query }: HttpRequest) => {
    const [seconds, id] = String(query?.["page[after]"] ?? "Infinity:0")
      .split(":")
      .map(Number);
    const from = Number(query?.start_time ?? 0);
    const behind = visible().filter(
      (row) =>
        row.seconds > from &&
        (row.seconds < (seconds ?? 0) || (row.seconds === seconds && row.id < (id ?? 0))),
    );
    const page = behind.slice(0, 3);
    const last = page.at(-1);
    const body = {
      tickets: page.map((row) =>
        ticketOf(row.id, { subject: row.subject, updated_at: new Date(row.seconds * 1000).toISOString() }),
      ),
      meta: { has_more: behind.length > 3, after_cursor: last ? `${last.seconds}:${last.id}` : null },
    };
    return respond(200, body, { date: new Date(now).toUTCString() });
  };
  const context = {
    client: new ZendeskClient(new Calls({ request })),
    settings: readSettings({ connector: "zendesk", subdomain: "acme" }),
    clock: { now: () => now, sleep: async () => undefined },
    log: { debug() {}, info() {}, warn() {}, error() {}, child: () => context.log },
  };
  return {
    context,
    edit(id: number, lagMs: number) {
      count += 1;
      const row = rows.get(id);
      const isShown = row !== undefined && row.visibleAt <= now;
      const before = isShown ? { subject: row.subject, time: row.time } : row?.before;
      rows.set(id, {
        subject: `edit ${count}`,
        time: now,
        visibleAt: now + lagMs,
        ...(before ? { before } : {}),
      });
    },
    pass(ms: number) {
      now += ms;
    },
    edited: () => Object.fromEntries([...rows].map(([id, row]) => [String(id), row.subject])),
  };
}

describe("the export feed", () => {
  it("ZDK-10 starts five minutes ago, as the vendor wants at least one, and goes on by cursor", async () => {
    vendor.expectCalls(
      {
        call: "GET incremental/tickets/cursor.json",
        query: { start_time: startS - 300, support_type_scope: "all" },
        answer: {
          tickets: [ticketOf(1, { generated_timestamp: startS - 70 })],
          after_cursor: "c1",
          end_of_stream: false,
        },
      },
      {
        call: "GET incremental/tickets/cursor.json",
        query: { cursor: "c1", support_type_scope: "all" },
        answer: {
          tickets: [ticketOf(2, { status: "deleted", generated_timestamp: startS - 65 })],
          after_cursor: "c2",
          end_of_stream: true,
        },
      },
    );
    const first = await port.changes("export", null);
    expect(first).toMatchObject({ more: true, records: [{ id: "1", deleted: false }] });
    const second = await port.changes("export", first.position);
    expect(second).toMatchObject({ more: false, records: [{ id: "2", deleted: true }] });
    expect(JSON.parse(second.position)).toEqual({ since: startS - 65, cursor: "c2" });
    expect(vendor.requests.map((request) => request.endpointClass)).toEqual(["incremental", "incremental"]);
  });

  it("ZDK-10 falls back to a start time, with overlap, when the vendor does not take its cursor any more", async () => {
    vendor.expectCalls(
      {
        call: "GET incremental/tickets/cursor.json",
        status: 422,
        answer: { error: "InvalidValue", description: "cursor" },
      },
      {
        call: "GET incremental/tickets/cursor.json",
        query: { start_time: startS - 1300, support_type_scope: "all" },
        answer: { tickets: [], after_cursor: "c9", end_of_stream: true },
      },
    );
    const page = await port.changes("export", JSON.stringify({ since: startS - 1000, cursor: "old" }));
    expect(JSON.parse(page.position)).toEqual({ since: startS - 1000, cursor: "c9" });
  });

  it("ZDK-10 keeps its place when an empty stream has no cursor, and when the limit is met", async () => {
    vendor.expectCalls(
      {
        call: "GET incremental/tickets/cursor.json",
        answer: { tickets: [], after_cursor: null, end_of_stream: true },
      },
      { call: "GET incremental/tickets/cursor.json", status: 429, text: "Too many" },
    );
    const page = await port.changes("export", null);
    expect(JSON.parse(page.position)).toEqual({ since: startS - 300 });
    await expect(port.changes("export", page.position)).rejects.toMatchObject({ code: "E_RATE_LIMITED" });
  });

  it("ZDK-8 is polled once a minute at most, the recent one as configured", () => {
    const paced = scriptVendor({ pollEvery: "1s" }).connection.object("ticket", []);
    expect(paced.feeds.map((feed) => [feed.name, feed.role, feed.everyMs()])).toEqual([
      ["recent", "fast", 1000],
      ["export", "net", 60_000],
    ]);
  });
});
