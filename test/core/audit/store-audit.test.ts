// What the store notes of its own changes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../src/core/audit/audit-row.ts";
import { ChainCheck } from "../../../src/core/audit/chain.ts";
import { first } from "../../../src/core/store/migrations/0001-first.ts";
import type { Op } from "../../../src/core/store/ops.ts";
import type { Intent, Link, Pause } from "../../../src/core/store/rows.ts";
import { auditedOps } from "../../../src/core/store/sqlite/audited-ops.ts";
import { currentSchema } from "../../../src/core/store/sqlite/schema-version.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";

const actor = { kind: "user", name: "ada" } as const;
let directory: string;
let file: string;
let store: Store;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "integ-audit-"));
  file = join(directory, "integ.db");
  store = openStore(file, { actor });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const link: Link = { id: "L1", sync: "cases", leftId: "500A", rightId: "42", state: "live", deletedOn: null };
const intent: Intent = {
  id: "I1",
  sync: "cases",
  linkId: "L1",
  side: "right",
  operation: "update",
  fields: { subject: "secret words" },
  correlationKey: null,
  targetId: "42",
  expectedVersion: null,
  agreed: { left: { Subject: "secret words" }, right: { subject: "secret words" } },
  stamps: null,
  state: "planned",
  sentAt: null,
  attempts: 0,
  seenAt: 1,
  changedAt: null,
};
const pause: Pause = {
  sync: "cases",
  kind: "sync",
  subject: "",
  code: "E_SYNC_PAUSED",
  message: "maintenance",
  who: "bob",
  at: 5,
};
const letter = {
  id: "D1",
  sync: "cases",
  linkId: "L1",
  side: "left",
  recordId: "500A",
  operation: "update",
  code: "E_RECORD_INVALID",
  message: "m",
  hint: "h",
  vendorCode: null,
  payload: {},
  lastAt: 2,
} as const;
const conflict = {
  id: "C1",
  sync: "cases",
  linkId: "L1",
  field: "f",
  base: undefined,
  left: "a",
  right: "b",
  winner: null,
  reason: "ask",
  at: 1,
  state: "open",
  choice: null,
  decidedBy: null,
} as const;
const event: AuditEvent = {
  at: 9,
  who: { kind: "client", name: "api" },
  action: "secrets.rotate",
  subject: "k-1",
  before: null,
  after: null,
  outcome: "refused",
  detail: { source: "keychain" },
};

/** A state in which every op can do something. */
const ground: readonly Op[] = [
  { op: "link.put", link, at: 1 },
  { op: "shadow.merge", linkId: "L1", agreed: { left: {}, right: { subject: "before" } } },
  { op: "intent.put", intent, at: 1 },
  { op: "conflict.add", conflict },
  { op: "deadLetter.put", letter },
  { op: "cursor.put", cursor: { sync: "cases", side: "left", feed: "f", position: "1", polledAt: 1 } },
];

const inboxRow = {
  sync: "cases",
  side: "left",
  recordId: "500A",
  kind: "changed",
  source: "poll",
  eventKey: "e",
  seenAt: 1,
  changedAt: null,
  dueAt: 1,
} as const;
const cases = { sync: "cases", side: "left" } as const;
const orderKey = { connection: "snow", action: "order-item", requestKey: "PO-1", input: "d1gest" } as const;
const request = { ...orderKey, state: "sent", result: null, sentAt: 6, settledAt: null } as const;

