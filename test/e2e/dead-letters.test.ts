// Items that a vendor refuses: kept with cause, payload and next step, and brought through exactly once when mended.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isCopyOf, openPair, type Pair, sampleCases, until, type VendorRequest } from "./pair.ts";

interface Letter {
  readonly id: string;
  readonly side: string;
  readonly recordId: string;
  readonly attempts: number;
}

let pair: Pair;
beforeEach(async () => {
  pair = await openPair(sampleCases(4), { unlimited: true, synced: true });
});
afterEach(() => pair.stop());

const badSubject = { field: "subject", value: "bad", message: "Subject: bad is not allowed" };

/** Both vendors refuse the subject "bad"; two cases and one ticket get it as people's edits from before the rule. */
async function breakThree(): Promise<readonly string[]> {
  const [first, second, third] = await pair.cases();
  const ticket = (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, third?.Id));
  await pair.editCase(first?.Id ?? "", { Subject: "bad" });
  await pair.editCase(second?.Id ?? "", { Subject: "bad" });
  await pair.editTicket(ticket?.id ?? 0, { subject: "bad" });
  await pair.settings({
    zendesk: { validationRules: [badSubject] },
    salesforce: { validationRules: [{ ...badSubject, field: "Subject" }] },
  });
  return [`left ${first?.Id}`, `left ${second?.Id}`, `right ${ticket?.id}`];
}

const mend = () => pair.settings({ zendesk: { validationRules: [] }, salesforce: { validationRules: [] } });

async function letters(): Promise<readonly Letter[]> {
  const { document } = await pair.json(["dlq", "list"]);
  return document.items as Letter[];
}

async function expectExplained(broken: readonly string[]): Promise<void> {
  const open = await letters();
  expect(open.map(({ side, recordId }) => `${side} ${recordId}`).sort()).toEqual([...broken].sort());
  for (const { id, side } of open) {
    const { document } = await pair.json(["dlq", "show", id]);
    expect(document).toMatchObject({
      item: {
        code: "E_RECORD_INVALID",
        operation: "update",
        payload: { write: { [side === "left" ? "subject" : "Subject"]: "bad" } },
      },
      next: `integ replay-dlq ${id}`,
    });
    const { message, hint } = document.item as { message: string; hint: string };
    expect(message).toContain("bad is not allowed");
    expect(hint).toMatch(/correct .+ then .*replay/i);
  }
}

/** One effective request to each vendor: the tickets' by job or singly, the case's by itself. */
async function expectOnce(since: readonly VendorRequest[]): Promise<void> {
  const last = since.at(-1)?.seq ?? 0;
  const effective = (await pair.writes()).filter(({ seq, effectApplied }) => seq > last && effectApplied);
  const tickets = effective.filter(({ vendor }) => vendor === "zendesk").map(({ path }) => path);
  expect(effective.filter(({ vendor }) => vendor === "salesforce")).toHaveLength(1);
  expect(new Set(tickets).size).toBe(tickets.length);
  expect(tickets.length).toBeLessThanOrEqual(2);
}

async function expectResolved(broken: number): Promise<void> {
  const { run, document } = await pair.json(["replay-dlq", "--all"]);
  expect(run.code).toBe(0);
  const outcomes = (document.items as { outcome: string }[]).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(Array.from({ length: broken }, () => "resolved"));
  await pair.untilInStep();
  expect((await pair.cases()).filter(({ Subject }) => Subject === "bad")).toHaveLength(broken);
  expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([4, 4]);
  expect(await letters()).toEqual([]);
  const again = await pair.json(["replay-dlq", "--all"]);
  expect([again.run.code, again.document.items]).toEqual([0, []]);
}

