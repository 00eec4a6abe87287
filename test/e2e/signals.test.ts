// The daemon told to stop, or killed, at the worst moments: with writes on their way to a vendor.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import { isInFull } from "../skips.ts";
import { collect } from "./commands/workshop.ts";
import { isCopyOf, openPair, type Pair, pause, sampleCases, storeFileOf, until } from "./pair.ts";

const caseCount = 6;
const kills = isInFull ? 5 : 3;
let pair: Pair;
beforeEach(async () => {
  pair = await openPair(sampleCases(caseCount), { unlimited: true });
});
afterEach(() => pair.stop());

const caseWrites = { method: "PATCH", pathPrefix: "/services/data/v66.0/" } as const;

/** Resolves once a write request that `fits` has reached the vendor. */
const untilWriting = (fits: (path: string) => boolean): Promise<void> =>
  until(async () => ((await pair.writes()).some(({ path }) => fits(path)) ? [] : ["no write was sent"]));

async function kept() {
  const store = openStore(storeFileOf(pair));
  try {
    return {
      inDoubt: (await store.intents("cases", "sent")).length,
      notSent: (await store.intents("cases", "planned")).length,
      dead: (await store.deadLetters(["open", "replaying"], null)).length,
      confirmed: await store.writeCounts("cases", 0),
    };
  } finally {
    await store.close();
  }
}

async function expectNothingToWrite(): Promise<void> {
  const { run, document } = await pair.json(["sync", "plan", "--full", "--detailed-exitcode"]);
  expect([run.code, document.writes, document.conflicts]).toEqual([0, [], []]);
}

describe("SIGTERM", () => {
  it("SYN-9 waits for a Zendesk job under way and confirms each of its writes before it ends with 0", async () => {
    await pair.settings({ zendesk: { jobQueueMs: 700, jobStepMs: 500 } });
    const daemon = await pair.daemon();
    await untilWriting((path) => path.endsWith("create_many"));
    expect(await pair.tickets()).toEqual([]);
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
    expect(await kept()).toEqual({
      inDoubt: 0,
      notSent: 0,
      dead: 0,
      confirmed: [{ side: "right", operation: "create", count: caseCount }],
    });
    await pair.untilInStep();
    await expectNothingToWrite();
  });

  it("SYN-9 waits for a Salesforce create and an update under way and confirms both before it ends with 0", async () => {
    await pair.run(["sync"]);
    const [ticket] = await pair.tickets();
    await pair.fault({ vendor: "salesforce", kind: "latency", latencyMs: 1000, match: caseWrites });
    await pair.createTicket("Made while it stops");
    await pair.editTicket(ticket?.id ?? 0, { subject: "Edited while it stops" });
    const daemon = await pair.daemon();
    await untilWriting((path) => path.includes("/composite/sobjects/Case/"));
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
    expect(await kept()).toMatchObject({ inDoubt: 0, notSent: 0, dead: 0 });
    await pair.control("DELETE", "/faults");
    expect((await pair.run(["sync"])).code).toBe(0);
    await pair.untilInStep();
    expect(await pair.cases()).toHaveLength(caseCount + 1);
    const creates = (await pair.writes()).filter(({ path }) => path.includes("/composite/sobjects/Case/"));
    expect(creates).toHaveLength(1);
  });
});

/** Starts the command with --json and sends the signal once `isNow`. */
async function stop(
  args: readonly string[],
  signal: NodeJS.Signals,
  isNow: (stderr: string) => Promise<boolean>,
) {
  const child = pair.start([...args, "--json"], pair.credentials);
  const ended = collect(child);
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  await until(async () => ((await isNow(stderr)) ? [] : [`it has not come so far: ${stderr}`]));
  child.kill(signal);
  const { code, stdout } = await ended;
  return { code, error: JSON.parse(stdout).error };
}
const cancelled = (signal: NodeJS.Signals) => ({
  code: 130,
  error: expect.objectContaining({ code: "E_CANCELLED", message: `Stopped by ${signal}` }),
});
const hasWritten = (part: string) => async () =>
  (await pair.writes()).some(({ path }) => path.includes(part));

describe("a command told to stop", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "SYN-9 OPS-6 on %s `integ sync` confirms the writes under way and says that it was stopped",
    async (signal) => {
      await pair.settings({ zendesk: { jobQueueMs: 700, jobStepMs: 500 } });
      expect(await stop(["sync"], signal, hasWritten("create_many"))).toEqual(cancelled(signal));
      expect(await kept()).toEqual({
        inDoubt: 0,
        notSent: 0,
        dead: 0,
        confirmed: [{ side: "right", operation: "create", count: caseCount }],
      });
      expect((await pair.run(["sync"])).code).toBe(0);
      await expectNothingToWrite();
    },
  );

  it("SYN-9 OPS-6 `integ replay-dlq` confirms the write under way and says that it was stopped", async () => {
    await pair.run(["sync"]);
    const [ticket] = await pair.tickets();
    await pair.editTicket(ticket?.id ?? 0, { priority: "urgent" });
    await pair.run(["sync"]);
    expect(await kept()).toMatchObject({ dead: 1 });
    await pair.editTicket(ticket?.id ?? 0, { priority: "low" });
    await pair.fault({ vendor: "salesforce", kind: "latency", latencyMs: 1000, match: caseWrites });
    const stopped = await stop(["replay-dlq", "--all"], "SIGTERM", hasWritten("/sobjects/Case/"));
    expect(stopped).toEqual(cancelled("SIGTERM"));
    expect(await kept()).toMatchObject({ inDoubt: 0, notSent: 0, dead: 0 });
  });

  it("OPS-6 `integ sync` need not wait for the daemon that does its work", async () => {
    const daemon = await pair.daemon();
    await pair.untilInStep();
    await pair.fault({ vendor: "salesforce", kind: "latency", latencyMs: 8000, match: { method: "GET" } });
    const isWaiting = async (stderr: string) => stderr.includes("Syncing cases");
    expect(await stop(["sync"], "SIGINT", isWaiting)).toEqual(cancelled("SIGINT"));
    await pair.control("DELETE", "/faults");
    await daemon.end("SIGKILL");
  });

  it("OPS-6 `integ connect` stops while it signs in, and stores nothing", async () => {
    const before = await pair.readConfig();
    await pair.fault({ vendor: "zendesk", kind: "latency", latencyMs: 3000, match: {} });
    const args = ["connect", "zendesk", "--name", "other", "--base-url", pair.sandbox.zendeskUrl];
    const isSigningIn = async (stderr: string) => stderr.includes("Signing in");
    expect(await stop(args, "SIGTERM", isSigningIn)).toEqual(cancelled("SIGTERM"));
    expect(await pair.readConfig()).toBe(before);
  });
});