/** One of each kind. */
const samples: { readonly [K in Op["op"]]: Extract<Op, { op: K }> } = {
  "audit.add": { op: "audit.add", event },
  "intent.state": { op: "intent.state", id: "I1", state: "sent", at: 3 },
  "pause.put": { op: "pause.put", pause },
  "pause.drop": { op: "pause.drop", sync: "cases", kind: "sync", subject: "" },
  "conflict.decide": { op: "conflict.decide", id: "C1", choice: { take: "left" }, who: "bob", at: 4 },
  "deadLetter.edit": { op: "deadLetter.edit", id: "D1", edited: { subject: "x" } },
  "deadLetter.discard": { op: "deadLetter.discard", id: "D1", who: "bob", at: 4 },
  "deadLetter.replay": { op: "deadLetter.replay", id: "D1", at: 4 },
  "cursor.drop": { op: "cursor.drop", sync: "cases", side: null },
  "meta.put": { op: "meta.put", key: "approved", value: "5" },
  "meta.drop": { op: "meta.drop", key: "approved" },
  "link.put": { op: "link.put", link: { ...link, state: "detached" }, at: 4 },
  "action.put": { op: "action.put", request },
  "action.prune": { op: "action.prune", before: 1 },
  "cursor.put": { op: "cursor.put", cursor: { ...cases, feed: "f", position: "2", polledAt: 2 } },
  "inbox.add": { op: "inbox.add", row: inboxRow },
  "inbox.plan": { op: "inbox.plan", ids: [1], linkId: "L1" },
  "inbox.settle": { op: "inbox.settle", ids: [1], state: "done", at: 1 },
  "inbox.reopen": { op: "inbox.reopen", ids: [1], dueAt: 1, countAttempt: true },
  "inbox.buryLink": { op: "inbox.buryLink", linkId: "L1", at: 1 },
  "inbox.reopenOrphans": { op: "inbox.reopenOrphans", sync: "cases", dueAt: 1 },
  "inbox.reopenLink": { op: "inbox.reopenLink", linkId: "L1", dueAt: 1 },
  "inbox.hurry": { op: "inbox.hurry", ...cases, recordIds: ["500A"], dueAt: 1 },
  "inbox.hurryAll": { op: "inbox.hurryAll", sync: "cases", dueAt: 1 },
  "inbox.prune": { op: "inbox.prune", before: 1 },
  "sighting.put": { op: "sighting.put", ...cases, sighting: { recordId: "500A", version: "1", hash: "h" } },
  "sighting.drop": { op: "sighting.drop", ...cases, recordId: "500A" },
  "shadow.merge": { op: "shadow.merge", linkId: "L1", agreed: intent.agreed },
  "intent.put": { op: "intent.put", intent: { ...intent, id: "I2", side: "left" }, at: 1 },
  "intent.prune": { op: "intent.prune", before: 1 },
  "conflict.add": { op: "conflict.add", conflict: { ...conflict, id: "C2", field: "g" } },
  "conflict.settle": { op: "conflict.settle", linkId: "L1", field: "f", winner: "left" },
  "deadLetter.put": { op: "deadLetter.put", letter },
  "deadLetter.resolve": { op: "deadLetter.resolve", linkId: "L1", at: 1 },
  "history.add": {
    op: "history.add",
    row: { sync: "cases", linkId: "L1", at: 7, kind: "linked", data: { who: "bob" } },
  },
  "wait.put": {
    op: "wait.put",
    wait: { linkId: "L1", parentSync: "p", parentSide: "left", parentId: "1", since: 1, isChild: true },
  },
  "wait.drop": { op: "wait.drop", linkId: "L1" },
  "wait.dismiss": { op: "wait.dismiss", parentSync: "p", parentSide: "left", parentId: "1", at: 1 },
  "swept.add": { op: "swept.add", ...cases, recordIds: ["500A"] },
  "swept.clear": { op: "swept.clear", ...cases },
  "matchKey.put": {
    op: "matchKey.put",
    ...cases,
    records: [{ id: "500A", namedId: null, originKey: null, keys: [] }],
  },
  "matchKey.take": { op: "matchKey.take", sync: "cases", rule: 0, pairs: [["500A", "42"]] },
  "matchKey.drop": { op: "matchKey.drop", ...cases },
  "base.age": { op: "base.age", sync: "cases", heldUntil: 1000 },
  "place.put": { op: "place.put", ...cases, place: "integ:tag:" },
  "lastEdit.put": {
    op: "lastEdit.put",
    record: { place: "integ:tag:", id: "500A" },
    edits: { Subject: { at: 1, origin: "o", hash: "h" } },
  },
  "schema.put": { op: "schema.put", connection: "sf", description: { name: "Case" } as never, at: 1 },
};

/** What has to be there for an op to change something. */
const before: Partial<Record<Op["op"], readonly Op[]>> = {
  "pause.drop": [samples["pause.put"]],
  "meta.drop": [samples["meta.put"]],
};
/** What comes with it. */
const beside: Partial<Record<Op["op"], readonly Op[]>> = {
  "pause.drop": [samples["history.add"]],
  "link.put": [samples["history.add"]],
};

async function added(ops: readonly Op[]) {
  const [last] = await store.lastAudit({}, 1);
  await store.commit(ops);
  return store.audit({}, last?.seq ?? 0);
}

async function verdict() {
  const check = new ChainCheck(null);
  for (const row of await store.audit({}, 0)) check.add(row);
  return check.verdict();
}

