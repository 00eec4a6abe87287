// `integ sync`, its plan, and the dead letters, without a daemon and with one.
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collect, mustPass, openWorkshop, untilReady, type Workshop } from "./workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  const cases = [1, 2, 3].map((n) => ({
    Subject: `Case ${n}`,
    Description: `Text ${n}`,
    Priority: "High",
    Status: "New",
  }));
  shop = await openWorkshop(cases);
  await shop.connectBoth();
});
afterEach(() => shop.stop());

interface Write {
  readonly side: string;
  readonly operation: string;
  readonly recordId: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}
interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly priority: string;
}

const planned = (document: Record<string, unknown>): Write[] => document.writes as Write[];
const tickets = async (): Promise<Ticket[]> =>
  (await shop.control("GET", "/zendesk/tickets")).tickets as Ticket[];
const caseId = async (subject: string): Promise<string> => {
  const { cases } = await shop.control("GET", "/salesforce/cases");
  return (cases as { Id: string; Subject: string }[]).find((one) => one.Subject === subject)?.Id ?? "";
};
async function writeRequests(): Promise<number> {
  const { requests } = await shop.control("GET", "/requests");
  return (requests as { isWrite: boolean }[]).filter((request) => request.isWrite).length;
}

describe("integ sync", () => {
  it("SYN-16 plans what the run then writes, write for write, and plans without a write request", async () => {
    await shop.control("DELETE", "/requests");
    const plan = await shop.json(["sync", "plan", "cases", "--detailed-exitcode"]);
    expect([plan.run.code, await writeRequests()]).toEqual([1, 0]);
    const subjects = planned(plan.document).map((write) => [
      write.operation,
      write.side,
      write.fields.subject,
    ]);
    expect(subjects.sort()).toEqual([1, 2, 3].map((n) => ["create", "right", `Case ${n}`]));
    const run = await shop.json(["sync"]);
    expect(run.run.code).toBe(0);
    expect(run.document).toMatchObject({
      schema: "integ.sync/1",
      by: "command",
      syncs: [
        {
          name: "cases",
          writes: { "left-to-right": { creates: 3, updates: 0 } },
          deadLetters: 0,
          waiting: 0,
        },
      ],
    });
    expect((await tickets()).map((ticket) => ticket.subject).sort()).toEqual(["Case 1", "Case 2", "Case 3"]);
    const after = await shop.json(["sync", "plan", "--detailed-exitcode"]);
    expect([after.run.code, planned(after.document)]).toEqual([0, []]);
  });

  it("SYN-16 tells of its own writes alone, also where the clock was set back since the last ones", async () => {
    await mustPass(shop.run(["sync"]));
    const db = new Database(join(shop.dir, "state", "integ.db"));
    db.exec("UPDATE intent SET settled_at = settled_at + 3600000");
    db.close();
    const { document } = await shop.json(["sync"]);
    expect(document).toMatchObject({ syncs: [{ writes: { "left-to-right": { creates: 0, updates: 0 } } }] });
  });

  it("SYN-16 shows a conflict with both values and who wins before anything is written", async () => {
    await shop.run(["sync"]);
    const ticket = (await tickets()).find((one) => one.subject === "Case 1");
    await shop.control("PATCH", `/zendesk/tickets/${ticket?.id}`, { subject: "From Zendesk" });
    await shop.control("PATCH", `/salesforce/cases/${await caseId("Case 1")}`, {
      Subject: "From Salesforce",
    });
    const { document, run } = await shop.json(["sync", "plan"]);
    expect(run.code).toBe(0);
    expect(document.conflicts).toMatchObject([
      { left: "From Salesforce", right: "From Zendesk", base: "Case 1" },
    ]);
    expect(planned(document)).toHaveLength(1);
  });

  it("SYN-7 keeps what fails with cause, payload and next step, and brings it through once when mended", async () => {
    await shop.run(["sync"]);
    const rule = { field: "subject", value: "bad", message: "Subject: bad is not allowed" };
    await shop.control("POST", "/settings", { zendesk: { validationRules: [rule] } });
    await shop.control("PATCH", `/salesforce/cases/${await caseId("Case 2")}`, { Subject: "bad" });
    const failed = await shop.json(["sync"]);
    expect(failed.run.code).toBe(1);
    expect(failed.document).toMatchObject({ syncs: [{ deadLetters: 1 }] });
    const list = await shop.json(["dlq", "list", "--sync", "cases"]);
    const [{ id, code }] = list.document.items as [{ id: string; code: string }];
    expect(code).toBe("E_RECORD_INVALID");
    const shown = await shop.json(["dlq", "show", id.slice(-6)]);
    expect(shown.document).toMatchObject({
      schema: "integ.dlq-item/1",
      item: { id, operation: "update", payload: { write: { subject: "bad" } }, attempts: 1 },
      next: `integ replay-dlq ${id}`,
    });
    const tooEarly = await shop.json(["replay-dlq", id.slice(0, 20).toLowerCase()]);
    expect(tooEarly.run.code).toBe(1);
    expect(tooEarly.document).toMatchObject({
      items: [{ id, outcome: "dead", cause: { code: "E_RECORD_INVALID" } }],
    });
    await shop.control("POST", "/settings", { zendesk: { validationRules: [] } });
    const before = await writeRequests();
    const replayed = await shop.json(["replay-dlq", "--all"]);
    expect(replayed.run.code).toBe(0);
    expect(replayed.document).toMatchObject({ items: [{ id, outcome: "resolved", cause: null }] });
    expect(await writeRequests()).toBe(before + 1);
    const nothing = await shop.json(["replay-dlq", "--all"]);
    expect([nothing.run.code, nothing.document.items]).toEqual([0, []]);
  });

  it("says what is right for a name that is wrong, without doing anything", async () => {
    const mistakes = [
      { args: ["sync", "caes"], code: 65, sentence: 'Did you mean "cases"?' },
      { args: ["sync", "plan", "nope"], code: 65, sentence: "It has cases." },
      { args: ["dlq", "show", "ZZZZZZ"], code: 65, sentence: "integ dlq list" },
      { args: ["replay-dlq"], code: 64, sentence: "--all" },
      { args: ["connections", "test", "nope"], code: 65, sentence: "no connection nope" },
    ];
    for (const { args, code, sentence } of mistakes) {
      const done = await shop.run(args);
      expect([done.code, done.stdout]).toEqual([code, ""]);
      expect(done.stderr).toContain(sentence);
    }
    expect(await tickets()).toEqual([]);
  });
});