describe("SIGKILL", () => {
  it("SYN-9 SYN-10 doubles nothing when creates are on their way to both vendors", async () => {
    await pair.createTicket("From Zendesk");
    await pair.settings({ zendesk: { jobQueueMs: 400 } });
    await pair.fault({ vendor: "salesforce", kind: "latency", latencyMs: 400, match: caseWrites });
    const first = await pair.daemon();
    await untilWriting((path) => path.endsWith("create_many"));
    await untilWriting((path) => path.includes("/composite/sobjects/Case/"));
    await first.end("SIGKILL");
    const second = await pair.daemon();
    await pair.untilInStep();
    await second.end("SIGTERM");
    expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([
      caseCount + 1,
      caseCount + 1,
    ]);
    expect(await kept()).toMatchObject({ inDoubt: 0, dead: 0 });
    await expectNothingToWrite();
  });

  it("SYN-9 lets a person's edit stand that follows on a write whose confirmation was cut off", async () => {
    const first = await pair.daemon();
    await pair.untilInStep();
    const [one] = await pair.cases();
    const copy = async () => (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, one?.Id));
    // The answer comes an eighth of a second after the effect: the daemon is killed in between.
    await pair.settings({ latencyMs: 250 });
    await pair.editCase(one?.Id ?? "", { Subject: "Written by integ" });
    await until(async () => ((await copy())?.subject === "Written by integ" ? [] : ["not written yet"]));
    await first.end("SIGKILL");
    await pair.editTicket((await copy())?.id ?? 0, { subject: "Corrected by a person" });
    await pair.settings({ latencyMs: 2 });
    const second = await pair.daemon();
    await pair.untilInStep();
    await second.end("SIGTERM");
    expect((await copy())?.subject).toBe("Corrected by a person");
    expect(await kept()).toMatchObject({ inDoubt: 0, dead: 0 });
    await expectNothingToWrite();
  });

  it(`SYN-9 loses and doubles nothing over ${kills} kills at random moments while people work`, async () => {
    let daemon = await pair.daemon();
    await pair.untilInStep();
    const people = startPeople();
    for (let kill = 1; kill <= kills; kill++) {
      await pause(50 + Math.random() * 700);
      await daemon.end("SIGKILL");
      daemon = await pair.daemon();
    }
    const { last, created } = await people.goHome();
    await until(async () => {
      const count = (await pair.cases()).length;
      return count === caseCount + created ? [] : [`${count} cases, ${caseCount + created} expected`];
    });
    await pair.untilInStep();
    await daemon.end("SIGTERM");
    const subjects = new Map((await pair.cases()).map(({ Id, Subject }) => [Id, Subject]));
    for (const [id, subject] of last) expect(subjects.get(id)).toBe(subject);
    expect(await pair.tickets()).toHaveLength(caseCount + created);
    expect(await kept()).toMatchObject({ inDoubt: 0, dead: 0 });
    await expectNothingToWrite();
  });
});

interface Work {
  /** Case → the subject it was given last, on whichever side. */
  readonly last: ReadonlyMap<string, string>;
  readonly created: number;
}

/** Edits half of the records in Salesforce, the other half in Zendesk, and creates on both sides, until sent home. */
function startPeople(): { goHome(): Promise<Work> } {
  let isOpen = true;
  let created = 0;
  const last = new Map<string, string>();
  const work = async (): Promise<void> => {
    const cases = (await pair.cases()).filter(({ Subject }) => Subject.startsWith("Case "));
    const tickets = await pair.tickets();
    for (let turn = 0; isOpen; turn++) {
      const one = cases[turn % cases.length];
      const ticket = tickets.find(({ external_id }) => isCopyOf(external_id, one?.Id));
      if (one === undefined || ticket === undefined) throw new Error("a case has no ticket");
      const subject = `Case edited in turn ${turn}`;
      if (turn % 2 === 0) await pair.editCase(one.Id, { Subject: subject });
      else await pair.editTicket(ticket.id, { subject });
      last.set(one.Id, subject);
      if (turn % 10 === 3) await pair.createCase(`Made in turn ${turn}`);
      if (turn % 10 === 8) await pair.createTicket(`Made in turn ${turn}`);
      created += turn % 5 === 3 ? 1 : 0;
      await pause(40);
    }
  };
  const working = work();
  // A test that fails leaves them at work until the sandbox is gone; nobody has to hear of that.
  working.catch(() => undefined);
  return {
    goHome: async () => {
      isOpen = false;
      await working;
      return { last, created };
    },
  };
}