const expected: Partial<Record<Op["op"], object>> = {
  "audit.add": event,
  "intent.state": { who: actor, at: 3, action: "write.update", subject: "cases right 42", outcome: "sent" },
  "pause.put": { who: { kind: "user", name: "bob" }, at: 5, action: "sync.pause", subject: "cases" },
  "pause.drop": { who: actor, at: 7, action: "sync.resume", subject: "cases" },
  "conflict.decide": { who: { kind: "user", name: "bob" }, action: "conflict.decide", subject: "cases" },
  "deadLetter.edit": { who: actor, action: "letter.edit", subject: "cases left 500A" },
  "deadLetter.discard": {
    who: { kind: "user", name: "bob" },
    action: "letter.discard",
    subject: "cases left 500A",
  },
  "deadLetter.replay": { who: actor, action: "letter.replay", subject: "cases left 500A" },
  "cursor.drop": { who: actor, action: "sync.reset", subject: "cases" },
  "meta.put": { who: actor, action: "note.put", subject: "approved" },
  "meta.drop": { who: actor, action: "note.drop", subject: "approved" },
  "link.put": { who: { kind: "user", name: "bob" }, at: 4, action: "link.put", subject: "cases" },
  "action.put": { who: actor, at: 6, action: "act.order-item", subject: "snow PO-1", outcome: "sent" },
};

