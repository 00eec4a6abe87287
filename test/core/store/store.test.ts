import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockEngine } from "../../../src/core/store/engine-lock.ts";
import type { Op } from "../../../src/core/store/ops.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";

let directory: string;
let file: string;
const opened: Store[] = [];
const open = (): Store => {
  const store = openStore(file);
  opened.push(store);
  return store;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "integ-store-"));
  file = join(directory, "integ.db");
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const inboxRow = (eventKey: string, recordId = "r1"): Op => ({
  op: "inbox.add",
  row: {
    sync: "s",
    side: "left",
    recordId,
    kind: "changed",
    source: "push",
    eventKey,
    seenAt: 1,
    changedAt: null,
    dueAt: 1,
  },
});
const brokenOp: Op = {
  op: "shadow.merge",
  linkId: "no such link",
  agreed: { left: { a: 1 }, right: { a: 1 } },
};

describe("a commit", () => {
  it("SYN-9 is there after the process has gone", async () => {
    const store = open();
    await store.commit([inboxRow("e1")]);
    const second = open();
    expect((await second.inboxCounts("s")).open).toBe(1);
  });

  it("is applied whole or not at all, and fails alone among those it shares a transaction with", async () => {
    const store = open();
    const results = await Promise.allSettled([
      store.commit([inboxRow("e1")]),
      store.commit([inboxRow("e2"), brokenOp]),
      store.commit([inboxRow("e3")]),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const rows = await store.openInbox("s", "left", ["r1"]);
    expect(rows.map((row) => row.eventKey)).toEqual(["e1", "e3"]);
  });

  it("SYN-9 is refused once another process has taken the engine", async () => {
    const store = open();
    const fence = await store.takeEngine("first", 1);
    await store.commit([inboxRow("e1")], fence);
    await open().takeEngine("second", 2);
    await expect(store.commit([inboxRow("e2")], fence)).rejects.toMatchObject({ code: "E_LEASE_LOST" });
    expect((await store.inboxCounts("s")).total).toBe(1);
  });

  it("SYN-10 ignores an event that came before", async () => {
    const store = open();
    await store.commit([inboxRow("e1"), inboxRow("e1")]);
    await store.commit([inboxRow("e1")]);
    expect((await store.inboxCounts("s")).total).toBe(1);
  });
});

describe("the inbox", () => {
  it("SYN-17 counts the records that wait, not their changes; a pair counts once, whichever side changed", async () => {
    const store = open();
    const right = (eventKey: string, recordId: string): Op => {
      const op = inboxRow(eventKey, recordId);
      return op.op === "inbox.add" ? { ...op, row: { ...op.row, side: "right" } } : op;
    };
    const link = { id: "l", sync: "s", leftId: "r1", rightId: "t1", state: "live", deletedOn: null } as const;
    await store.commit([
      { op: "link.put", link, at: 1 },
      ...["a", "b", "c"].map((key) => inboxRow(key)),
      right("d", "t1"),
      right("e", "r1"),
      inboxRow("f", "r2"),
    ]);
    const [planned, ...done] = (await store.openInbox("s", "left", ["r1"])).map((row) => row.id);
    await store.commit([
      { op: "inbox.plan", ids: [planned ?? 0], linkId: "l" },
      { op: "inbox.settle", ids: done, state: "done", at: 2 },
    ]);
    expect((await store.inboxCounts("s")).open).toBe(3);
    expect(await store.waitingRecords("s")).toBe(3);
    expect(await store.waitingRecords("other")).toBe(0);
  });

  it("BAS-12 keeps its count when settled rows are forgotten", async () => {
    const store = open();
    await store.commit([inboxRow("e1"), inboxRow("e2", "r2")]);
    const ids = (await store.openInbox("s", "left", ["r1"])).map((row) => row.id);
    await store.commit([{ op: "inbox.settle", ids, state: "done", at: 10 }]);
    await store.commit([{ op: "inbox.prune", before: 11 }]);
    expect(await store.openInbox("s", "left", ["r1"])).toEqual([]);
    expect(await store.inboxCounts("s")).toMatchObject({ open: 1, done: 1, total: 2 });
  });

  it("gives fast sources before scans, and nothing before it is due", async () => {
    const store = open();
    const scan = inboxRow("scan", "a");
    const later = inboxRow("later", "b");
    const push = inboxRow("push", "c");
    if (scan.op === "inbox.add" && later.op === "inbox.add") {
      await store.commit([
        { ...scan, row: { ...scan.row, source: "scan" } },
        { ...later, row: { ...later.row, dueAt: 99 } },
        push,
      ]);
    }
    expect((await store.dueInbox("s", 5, 10)).map((row) => row.recordId)).toEqual(["c", "a"]);
  });
});

describe("opening", () => {
  it("BAS-3 refuses a database from a newer version and leaves it untouched", () => {
    const db = new Database(file);
    db.pragma("user_version = 99");
    db.close();
    const before = readFileSync(file);
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: "E_STORE_NEWER", exitCode: 78 }));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it("BAS-3 refuses a file that is no database", () => {
    writeFileSync(file, "this is not a database, and it is long enough to be looked at as one".repeat(20));
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: "E_STORE_CORRUPT" }));
  });

  it("BAS-3 says in one sentence that the state directory can't be written", () => {
    // Nobody can make a directory there, not even root.
    expect(() => openStore("/dev/null/integ/integ.db")).toThrow(
      expect.objectContaining({ code: "E_STORE_READONLY" }),
    );
  });
});

describe("a clone", () => {
  it("SYN-16 takes commits that the original never sees", async () => {
    const store = open();
    await store.commit([inboxRow("e1")]);
    const clone = await store.clone();
    await clone.commit([inboxRow("e2")]);
    expect((await clone.inboxCounts("s")).total).toBe(2);
    await clone.close();
    expect((await store.inboxCounts("s")).total).toBe(1);
  });
});

describe("the engine's lock", () => {
  it("SYN-9 is held by one process at a time and free once it is released", async () => {
    const first: (() => void | Promise<void>)[] = [];
    lockEngine(directory, first);
    expect(() => lockEngine(directory, [])).toThrow(
      expect.objectContaining({ code: "E_ENGINE_BUSY", exitCode: 75 }),
    );
    for (const release of first) await release();
    const second: (() => void | Promise<void>)[] = [];
    lockEngine(directory, second);
    for (const release of second) await release();
  });
});
