// Answers that drip, never end or lead elsewhere, while the daemon works: each call ends in time and within bounds, a
// write that took effect is found again, and nobody follows to a foreign host.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, isCopyOf, openPair, type Pair, sampleCases, until } from "./pair.ts";

type Vendor = "salesforce" | "zendesk";
const vendors = ["salesforce", "zendesk"] as const;
const data = "/services/data/v66.0";
const creates = {
  salesforce: { method: "PATCH", pathPrefix: `${data}/composite/sobjects/Case/` },
  zendesk: { method: "POST", pathPrefix: "/api/v2/tickets" },
};
const updates = {
  salesforce: { method: "PATCH", pathPrefix: `${data}/sobjects/Case/` },
  zendesk: { method: "PUT", pathPrefix: "/api/v2/tickets" },
};

let pair: Pair;
let daemon: Daemon;
/** A host that is nobody's business. */
let strangerUrl: string;
const strangerSaw: string[] = [];
const stranger = http.createServer((request, response) => {
  strangerSaw.push(`${request.method} ${request.url} ${request.headers.authorization}`);
  response.end("{}");
});
let expected = 3;
let round = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
  pair = await openPair(sampleCases(expected));
  const bounds = "http: { timeout: 2s, maxResponse: 1MB }";
  const text = await pair.readConfig();
  await pair.writeConfig(text.replace(/pollEvery: (\w+) }/g, `pollEvery: $1, ${bounds} }`));
  daemon = await pair.daemon();
  await pair.untilInStep();
});
afterEach(async () => void (await pair.control("DELETE", "/faults")));
afterAll(async () => {
  await pair.stop();
  stranger.close();
});

/** A create and an edit by people at the other side, so that both are written to `vendor`. */
async function makeWork(vendor: Vendor): Promise<void> {
  round += 1;
  expected += 1;
  const [one] = await pair.cases();
  if (vendor === "zendesk") {
    await pair.createCase(`Created in round ${round}`);
    await pair.editCase(one?.Id ?? "", { Subject: `Edited in round ${round}` });
    return;
  }
  const ticket = (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, one?.Id));
  await pair.createTicket(`Created in round ${round}`);
  await pair.editTicket(ticket?.id ?? 0, { subject: `Edited in round ${round}` });
}

const subjects = async (): Promise<readonly string[]> => [
  ...(await pair.cases()).map(({ Subject }) => Subject),
  ...(await pair.tickets()).map(({ subject }) => subject),
];

async function expectInStep(): Promise<void> {
  const wanted = ["Created", "Edited"].map((what) => `${what} in round ${round}`);
  await until(async () => {
    const all = await subjects();
    return wanted.filter((subject) => all.filter((one) => one === subject).length !== 2);
  }, 45_000);
  await pair.untilInStep();
  // What is in doubt is looked for at the vendor: that is not what the next fault is meant for.
  await until(async () => {
    const { stdout } = await pair.run(["status"]);
    return stdout.includes(", 0 pending,") ? [] : [stdout];
  });
  expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([expected, expected]);
}

async function hits(): Promise<readonly number[]> {
  return ((await pair.control("GET", "/faults")).faults as { hits: number }[]).map((fault) => fault.hits);
}

const spoilt = [
  ["drips past its time", { kind: "drip", latencyMs: 500, times: 1 }],
  ["never ends", { kind: "endless", times: 1 }],
] as const;

describe.each(vendors)("an answer of %s", (vendor) => {
  it.each(spoilt)("BAS-7 SYN-9 to a create and to an update that %s is no second write", async (_, kind) => {
    await pair.fault({ vendor, ...kind, match: creates[vendor] });
    await pair.fault({ vendor, ...kind, match: updates[vendor] });
    await makeWork(vendor);
    await expectInStep();
    expect(await hits()).toEqual([1, 1]);
  });

  it.each([...spoilt, ["leads elsewhere", { kind: "redirect", times: 1 }]] as const)(
    "BAS-3 BAS-7 to a poll that %s skips nothing",
    async (_, kind) => {
      await pair.fault({ vendor, ...kind, location: strangerUrl, match: { method: "GET" } });
      // Nothing else is asked for now, so that it is a poll which meets it.
      await until(async () => ((await hits()).join() === "1" ? [] : ["the fault was not met"]));
      await makeWork(vendor === "zendesk" ? "salesforce" : "zendesk");
      await expectInStep();
    },
  );

  it("BAS-9 to a write that leads elsewhere is a refusal for a person, and done when it is replayed", async () => {
    await pair.fault({
      vendor,
      kind: "redirect",
      location: strangerUrl,
      status: 307,
      times: 1,
      match: updates[vendor],
    });
    await makeWork(vendor);
    await until(async () => {
      const { items } = (await pair.json(["dlq", "list"])).document as { items: { code: string }[] };
      return items.map(({ code }) => code).join() === "E_VENDOR_ANSWER" ? [] : [JSON.stringify(items)];
    });
    expect((await pair.run(["replay-dlq", "--all"])).code).toBe(0);
    await expectInStep();
  });
});

describe("afterwards", () => {
  it("BAS-9 BAS-12 no credential went to the foreign host, and nothing is in doubt", async () => {
    expect(strangerSaw).toEqual([]);
    const { code, stderr } = await daemon.end("SIGTERM");
    expect([code, stderr]).toMatchObject([0, expect.stringContaining("is larger than 1048576 bytes")]);
    expect((await pair.json(["dlq", "list"])).document.items).toEqual([]);
    const { run, document } = await pair.json(["sync", "plan", "--full", "--detailed-exitcode"]);
    expect([run.code, document.writes, document.conflicts]).toEqual([0, [], []]);
  });
});
