import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { member, objects, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

async function make(subject: string, more: JsonObject = {}): Promise<number> {
  const reply = await sandbox.control("POST", "/zendesk/tickets", {
    subject,
    comment: { body: "b" },
    ...more,
  });
  return Number(member(reply.json, "ticket").id);
}
const get = (path: string) => sandbox.zendesk("GET", `/api/v2/${path}`);
const subjects = async (path: string, key = "tickets") =>
  objects((await get(path)).json, key).map((row) => row.subject);

describe("Zendesk lists", () => {
  it("OPS-4 finds tickets by external_id, which is not unique and compares without case", async () => {
    await make("a", { external_id: "Key-1" });
    await make("b", { external_id: "key-1" });
    await make("c", { external_id: "key-2" });
    expect(await subjects("tickets?external_id=KEY-1")).toEqual(["a", "b"]);
    expect(await subjects("tickets?external_id=none")).toEqual([]);
  });

  it("OPS-4 pages by cursor along updated_at, both ways, without loss on equal seconds", async () => {
    const ids: number[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) {
      ids.push(await make(name));
      if (name === "b" || name === "d") sandbox.clock.advance(1000);
    }
    await sandbox.control("PATCH", `/zendesk/tickets/${ids[0]}`, { priority: "high" });
    for (const [sort, expected] of [
      ["updated_at", ["b", "c", "d", "a", "e"]],
      ["-updated_at", ["e", "a", "d", "c", "b"]],
      ["id", ["a", "b", "c", "d", "e"]],
      ["-id", ["e", "d", "c", "b", "a"]],
    ] as const) {
      const seen: unknown[] = [];
      let path: string | null = `tickets?page[size]=2&sort=${sort}`;
      while (path !== null) {
        const page = await get(path);
        seen.push(...objects(page.json, "tickets").map((ticket) => ticket.subject));
        const { has_more, after_cursor } = member(page.json, "meta");
        path =
          has_more === true ? `tickets?page[size]=2&sort=${sort}&page[after]=${String(after_cursor)}` : null;
      }
      expect([sort, seen]).toEqual([sort, expected]);
    }
  });

  it("OPS-4 narrows to tickets changed since start_time", async () => {
    await make("old");
    sandbox.clock.advance(10_000);
    const since = Math.floor(sandbox.clock.now() / 1000);
    await make("new");
    expect(await subjects(`tickets?start_time=${since}`)).toEqual(["new"]);
    expect(await subjects(`tickets?start_time=${since}&sort=-updated_at&page[size]=10`)).toEqual(["new"]);
  });

  it("OPS-4 pages by offset with count and next_page, and refuses depth and unknown sorts", async () => {
    for (const name of ["a", "b", "c"]) await make(name);
    const page = await get("tickets.json?per_page=2&sort_by=id&sort_order=desc");
    expect(member(page.json)).toMatchObject({ count: 3, previous_page: null });
    const next = new URL(String(member(page.json).next_page));
    expect(await subjects(`tickets${next.search}`)).toEqual(["a"]);
    const deep = await get("tickets?page=102&per_page=100");
    expect([deep.status, objects(deep.json, "errors")[0]?.code]).toEqual([400, "InvalidPaginationDepth"]);
    expect((await get("tickets?sort=colour&page[size]=2")).status).toBe(400);
  });

  it("OPS-4 shows many by id, leaving unknown ones out, 100 at most", async () => {
    const id = await make("a");
    expect(await subjects(`tickets/show_many?ids=${id},5`)).toEqual(["a"]);
    expect((await get(`tickets/show_many?ids=${Array(101).fill(id).join(",")}`)).status).toBe(400);
  });
});

describe("the incremental export", () => {
  const exported = async (query: string) => (await get(`incremental/tickets/cursor.json?${query}`)).json;

  it("OPS-4 leaves out the last minute, tells the end, and goes on by cursor with repeats", async () => {
    const startS = Math.floor(sandbox.clock.now() / 1000);
    await make("a");
    await make("b");
    sandbox.clock.advance(60_000);
    const first = await exported(`start_time=${startS}&per_page=1`);
    expect(objects(first, "tickets").map((row) => row.subject)).toEqual(["a"]);
    expect(member(first).end_of_stream).toBe(false);
    const second = await exported(`cursor=${encodeURIComponent(String(member(first).after_cursor))}`);
    expect(objects(second, "tickets").map((row) => row.subject)).toEqual(["a", "b"]);
    expect(member(second).end_of_stream).toBe(true);
    await make("c");
    sandbox.clock.advance(59_000);
    const cursor = encodeURIComponent(String(member(second).after_cursor));
    const early = await exported(`cursor=${cursor}`);
    expect([objects(early, "tickets"), member(early).after_cursor]).toEqual([
      [],
      member(second).after_cursor,
    ]);
    sandbox.clock.advance(1000);
    expect(objects(await exported(`cursor=${cursor}`), "tickets").map((row) => row.subject)).toEqual([
      "b",
      "c",
    ]);
  });

  it("OPS-4 includes deleted tickets as such, unless excluded", async () => {
    const startS = Math.floor(sandbox.clock.now() / 1000);
    const id = await make("a");
    await sandbox.control("DELETE", `/zendesk/tickets/${id}`);
    sandbox.clock.advance(61_000);
    expect(objects(await exported(`start_time=${startS}`), "tickets")).toMatchObject([
      { id, status: "deleted" },
    ]);
    expect(objects(await exported(`start_time=${startS}&exclude_deleted=true`), "tickets")).toEqual([]);
  });

  it("OPS-4 refuses a start within the last minute, and more than ten requests a minute", async () => {
    const now = Math.floor(sandbox.clock.now() / 1000);
    const recent = await get(`incremental/tickets/cursor?start_time=${now - 59}`);
    expect([recent.status, member(recent.json).error]).toEqual([400, "StartTimeTooRecent"]);
    for (let turn = 0; turn < 9; turn += 1) await get(`incremental/tickets/cursor?start_time=${now - 60}`);
    const refused = await get(`incremental/tickets/cursor?start_time=${now - 60}`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    sandbox.clock.advance(60_000);
    expect((await get(`incremental/tickets/cursor?start_time=${now - 60}`)).status).toBe(200);
  });
});

describe("search", () => {
  it("OPS-4 sees a ticket only after the index lag, as it was then", async () => {
    const id = await make("first", { external_id: "k" });
    expect(await subjects("search.json?query=type:ticket external_id:k", "results")).toEqual([]);
    sandbox.clock.advance(30_000);
    await sandbox.control("PATCH", `/zendesk/tickets/${id}`, { external_id: "k2" });
    expect(await subjects("search?query=type:ticket external_id:k", "results")).toEqual(["first"]);
    expect(await subjects("search?query=type:ticket external_id:k2", "results")).toEqual([]);
    await sandbox.control("POST", "/faults", { vendor: "zendesk", kind: "search-lag", latencyMs: 120_000 });
    sandbox.clock.advance(60_000);
    expect(await subjects("search?query=type:ticket external_id:k2", "results")).toEqual([]);
    await sandbox.control("DELETE", "/faults");
    expect(await subjects("search?query=type:ticket external_id:k2", "results")).toEqual(["first"]);
  });

  it("OPS-4 filters by words, dates, status and tags, and forgets deleted tickets", async () => {
    await sandbox.control("POST", "/settings", { zendesk: { searchLagMs: 0 } });
    await make("red ink", { status: "open", tags: ["x"] });
    const id = await make("blue ink", { status: "solved" });
    const found = (query: string) =>
      subjects(`search?sort_by=created_at&sort_order=asc&query=${encodeURIComponent(query)}`, "results");
    expect(await found("type:ticket status<solved")).toEqual(["red ink"]);
    expect(await found("ink -tags:x")).toEqual(["blue ink"]);
    expect(await found('"red ink" updated>=2026-05-06T08:00:00Z')).toEqual(["red ink"]);
    expect(await found("updated>2026-05-06T08:00:00Z")).toEqual([]);
    await sandbox.control("DELETE", `/zendesk/tickets/${id}`);
    expect(await found("ink")).toEqual(["red ink"]);
    expect((await get("search?query=nope:1")).status).toBe(422);
  });
});
