// What an operator does about a sync: pausing and resuming it, looking at one record, resetting, settling conflicts,
// saying what belongs together, and asking why.
import { afterEach, describe, expect, it } from "vitest";
import { sides } from "../../../src/core/store/rows.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import { sweepWantedKey } from "../../../src/core/sync/observe/reset.ts";
import { type Case, openPair, type Pair, sampleCases, storeFileOf, type Ticket, until } from "../pair.ts";

let pair: Pair;
afterEach(() => pair.stop());

/** Both systems with cases, and lines added to the sync's configuration. */
async function open(count: number, change: (config: string) => string = (text) => text): Promise<void> {
  pair = await openPair(sampleCases(count), { unlimited: true });
  await pair.writeConfig(change(await pair.readConfig()));
}

const addToSync =
  (lines: string) =>
  (config: string): string =>
    config.replace("    fields:\n", `${lines}    fields:\n`);
const subjectByHand = (config: string): string =>
  config.replace("right: subject }", "right: subject, conflicts: manual }");

async function ok(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { run, document } = await pair.json(args);
  expect([args.join(" "), run.code, run.stderr]).toEqual([args.join(" "), 0, expect.any(String)]);
  return document;
}

async function listed(name = "cases"): Promise<Record<string, unknown>> {
  const { syncs } = await ok("sync", "list");
  const found = (syncs as { name: string }[]).find((sync) => sync.name === name);
  return (found ?? {}) as Record<string, unknown>;
}

const firstCase = async (): Promise<Case> => (await pair.cases())[0] as Case;
const ticketCalled = async (subject: string): Promise<Ticket | undefined> =>
  (await pair.tickets()).find((ticket) => ticket.subject === subject);

const settled = (what: string, look: () => Promise<boolean>): Promise<void> =>
  until(async () => ((await look()) ? [] : [what]), 15_000);

/** Whether what a reset asked for is done. */
async function areReadWhole(): Promise<boolean> {
  const store = openStore(storeFileOf(pair));
  const wanted = await Promise.all(sides.map((side) => store.meta(sweepWantedKey("cases", side))));
  await store.close();
  return wanted.every((one) => one === null);
}