describe("the store", () => {
  const kinds = Object.keys(samples) as Op["op"][];

  it.each(kinds)("BAS-13 notes %s exactly when it is an order", async (kind) => {
    await store.commit([...ground, ...(before[kind] ?? [])]);
    const rows = await added([samples[kind], ...(beside[kind] ?? [])]);
    expect(rows).toHaveLength(auditedOps[kind] === "order" ? 1 : 0);
    expect(rows.length === 0).toBe(expected[kind] === undefined);
    if (rows[0] !== undefined) expect(rows[0]).toMatchObject(expected[kind] ?? {});
    expect((await verdict()).firstBroken).toBeNull();
  });

  it.each(Object.keys(expected) as Op["op"][])(
    "BAS-13 notes nothing where %s changes nothing",
    async (kind) => {
      const quiet: Partial<Record<Op["op"], readonly Op[]>> = {
        "audit.add": [],
        "intent.state": [{ op: "intent.state", id: "none", state: "sent", at: 3 }],
        "pause.put": [samples["pause.put"]],
        "meta.put": [samples["meta.put"]],
        "link.put": [samples["link.put"]],
      };
      const isKept = kind === "pause.put" || kind === "meta.put" || kind === "action.put";
      const again = isKept ? [samples[kind]] : [];
      await store.commit([...ground.slice(0, kind === "link.put" ? 6 : 3), ...again]);
      expect(
        await added(quiet[kind] ?? (kind === "cursor.drop" ? [samples[kind]] : [samples[kind]])),
      ).toEqual([]);
    },
  );

  it("BAS-13 notes what became of a write, with keyed hashes in the place of values", async () => {
    await store.commit(ground);
    await store.commit([{ op: "intent.state", id: "I1", state: "sent", at: 3 }]);
    await store.commit([{ op: "intent.state", id: "I1", state: "done", at: 4, resultId: "42" }]);
    const [sent, done, ...more] = await store.audit({}, 0);
    expect([sent?.outcome, done?.outcome, more]).toEqual(["sent", "done", []]);
    expect(sent?.after).toMatch(/^[0-9a-f]{64}$/);
    expect([done?.after, done?.before]).toEqual([sent?.after, null]);
    expect(sent?.before).toMatch(/^[0-9a-f]{64}$/);
    expect(sent?.before).not.toBe(sent?.after);
    expect(done?.detail).toMatchObject({ intent: "I1", link: "L1", fields: ["subject"] });
    expect(JSON.stringify([sent, done])).not.toContain("secret words");
    const other = openStore(join(directory, "other.db"), { actor });
    await other.commit([...ground, { op: "intent.state", id: "I1", state: "sent", at: 3 }]);
    expect((await other.audit({}, 0))[0]?.after).not.toBe(sent?.after);
    await other.close();
  });

  it("BAS-13 notes a write that was put aside only when it had been sent", async () => {
    await store.commit(ground);
    expect(await added([{ op: "intent.state", id: "I1", state: "superseded", at: 3 }])).toEqual([]);
    await store.commit([
      { op: "intent.put", intent: { ...intent, id: "I3" }, at: 1 },
      { op: "intent.state", id: "I3", state: "sent", at: 3 },
    ]);
    const [row] = await added([{ op: "intent.state", id: "I3", state: "superseded", at: 4 }]);
    expect(row).toMatchObject({ outcome: "failed", detail: { cause: expect.any(String) } });
  });

  it("BAS-13 tells integ's own pauses from those of a user who is called so", async () => {
    const own = { op: "pause.put", pause: { ...pause, who: "integ" } } as const;
    expect((await added([own]))[0]?.who).toEqual({ kind: "daemon", name: "integ" });
    const other = openStore(join(directory, "other.db"), { actor: { kind: "user", name: "integ" } });
    await other.commit([own]);
    expect((await other.lastAudit({}, 1))[0]?.who).toEqual({ kind: "user", name: "integ" });
    await other.close();
  });

  it("BAS-13 has no row and no gap of a commit that failed", async () => {
    const broken: Op = { op: "shadow.merge", linkId: "nobody", agreed: { left: { a: 1 }, right: {} } };
    const put = (key: string): Op => ({ op: "meta.put", key, value: "1" });
    const commits = [[put("a")], [put("b"), broken], [put("c")], [broken], [put("d")]];
    await Promise.allSettled(commits.map((ops) => store.commit(ops)));
    expect((await store.audit({}, 0)).map(({ seq, subject }) => [seq, subject])).toEqual([
      [1, "a"],
      [2, "c"],
      [3, "d"],
    ]);
    expect(await verdict()).toMatchObject({ rows: 3, firstBroken: null });
  });

  it("BAS-13 keeps one chain when several processes append at once", async () => {
    const script = fileURLToPath(new URL("./appending-process.ts", import.meta.url));
    const children = ["p", "q", "r"].map((name) =>
      spawn(process.execPath, [script, file, name, "60"], { stdio: "inherit" }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, "close"))[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect(await verdict()).toMatchObject({ rows: 180, firstBroken: null });
    expect(await store.lastAudit({ who: "q" }, 1000)).toHaveLength(60);
  }, 60_000);

  it("BAS-13 lets nobody change or delete a row", async () => {
    await store.commit([{ op: "meta.put", key: "a", value: "1" }]);
    const db = new Database(file);
    expect(() => db.exec("UPDATE audit SET name = 'eve'")).toThrow("the audit is never changed");
    expect(() => db.exec("DELETE FROM audit")).toThrow("the audit is never cut");
    expect(() => db.exec("INSERT OR REPLACE INTO audit SELECT * FROM audit")).toThrow(
      "the audit is only added to",
    );
    db.close();
    expect(await verdict()).toMatchObject({ rows: 1, firstBroken: null });
  });

  it("BAS-13 finds what was changed past its guards, with the row's number", async () => {
    for (const key of ["a", "b", "c"]) await store.commit([{ op: "meta.put", key, value: "1" }]);
    const db = new Database(file);
    db.exec("DROP TRIGGER audit_no_update; UPDATE audit SET name = 'eve' WHERE seq = 2");
    db.close();
    expect(await verdict()).toMatchObject({ rows: 1, firstBroken: 2, fault: "it was changed" });
  });

  it("BAS-13 keeps text that is not well formed so that its hash holds", async () => {
    await store.commit([
      { op: "meta.put", key: "half \ud83d \0 end", value: "\udc00" },
      samples["audit.add"],
    ]);
    expect(await verdict()).toMatchObject({ rows: 2, firstBroken: null });
  });

  it("BAS-13 begins the chain where a database of before is opened, and its key is nowhere in it", async () => {
    const old = join(directory, "old.db");
    const db = new Database(old);
    db.exec(`${first}; PRAGMA user_version = 1;`);
    db.close();
    const migrated = openStore(old, { actor });
    await migrated.commit([{ op: "meta.put", key: "a", value: "1" }]);
    const [row] = await migrated.audit({}, 0);
    expect(row).toMatchObject({ seq: 1, who: actor });
    const key = (await migrated.meta("audit-key")) ?? "";
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(row)).not.toContain(key);
    await migrated.close();
    expect(readFileSync(`${old}.before-schema-${currentSchema}`).length).toBeGreaterThan(0);
  });

  it("BAS-13 finds rows by who, action, subject, outcome and time", async () => {
    const at = (n: number, action: string, subject: string): Op => ({
      op: "audit.add",
      event: { ...event, at: n, action, subject, outcome: n % 2 === 0 ? "done" : "failed" },
    });
    await store.commit([
      at(1, "write.update", "cases left 1"),
      at(2, "write.create", "cases right 2"),
      at(3, "writer", "x"),
    ]);
    const found = async (filter: Parameters<Store["audit"]>[0]) =>
      (await store.lastAudit(filter, 10)).map(({ seq }) => seq);
    expect(await found({})).toEqual([3, 2, 1]);
    expect(await found({ action: "write" })).toEqual([2, 1]);
    expect(await found({ action: "write.create" })).toEqual([2]);
    expect(await found({ subject: "right" })).toEqual([2]);
    expect(await found({ outcome: "failed", since: 2 })).toEqual([3]);
    expect(await found({ until: 2 })).toEqual([2, 1]);
    expect(await found({ who: "nobody" })).toEqual([]);
    expect((await store.lastAudit({}, 1)).map(({ seq }) => seq)).toEqual([3]);
    expect((await store.audit({ action: "write" }, 1)).map(({ seq }) => seq)).toEqual([2]);
  });
});
