// One record edited on both sides at once, and everything a daemon must carry both ways.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import { type Daemon, isCopyOf, openPair, type Pair, sampleCases, storeFileOf, until } from "./pair.ts";

let pair: Pair;
let daemon: Daemon;
beforeAll(async () => {
  pair = await openPair(sampleCases(6), { webhooks: true, unlimited: true });
  daemon = await pair.daemon();
  await pair.untilInStep();
});
afterAll(() => pair.stop());

async function recordsOf(number: number) {
  const one = (await pair.cases()).find(({ Description }) => Description === `Text ${number}`);
  const ticket = (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, one?.Id));
  if (one === undefined || ticket === undefined) throw new Error(`case ${number} is not on both sides`);
  return { one, ticket };
}

describe("with a daemon running", () => {
  it("SYN-1 SYN-2 keeps both of two edits made to different fields at the same moment, on both sides", async () => {
    const { one, ticket } = await recordsOf(1);
    await Promise.all([
      pair.editCase(one.Id, { Subject: "Subject from Salesforce" }),
      pair.editTicket(ticket.id, { priority: "high" }),
    ]);
    await until(async () => {
      const now = await recordsOf(1);
      const both = [now.one.Subject, now.one.Priority, now.ticket.subject, now.ticket.priority].join();
      const expected = "Subject from Salesforce,High,Subject from Salesforce,high";
      return both === expected ? [] : [both];
    });
  });

  it("SYN-1 carries creates and edits both ways, each new record once", async () => {
    await Promise.all([pair.createCase("New in Salesforce"), pair.createTicket("New in Zendesk")]);
    const { one } = await recordsOf(2);
    const { ticket } = await recordsOf(3);
    await pair.editCase(one.Id, { Status: "Escalated", Priority: "Low" });
    await pair.editTicket(ticket.id, { subject: "Renamed in Zendesk" });
    await until(async () =>
      (await pair.cases()).length === 8 && (await pair.tickets()).length === 8 ? [] : ["8"],
    );
    await pair.untilInStep();
    expect((await recordsOf(2)).ticket).toMatchObject({ status: "pending", priority: "low" });
    expect((await recordsOf(3)).one.Subject).toBe("Renamed in Zendesk");
  });

  it("SYN-4 lets one of two edits of the same field win on both sides and keeps the other", async () => {
    const { one, ticket } = await recordsOf(4);
    await Promise.all([
      pair.editCase(one.Id, { Subject: "Said in Salesforce" }),
      pair.editTicket(ticket.id, { subject: "Said in Zendesk" }),
    ]);
    await until(async () => {
      const now = await recordsOf(4);
      return now.one.Subject === now.ticket.subject && now.one.Subject !== "Case 4" ? [] : [now.one.Subject];
    });
    await pair.untilInStep();
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
    const winner = (await recordsOf(4)).one.Subject;
    expect(["Said in Salesforce", "Said in Zendesk"]).toContain(winner);
    const store = openStore(storeFileOf(pair));
    try {
      const [conflict, ...more] = await store.conflicts("cases", ["settled"], 10);
      expect(more).toEqual([]);
      expect(conflict).toMatchObject({
        base: "Case 4",
        left: "Said in Salesforce",
        right: "Said in Zendesk",
        winner: winner === "Said in Salesforce" ? "left" : "right",
      });
      const kinds = (await store.history(conflict?.linkId ?? "")).map((row) => row.kind);
      expect(kinds).toContain("conflict");
      expect(await store.intents("cases", "sent")).toEqual([]);
      expect(await store.deadLetters(["open", "replaying"], null)).toEqual([]);
    } finally {
      await store.close();
    }
  });

  it("SYN-11 has nothing left to write afterwards: no write of ours came back as a change", async () => {
    const { run, document } = await pair.json(["sync", "plan", "--full", "--detailed-exitcode"]);
    expect([run.code, document.writes, document.conflicts]).toEqual([0, [], []]);
  });
});