describe("dead letters", () => {
  it("SYN-7 BAS-12 SYN-10 explains each failure of both vendors and replays each exactly once", async () => {
    const broken = await breakThree();
    const failed = await pair.json(["sync"]);
    expect([failed.run.code, failed.document.syncs]).toMatchObject([1, [{ deadLetters: 3 }]]);
    await expectExplained(broken);
    const early = await pair.json(["replay-dlq", "--all"]);
    expect(early.run.code).toBe(1);
    expect(await letters()).toHaveLength(3);
    await mend();
    const before = await pair.writes();
    await expectResolved(3);
    await expectOnce(before);
  });

  it("SYN-7 BAS-12 SYN-10 does the same while a daemon runs", async () => {
    const daemon = await pair.daemon();
    const broken = await breakThree();
    await until(async () => ((await letters()).length === 3 ? [] : ["not three dead letters yet"]));
    await expectExplained(broken);
    await mend();
    const before = await pair.writes();
    await expectResolved(3);
    await expectOnce(before);
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });

  it("SYN-7 SYN-10 brings a refused create through once: one new record, not two", async () => {
    await pair.settings({
      zendesk: { validationRules: [{ ...badSubject, value: "bad new" }] },
      salesforce: { validationRules: [{ ...badSubject, field: "Priority", value: "Low" }] },
    });
    const made = await pair.createTicket("From Zendesk");
    await pair.settings({ salesforce: { validationRules: [] } });
    await pair.createCase("bad new");
    await pair.settings({
      salesforce: { validationRules: [{ ...badSubject, field: "Priority", value: "Low" }] },
    });
    expect((await pair.json(["sync"])).document).toMatchObject({ syncs: [{ deadLetters: 2 }] });
    expect((await letters()).map(({ recordId }) => recordId)).toContain(String(made));
    expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([5, 5]);
    await mend();
    const { document } = await pair.json(["replay-dlq", "--all"]);
    expect(document.items).toMatchObject([{ outcome: "resolved" }, { outcome: "resolved" }]);
    await pair.untilInStep();
    expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([6, 6]);
  });

  it("SYN-7 BAS-12 a record that always fails holds up none of the others, and has one entry", async () => {
    await pair.settings({ zendesk: { validationRules: [badSubject] } });
    const bad = await pair.createCase("bad");
    for (let n = 0; n < 20; n++) await pair.createCase(`Good ${n}`);
    const { document } = await pair.json(["sync"]);
    expect(document.syncs).toMatchObject([{ deadLetters: 1, waiting: 0 }]);
    expect(await pair.tickets()).toHaveLength(24);
    await pair.control("DELETE", "/requests");
    for (let n = 0; n < 3; n++) expect((await pair.run(["sync"])).code).toBe(1);
    expect(await pair.writes()).toEqual([]);
    expect((await pair.json(["replay-dlq", "--all"])).run.code).toBe(1);
    expect(await letters()).toMatchObject([{ recordId: bad, attempts: 2 }]);
  });

  it("SYN-7 SYN-16 foretells a replay, sends what a person wrote instead, and gives up what is discarded", async () => {
    const [edited, discarded] = await breakThree();
    const [editedId = "", discardedId = ""] = [edited, discarded].map((place) => place?.split(" ")[1]);
    expect((await pair.run(["sync"])).code).toBe(1);
    await pair.control("DELETE", "/requests");
    const one = await letterOf(editedId);
    const refused = await pair.json(["dlq", "edit", one, "--set", 'priority="huge"']);
    expect([refused.run.code, refused.document.error]).toMatchObject([65, { code: "E_INPUT" }]);
    const change = await pair.json(["dlq", "edit", one, "--set", 'subject="By hand"']);
    expect(change.document).toMatchObject({
      changes: [{ field: "subject", before: { value: "bad" }, after: { value: "By hand" } }],
      item: { edited: { subject: "By hand" } },
    });
    const forecast = await pair.json([
      "replay-dlq",
      "--record",
      editedId,
      "--code",
      "E_RECORD_INVALID",
      "--dry-run",
    ]);
    expect(forecast.document.items).toMatchObject([
      { id: one, outcome: "writes", writes: [{ fields: { subject: "By hand" } }] },
    ]);
    expect(await pair.writes()).toEqual([]);
    const replayed = await pair.json(["replay-dlq", "--record", editedId]);
    expect([replayed.run.code, replayed.document.items]).toMatchObject([
      0,
      [{ id: one, outcome: "resolved" }],
    ]);
    expect((await copyOf(editedId))?.subject).toBe("By hand");
    expect((await pair.cases()).find(({ Id }) => Id === editedId)?.Subject).toBe("bad");
    await expectGivenUp(discardedId);
  });

  it("SYN-7 takes only a filter that says something", async () => {
    for (const [flag, value] of [
      ["--code", "E_NO_SUCH"],
      ["--since", "yesterday"],
      ["--until", "13"],
    ] as const) {
      const { run, document } = await pair.json(["replay-dlq", flag, value]);
      expect([run.code, document.error]).toMatchObject([64, { code: "E_USAGE" }]);
    }
  });
});

const letterOf = async (recordId: string): Promise<string> =>
  (await letters()).find((letter) => letter.recordId === recordId)?.id ?? "";

const copyOf = async (id: string) =>
  (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, id));

/** Nothing brings a discarded item back but the next change of its record. */
async function expectGivenUp(recordId: string): Promise<void> {
  const id = await letterOf(recordId);
  const asked = await pair.json(["dlq", "discard", id]);
  expect([asked.run.code, asked.document.error]).toMatchObject([64, { code: "E_USAGE" }]);
  const { document } = await pair.json(["dlq", "discard", id, "--yes", "--reason", "test data"]);
  expect(document).toMatchObject({ items: [{ id }], reason: "test data" });
  await mend();
  for (const args of [
    ["sync", "--full"],
    ["replay-dlq", "--all"],
  ])
    await pair.run(args);
  expect((await copyOf(recordId))?.subject).not.toBe("bad");
  expect((await pair.run(["replay-dlq", id])).code).toBe(65);
  await pair.editCase(recordId, { Subject: "Mended" });
  await pair.run(["sync"]);
  expect((await copyOf(recordId))?.subject).toBe("Mended");
}