describe("a sync in an operator's hands", () => {
  it("SYN-17 SYN-18 SFM-6 pauses, says how it stands, looks at one record, and goes on where it was", async () => {
    await open(3);
    await ok("sync");
    const { Id } = await firstCase();
    expect(await ok("sync", "pause", "cases", "--reason", "migration")).toMatchObject({
      schema: "integ.pause/1",
      items: [{ sync: "cases", kind: "sync", message: "migration", wasPaused: false }],
    });
    await pair.editCase(Id, { Subject: "Edited while it stood still" });
    const run = await pair.json(["sync"]);
    expect([run.run.code, run.document.syncs]).toMatchObject([
      1,
      [{ paused: expect.stringContaining("migration") }],
    ]);
    expect(await ticketCalled("Edited while it stood still")).toBeUndefined();
    expect(await listed()).toMatchObject({
      state: "paused",
      pauses: [{ kind: "sync", message: "migration" }],
      links: { inSync: 2, pending: 1, failed: 0 },
      waiting: 1,
      flows: {
        "left-to-right": { writes: { creates: 3 }, deadLetters: 0 },
        "right-to-left": { writes: { creates: 0 } },
      },
    });
    const still = await pair.json(["sync", "record", "cases", Id]);
    expect([still.run.code, still.document]).toMatchObject([
      1,
      { outcome: "paused", cause: { code: "E_SYNC_PAUSED" } },
    ]);
    expect(await ok("sync", "resume", "cases")).toMatchObject({ items: [{ sync: "cases" }], remaining: [] });
    expect(await ok("sync", "record", "cases", Id)).toMatchObject({ outcome: "written", state: "inSync" });
    await pair.untilInStep(0);
    expect(await ok("sync", "record", "cases", Id)).toMatchObject({ outcome: "unchanged", entries: [] });
    const unknown = await pair.json(["sync", "record", "cases", "nobody"]);
    expect([unknown.run.code, unknown.document]).toMatchObject([65, { error: { code: "E_NOT_FOUND" } }]);
    const history = await ok("history", Id);
    const kinds = (history.links as { entries: { kind: string }[] }[])[0]?.entries.map(({ kind }) => kind);
    expect(kinds).toEqual(["decided", "confirmed", "paused", "resumed", "decided", "confirmed"]);
  });

  it("SYN-17 is noticed by a running daemon at once, and lasts through its restart", async () => {
    await open(2);
    let daemon = await pair.daemon();
    await pair.untilInStep();
    const { Id } = await firstCase();
    await ok("sync", "pause", "cases");
    await pair.editCase(Id, { Subject: "Later" });
    await settled("the edit is not collected", async () => (await listed()).waiting === 1);
    await daemon.end("SIGTERM");
    daemon = await pair.daemon();
    expect(await listed()).toMatchObject({ state: "paused", waiting: 1 });
    expect((await pair.json(["health"])).run.code).toBe(1);
    expect(await ticketCalled("Later")).toBeUndefined();
    await ok("sync", "resume", "cases");
    await pair.untilInStep();
    await ok("sync", "pause", "cases", "--record", Id);
    await pair.editCase(Id, { Subject: "Much later" });
    await settled("the record is not paused", async () => {
      const { links, waiting } = await listed();
      return (links as { paused: number }).paused === 1 && waiting === 1;
    });
    await ok("sync", "resume", "cases", "--record", Id);
    await pair.untilInStep();
    expect((await pair.json(["sync", "reset", "cases"])).run.code).toBe(64);
    expect(await ok("sync", "reset", "cases", "--yes")).toMatchObject({
      sides: ["left", "right"],
      by: "daemon",
    });
    await settled("the sides are not read whole", areReadWhole);
    await pair.editCase(Id, { Subject: "After the reset" });
    await pair.untilInStep();
    expect((await daemon.end("SIGTERM")).code).toBe(0);
  });

  it("SYN-14 SYN-17 asks before it makes more first creates than allowed, and makes them once approved", async () => {
    await open(3, addToSync("    guards: { maxFirstCreates: 2 }\n"));
    expect((await pair.json(["sync"])).run.code).toBe(1);
    expect(await pair.tickets()).toEqual([]);
    const review = await ok("match", "review");
    expect(review).toMatchObject({
      unsure: [],
      waitingCreates: [{ sync: "cases", records: { left: 3, right: 0 } }],
    });
    const refused = await pair.json(["sync", "resume", "cases", "--allow-deletes"]);
    expect(refused.run.code).toBe(65);
    await ok("sync", "resume", "cases");
    await ok("sync");
    await pair.untilInStep(0);
  });
});

describe("conflicts that wait for a person", () => {
  /** Both sides of the first pair edited; resolves once the conflict is there. */
  async function collide(left: string, right: string, observe: () => Promise<unknown>): Promise<string> {
    const { Id } = await firstCase();
    const ticket = await ticketCalled((await firstCase()).Subject);
    await pair.editCase(Id, { Subject: left });
    await pair.editTicket(ticket?.id ?? 0, { subject: right });
    await observe();
    const open = async () =>
      (await ok("conflicts", "list")).items as { id: string; left: string; right: string }[];
    await settled(
      "no conflict yet",
      async () => (await open())[0]?.right === right && (await open())[0]?.left === left,
    );
    return (await open())[0]?.id ?? "";
  }
  const subjects = async () => [
    (await firstCase()).Subject,
    (await pair.tickets()).map(({ subject }) => subject),
  ];

  it("SYN-4 SFM-8 are listed, shown, and settled as decided, without a daemon and with one", async () => {
    await open(1, subjectByHand);
    await ok("sync");
    const id = await collide("Mine", "Yours", async () => {
      expect((await pair.json(["sync"])).run.code).toBe(1);
    });
    expect(await ok("conflicts", "show", id.slice(-6))).toMatchObject({
      item: { id, field: "Subject ↔ subject", base: "Case 1", left: "Mine", right: "Yours", state: "open" },
    });
    const wrong = await pair.json(["conflicts", "resolve", id, "--value", "Ours"]);
    expect([wrong.run.code, wrong.document]).toMatchObject([
      65,
      { error: { message: expect.stringContaining("JSON") } },
    ]);
    const unfit = await pair.json(["conflicts", "resolve", id, "--value", "[1]"]);
    expect([unfit.run.code, await subjects()]).toEqual([65, ["Mine", ["Yours"]]]);
    expect(await ok("conflicts", "resolve", id, "--value", '"Ours"')).toMatchObject({
      items: [{ id, outcome: "resolved" }],
    });
    expect(await subjects()).toEqual(["Ours", ["Ours"]]);
    expect((await pair.json(["conflicts", "resolve", id, "--take", "left"])).run.code).toBe(65);

    const daemon = await pair.daemon();
    const next = await collide("Mine again", "Yours again", async () => undefined);
    expect((await pair.json(["health"])).document.syncs).toMatchObject({ cases: { openConflicts: 1 } });
    expect(await ok("conflicts", "resolve", next, "--take", "right")).toMatchObject({
      items: [{ outcome: "resolved" }],
    });
    expect(await subjects()).toEqual(["Yours again", ["Yours again"]]);
    expect((await ok("conflicts", "list", "--state", "settled")).items).toHaveLength(2);
    const told = await ok("history", (await firstCase()).Id, "--field", "subject");
    expect(told.links).toMatchObject([
      {
        why: {
          agreed: { left: "Yours again", right: "Yours again" },
          because: expect.stringContaining("decided by a person"),
        },
      },
    ]);
    expect(JSON.stringify(told.links)).toContain("Mine again");
    expect((await daemon.end("SIGTERM")).code).toBe(0);
  });
});

