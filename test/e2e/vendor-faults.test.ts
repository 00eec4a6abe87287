// Vendors that limit, fail, lie and hang up, while the daemon works: all of it ends in step, once, with nothing for a person.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, type Fault, isCopyOf, openPair, type Pair, sampleCases, until } from "./pair.ts";

let pair: Pair;
let daemon: Daemon;
let expected = 4;
let round = 0;
beforeAll(async () => {
  pair = await openPair(sampleCases(expected));
  daemon = await pair.daemon();
  await pair.untilInStep();
});
afterEach(async () => void (await pair.control("DELETE", "/faults")));
afterAll(() => pair.stop());

type Vendor = Fault["vendor"];
type Kind = { readonly kind: string; readonly status?: number; readonly [amount: string]: unknown };

const data = "/services/data/v66.0";
/** The request that creates one record, and the one that updates one. */
const writesOf = {
  salesforce: [
    { method: "PATCH", pathPrefix: `${data}/composite/sobjects/Case/` },
    { method: "PATCH", pathPrefix: `${data}/sobjects/Case/` },
  ],
  zendesk: [
    { method: "POST", pathPrefix: "/api/v2/tickets" },
    { method: "PUT", pathPrefix: "/api/v2/tickets" },
  ],
} as const;

/** A create and an edit, made by people at the other vendor, so that both have to be written to `vendor`. */
async function makeWork(vendor: Vendor): Promise<void> {
  round += 1;
  const [one] = await pair.cases();
  const ticket = (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, one?.Id));
  if (vendor === "zendesk") {
    await pair.createCase(`Created in round ${round}`);
    await pair.editCase(one?.Id ?? "", { Subject: `Edited in round ${round}` });
  } else {
    await pair.createTicket(`Created in round ${round}`);
    await pair.editTicket(ticket?.id ?? 0, { subject: `Edited in round ${round}` });
  }
  expected += 1;
}

const countOf = async (subject: string): Promise<number> =>
  [
    ...(await pair.cases()).map(({ Subject }) => Subject),
    ...(await pair.tickets()).map((ticket) => ticket.subject),
  ].filter((one) => one === subject).length;

async function expectInStep(): Promise<void> {
  await until(async () => {
    const found = [await countOf(`Created in round ${round}`), await countOf(`Edited in round ${round}`)];
    return found.join() === "2,2" ? [] : [`round ${round} is on ${found.join(" and ")} sides`];
  }, 45_000);
  await pair.untilInStep();
  expect([(await pair.cases()).length, (await pair.tickets()).length]).toEqual([expected, expected]);
}

async function expectHit(): Promise<void> {
  const { faults } = await pair.control("GET", "/faults");
  for (const fault of faults as { kind: string; hits: number }[]) expect(fault).toMatchObject({ hits: 1 });
}

const kinds: readonly (readonly [string, Kind])[] = [
  ["429 with Retry-After", { kind: "status", status: 429, retryAfterS: 1, times: 1 }],
  ["503", { kind: "status", status: 503, times: 1 }],
  ["a gateway's HTML page", { kind: "html", times: 1 }],
  ["a connection cut before the effect", { kind: "cut-before", times: 1 }],
  ["a connection cut after the effect", { kind: "cut-after", times: 1 }],
  ["half an answer after the effect", { kind: "garbage", times: 1 }],
  ["a token that ends under way", { kind: "expire-tokens", times: 1 }],
];

describe.each(["salesforce", "zendesk"] as const)("writing to %s", (vendor) => {
  it.each(kinds)("BAS-7 SYN-9 SYN-10 survives %s on creates and on updates", async (_name, kind) => {
    // Salesforce's limit on requests at once asks for no time of its own; integ rests 5 s, so once is enough here.
    const isSlow = vendor === "salesforce" && kind.status === 429;
    for (const match of writesOf[vendor].slice(isSlow ? 1 : 0)) await pair.fault({ vendor, ...kind, match });
    await makeWork(vendor);
    await expectInStep();
    await expectHit();
  });
});

describe("reading", () => {
  it.each(["salesforce", "zendesk"] as const)(
    "BAS-7 SYN-3 skips nothing when %s's polls fail",
    async (vendor) => {
      for (const [, kind] of kinds.slice(0, 4))
        await pair.fault({ vendor, ...kind, match: { method: "GET" } });
      await makeWork(vendor === "zendesk" ? "salesforce" : "zendesk");
      await expectInStep();
      await expectHit();
    },
  );
});

describe("afterwards", () => {
  it("BAS-12 SYN-11 leaves nothing dead, nothing in doubt and nothing to write", async () => {
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
    const list = await pair.json(["dlq", "list"]);
    expect(list.document.items).toEqual([]);
    const { run, document } = await pair.json(["sync", "plan", "--full", "--detailed-exitcode"]);
    expect([run.code, document.writes, document.conflicts]).toEqual([0, [], []]);
  });
});