describe("with a daemon running", () => {
  it("OPS-2 lets the daemon do the work, reports health, refuses a second daemon, and ends cleanly on SIGTERM", async () => {
    const daemon = shop.start(["daemon", "--log-level", "warn"]);
    const ended = collect(daemon);
    await untilReady(daemon);
    const first = await shop.json(["sync"]);
    expect(first.run.code).toBe(0);
    expect(first.document).toMatchObject({
      by: "daemon",
      syncs: [{ waiting: 0, deadLetters: 0, fault: null }],
    });
    expect(await tickets()).toHaveLength(3);
    const health = await shop.json(["health"]);
    expect(health.run.code).toBe(0);
    expect(health.document).toMatchObject({
      schema: "integ.health/1",
      status: "pass",
      daemon: { running: true, pid: daemon.pid },
      syncs: { cases: { links: 3, pending: 0, feeds: [{ everyMs: 1000 }, {}, {}] } },
    });
    const second = await shop.json(["daemon"]);
    expect(second.run.code).toBe(75);
    expect(second.document).toMatchObject({ error: { code: "E_ENGINE_BUSY" } });
    daemon.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, stdout: "" });
    const without = await shop.json(["health"]);
    expect(without.run.code).toBe(2);
    expect(without.document).toMatchObject({ status: "fail", daemon: { running: false } });
  });

  it("SYN-7 replays through the daemon and waits for the outcome", async () => {
    await shop.run(["sync"]);
    const daemon = shop.start(["daemon", "--log-level", "error"]);
    await untilReady(daemon);
    const id = await caseId("Case 3");
    await shop.control("PATCH", `/salesforce/cases/${id}`, { Priority: "Critical" });
    expect((await shop.run(["sync"])).code).toBe(1);
    const dead = await shop.json(["replay-dlq", "--sync", "cases"]);
    expect(dead.document).toMatchObject({
      items: [{ recordId: id, outcome: "dead", cause: { code: "E_MAPPING_VALUE" } }],
    });
    await shop.control("PATCH", `/salesforce/cases/${id}`, { Priority: "Low" });
    const healed = await shop.json(["sync"]);
    expect(healed.document).toMatchObject({ syncs: [{ deadLetters: 0 }] });
    const status = await shop.json(["status"]);
    expect(status.document).toMatchObject({
      schema: "integ.status/1",
      daemon: { running: true },
      syncs: [{ name: "cases", links: 3, deadLetters: 0 }],
    });
    expect((await tickets()).find((ticket) => ticket.subject === "Case 3")?.priority).toBe("low");
  });
});
