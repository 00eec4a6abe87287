// An operator's ceiling, held by the built daemon and commands together while all of them are killed and start again, by
// the vendor's own count. The vendors' own limits are held in simulated time: test/conformance/rate-limits.test.ts.
import { afterEach, describe, expect, it } from "vitest";
import { arrivalsOf, mostWithin } from "../arrivals.ts";
import { isInFull } from "../skips.ts";
import { openWorkshop, type Workshop } from "./commands/workshop.ts";
import { repeat, type Tally } from "./lives.ts";
import { pause, startDaemon, until } from "./pair.ts";

let shop: Workshop;
afterEach(() => shop.stop());

interface Asked {
  readonly at: string;
  readonly path: string;
  readonly status: number | null;
}

async function requestsTo(vendor: string): Promise<readonly Asked[]> {
  return (await shop.control("GET", `/requests?vendor=${vendor}`)).requests as readonly Asked[];
}

async function makeTickets(count: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let n = 1; n <= count; n += 1) {
    const { ticket } = await shop.control("POST", "/zendesk/tickets", {
      subject: `Ticket ${n}`,
      description: "Made by a person",
    });
    ids.push((ticket as { readonly id: number }).id);
  }
  return ids;
}

/** Somebody edits one ticket after the other until it is over. */
async function editTickets(ids: readonly number[], over: AbortSignal): Promise<void> {
  for (let n = 0; !over.aborted; n += 1) {
    await shop.control("PATCH", `/zendesk/tickets/${ids[n % ids.length]}`, { subject: `Edited ${n}` });
    await pause(250);
  }
}

/** Resolves when the vendor has been asked so often. */
const untilAsked = (vendor: string, count: number): Promise<void> =>
  until(async () => {
    const { length } = await requestsTo(vendor);
    return length >= count ? [] : [`${vendor} was asked ${length} times`];
  }, 150_000);

describe("a ceiling at Jira", () => {
  const capacity = 40;
  const perMs = 10_000;
  const asked = (isInFull ? 4 : 3) * capacity;

  it("JRA-7 BAS-6 is exceeded in no window by daemon and commands, across SIGKILL", async () => {
    shop = await openWorkshop();
    await shop.writeConfig(`connections:
  jr: { connector: jira, baseUrl: "${shop.sandbox.urls.jira}", pollEvery: 200ms, ceiling: { requests: ${capacity}, per: 10s } }
  zd: { connector: zendesk, baseUrl: "${shop.sandbox.zendeskUrl}", pollEvery: 200ms }
syncs:
  bugs:
    left: { connection: jr, object: "issue:SUP:Bug" }
    right: { connection: zd, object: ticket }
    fields: [{ left: summary, right: subject }]
`);
    const ids = await makeTickets(10);
    await shop.prepare([
      ["init", "--insecure-key-file"],
      ["connect", "jira", "--name", "jr"],
      ["connect", "zendesk", "--name", "zd"],
    ]);
    const enough = new AbortController();
    const over = enough.signal;
    const tally: Tally = { killed: 0, ended: 0 };
    const work = [
      editTickets(ids, over),
      repeat(shop, ["connections", "test", "jr"], { over, kills: false, tally }),
      repeat(shop, ["sync", "plan", "bugs", "--full"], { over, kills: true, tally }),
    ];
    const first = await startDaemon(shop);
    await untilAsked("jira", asked / 2);
    await first.end("SIGKILL");
    const second = await startDaemon(shop);
    await untilAsked("jira", asked);
    enough.abort();
    await Promise.all(work);
    await second.end("SIGTERM");
    const seen = await requestsTo("jira");
    const most = mostWithin(arrivalsOf(seen), perMs);
    console.info({ ...tally, most, requests: seen.length });
    expect(most).toBeLessThanOrEqual(capacity);
    expect(seen.filter(({ status }) => status === 429)).toEqual([]);
    expect(tally.killed).toBeGreaterThan(0);
    // A busy machine may be too slow to reach it.
    if (isInFull) expect(most).toBeGreaterThanOrEqual(0.95 * capacity);
  });
});
