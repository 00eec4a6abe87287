import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectPort } from "../../../../src/core/contract/connector.ts";
import type { VendorRecord } from "../../../../src/core/contract/records.ts";
import { startTime } from "../standing-context.ts";
import { answeringVendor } from "./answering-vendor.ts";
import { type MemoryTable, memoryTable } from "./table-of-rows.ts";

const secondMs = 1000;
const raw = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

function open(table: MemoryTable) {
  const vendor = answeringVendor((request) => table.answer(request));
  return { vendor, port: vendor.connection.object("incident", ["short_description"]) };
}

function put({ rows }: MemoryTable, n: number, ms: number, text = `row ${n}`): string {
  // Ids that do not go with time.
  const id = ((n * 2_654_435_761) % 4_294_967_296).toString(16).padStart(32, "0");
  const count = Number(rows.get(id)?.sys_mod_count ?? -1) + 1;
  rows.set(id, {
    sys_id: id,
    sys_updated_on: raw(ms),
    sys_mod_count: String(count),
    short_description: text,
  });
  return id;
}

async function drain(port: ObjectPort, feed: string, position: string | null, between = () => {}) {
  const records: VendorRecord[] = [];
  let page = await port.changes(feed, position);
  records.push(...page.records);
  for (let pages = 0; page.more; pages += 1) {
    if (pages > 200) throw new Error("the feed never ends");
    between();
    page = await port.changes(feed, page.position);
    records.push(...page.records);
  }
  return { records, position: page.position };
}

describe("the feeds of a table", () => {
  it("SYN-3 show every row once, also where hundreds changed in one second and others are hidden", async () => {
    const second = fc.integer({ min: 0, max: 3 });
    const rows = fc.array(fc.tuple(second, fc.boolean()), { minLength: 150, maxLength: 900 });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(500), async (made, front) => {
        const table = memoryTable();
        const { port } = open(table);
        const { position } = await drain(port, "recent", null);
        const ids = made.map(([at]) => at).map((at, n) => put(table, n, startTime + at * secondMs));
        for (const [n, [, isHidden]] of made.entries()) if (isHidden) table.hidden.add(ids[n] ?? "");
        const inOrder = [...table.rows.values()].map((row) => row.sys_updated_on + row.sys_id).sort();
        for (const place of inOrder.slice(0, front)) table.hidden.add(place.slice(-32));
        const { records } = await drain(port, "recent", position);
        const wanted = ids.filter((id) => !table.hidden.has(id)).sort();
        expect(records.map(({ id }) => id).sort()).toEqual(wanted);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it("SYN-3 pass over nothing that changes while a pass is under way", async () => {
    const moves = fc.array(fc.nat(499), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(moves, async (moved) => {
        const table = memoryTable();
        const { vendor, port } = open(table);
        const { position } = await drain(port, "recent", null);
        for (let n = 0; n < 500; n += 1) put(table, n, startTime + (n % 5) * secondMs);
        vendor.advance(10 * secondMs);
        const left = [...moved];
        const first = await drain(port, "recent", position, () => {
          const n = left.pop();
          if (n !== undefined) put(table, n, startTime + 10 * secondMs, "moved");
        });
        const second = await drain(port, "recent", first.position);
        const seen = new Map([...first.records, ...second.records].map((record) => [record.id, record]));
        for (const { sys_id: id, short_description: text } of table.rows.values())
          expect(seen.get(id)?.fields.short_description).toBe(text);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it("SYN-3 find a row that a long transaction shows late", async () => {
    const table = memoryTable();
    const { vendor, port } = open(table);
    let { position } = await drain(port, "recent", null);
    vendor.advance(60 * secondMs);
    put(table, 1, startTime + 59 * secondMs);
    ({ position } = await drain(port, "recent", position));
    // Stamped before what was read, and visible only now.
    const late = put(table, 2, startTime + 35 * secondMs);
    const { records } = await drain(port, "recent", position);
    expect(records.map(({ id }) => id)).toEqual([late]);
  });

  it("SYN-3 give rows of the overlap again to who does not show that they were taken", async () => {
    const table = memoryTable();
    const { port } = open(table);
    const { position } = await drain(port, "recent", null);
    const id = put(table, 1, startTime);
    const after = await drain(port, "recent", position);
    expect((await drain(port, "recent", after.position)).records).toEqual([]);
    const restarted = open(table).port;
    expect((await drain(restarted, "recent", after.position)).records.map((one) => one.id)).toEqual([id]);
    expect((await drain(port, "recent", position)).records.map((one) => one.id)).toEqual([id]);
  });

  it("SYN-3 refuse a position that is none of theirs", async () => {
    const { port } = open(memoryTable());
    await expect(port.changes("recent", "{}")).rejects.toMatchObject({ code: "E_INTERNAL" });
    await expect(port.changes("other", null)).rejects.toMatchObject({ code: "E_INPUT" });
  });
});
