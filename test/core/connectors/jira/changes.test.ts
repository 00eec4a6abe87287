import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectPort } from "../../../../src/core/contract/connector.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import type { VendorRecord } from "../../../../src/core/contract/records.ts";
import { startTime } from "../standing-context.ts";
import { type AnsweringVendor, answeringVendor, issueOf, projectRoutes } from "./answering-vendor.ts";

interface Row {
  readonly id: number;
  summary: string;
  updated: number;
}

interface IndexedRow extends Row {
  readonly shownAt: number;
}

const pageSize = 2;

/** Issues, and an index behind them that shows a change some time later. Pages are short. */
class IndexedSite {
  readonly rows = new Map<number, Row>();
  readonly #index: IndexedRow[] = [];
  /** Issues that the index has lost for now. */
  readonly hidden = new Set<number>();
  now = startTime;

  edit(id: number, summary: string, lagMs: number): void {
    const row = { id, summary, updated: this.now };
    this.rows.set(id, row);
    this.#index.push({ ...row, shownAt: this.now + lagMs });
  }

  search({ json }: HttpRequest) {
    const { jql, nextPageToken } = json as { jql: string; nextPageToken?: string };
    const since = Number(/updated >= (\d+)/.exec(jql)?.[1]);
    const shown = new Map<number, IndexedRow>();
    for (const row of this.#index) if (row.shownAt <= this.now) shown.set(row.id, row);
    const rows = [...shown.values()]
      .filter(({ id, updated }) => updated >= since && !this.hidden.has(id))
      .sort((a, b) => a.updated - b.updated || a.id - b.id);
    const from = Number(nextPageToken ?? 0);
    const next = from + pageSize;
    const issues = rows
      .slice(from, next)
      .map(({ id, summary, updated }) =>
        issueOf(id, { summary, updated: new Date(updated).toISOString().replace("Z", "+0000") }),
      );
    return { body: { issues, ...(next < rows.length ? { nextPageToken: String(next) } : { isLast: true }) } };
  }
}

function follow(
  site: IndexedSite,
  config = {},
): { readonly vendor: AnsweringVendor; readonly port: ObjectPort } {
  const vendor = answeringVendor(
    config,
    ["POST /rest/api/3/search/jql", (request) => site.search(request)],
    ...projectRoutes(),
  );
  return { vendor, port: vendor.connection.object("issue:SUP:Bug", ["summary"]) };
}

async function drain(port: ObjectPort, feed: string, from: string | null) {
  const records: VendorRecord[] = [];
  let page = await port.changes(feed, from);
  records.push(...page.records);
  while (page.more) {
    page = await port.changes(feed, page.position);
    records.push(...page.records);
  }
  return { records, position: page.position };
}

const step = fc.record({
  edits: fc.array(
    fc.record({ id: fc.integer({ min: 1, max: 5 }), lagMs: fc.integer({ min: 0, max: 60_000 }) }),
    {
      maxLength: 4,
    },
  ),
  waitMs: fc.integer({ min: 0, max: 50_000 }),
  hides: fc.boolean(),
  restarts: fc.boolean(),
});

describe("the feeds of issues", () => {
  it.each(["recent", "net"])("SYN-3 %s skips no change, however late the index shows it", async (feed) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const site = new IndexedSite();
        let { vendor, port } = follow(site);
        const seen = new Map<string, unknown>();
        const take = (records: readonly VendorRecord[]) => {
          for (const { id, fields } of records) seen.set(id, fields.summary);
        };
        const pass = (ms: number) => {
          site.now += ms;
          vendor.advance(ms);
        };
        let { position } = await drain(port, feed, null);
        for (const { edits, waitMs, hides, restarts } of steps) {
          for (const { id, lagMs } of edits) site.edit(id, `text ${site.now} of ${id}`, lagMs);
          // Lost for one poll, not for longer than the fast feed looks back.
          if (hides && !site.hidden.has(1)) site.hidden.add(1);
          else site.hidden.delete(1);
          pass(waitMs);
          if (restarts) {
            const before = site.now - startTime;
            ({ vendor, port } = follow(site));
            vendor.advance(before);
          }
          const reading = await drain(port, feed, position);
          take(reading.records);
          position = reading.position;
        }
        site.hidden.clear();
        pass(59_000);
        take((await drain(port, feed, position)).records);
        pass(1_000);
        take((await drain(port, feed, position)).records);
        const last = [...site.rows.values()].map(({ id, summary }) => [String(id), summary]);
        expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(last));
      }),
      { numRuns: 60 },
    );
  });

  it("SYN-3 give a row of the overlap once to who has taken it, and to everybody else again", async () => {
    const site = new IndexedSite();
    const { vendor, port } = follow(site);
    const { position } = await drain(port, "recent", null);
    site.edit(1, "a", 0);
    const first = await drain(port, "recent", position);
    expect(first.records.map(({ id }) => id)).toEqual(["1"]);
    const second = await drain(port, "recent", first.position);
    expect(second.records).toEqual([]);
    expect((await drain(port, "recent", position)).records.map(({ id }) => id)).toEqual(["1"]);
    const restarted = vendor.connection.object("issue:SUP:Bug", ["summary"]);
    expect((await drain(restarted, "recent", second.position)).records.map(({ id }) => id)).toEqual(["1"]);
  });

  it("SYN-3 refuse a position that is none of theirs", async () => {
    const { port } = follow(new IndexedSite());
    await expect(port.changes("recent", '{"since":"yesterday"}')).rejects.toMatchObject({
      code: "E_INTERNAL",
    });
  });

  it("JRA-7 leave most of a ceiling to reads and writes, however many objects are followed", () => {
    const { vendor, port } = follow(new IndexedSite(), { ceiling: { requests: 100, per: "1h" } });
    const others = ["issue_comment", "issue_attachment"].map((name) => vendor.connection.object(name, []));
    const polls = [port, ...others].flatMap(({ feeds }) => feeds.map((feed) => 3_600_000 / feed.everyMs()));
    const perHour = polls.reduce((sum, count) => sum + count, 0);
    expect(perHour).toBeLessThanOrEqual(30.01);
    expect(perHour).toBeGreaterThan(20);
  });
});