describe("a conflict whose pair has ended", () => {
  it("SYN-4 SYN-13 is over when it is decided after all, says why, and is listed no more", async () => {
    await open(1, subjectByHand);
    await ok("sync");
    await pair.editCase((await firstCase()).Id, { Subject: "Mine" });
    await pair.editTicket((await pair.tickets())[0]?.id ?? 0, { subject: "Yours" });
    await pair.json(["sync"]);
    const [conflict] = (await ok("conflicts", "list")).items as { id: string; leftId: string }[];
    const { id, leftId } = conflict ?? { id: "", leftId: "" };
    await pair.control("DELETE", `/zendesk/tickets/${(await pair.tickets())[0]?.id}`);
    const late = await pair.json(["conflicts", "resolve", id, "--take", "left"]);
    expect([late.run.code, late.document]).toMatchObject([
      1,
      { items: [{ id, outcome: "moved", cause: expect.stringContaining("one of its records is gone") }] },
    ]);
    await ok("sync");
    expect((await ok("conflicts", "list")).items).toEqual([]);
    expect((await listed()).links).toMatchObject({ deleted: 1 });
    expect(JSON.stringify(await ok("history", leftId))).toContain(
      "the conflict over Subject ↔ subject ends with it",
    );
  });
});

describe("records that fit several", () => {
  it("SYN-14 are reviewed, linked by hand or said to be new, and nothing is doubled", async () => {
    await open(0, addToSync("    match: [{ left: Subject, right: subject }]\n"));
    const left = await pair.createCase("Twin");
    const [one, two] = [await pair.createTicket("Twin"), await pair.createTicket("Twin")].map(String);
    expect((await pair.json(["sync"])).run.code).toBe(1);
    const { unsure } = await ok("match", "review", "cases");
    expect(unsure).toHaveLength(3);
    expect(unsure).toContainEqual(
      expect.objectContaining({
        side: "left",
        record: left,
        values: { Subject: "Twin" },
        candidates: expect.arrayContaining([
          { side: "right", id: one },
          { side: "right", id: two },
        ]),
      }),
    );
    const none = await pair.json(["match", "link", "cases", left, "17"]);
    expect([none.run.code, none.document]).toMatchObject([65, { error: { code: "E_NOT_FOUND" } }]);
    expect(await ok("match", "link", "cases", left, one ?? "")).toMatchObject({
      outcome: "done",
      rightId: one,
    });
    const twice = await pair.json(["match", "link", "cases", left, two ?? ""]);
    expect([twice.run.code, twice.document]).toMatchObject([65, { error: { code: "E_INPUT" } }]);
    expect((await ok("match", "review")).unsure).toMatchObject([{ record: two, candidates: [] }]);
    expect(await ok("match", "new", "cases", "right", two ?? "")).toMatchObject({ outcome: "done" });
    expect((await ok("match", "review")).unsure).toEqual([]);
    expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([2, 2]);
    await ok("sync");
    expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([2, 2]);
  });
});
