// Each vendor's rate limit and each operator's ceiling, by the vendor's own count, under more load than they allow.
import { afterEach, describe, expect, it } from "vitest";
import type { ObjectPort } from "../../src/core/contract/connector.ts";
import { RateLimitError } from "../../src/core/contract/errors.ts";
import { arrivalsOf, mostWithin } from "../arrivals.ts";
import { onlyInFull } from "../skips.ts";
import { idsOf } from "./bench.ts";
import { type AccountOptions, openAccount, type SimulatedAccount } from "./simulated-account.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let account: SimulatedAccount;
afterEach(() => account.close());

type Seen = Awaited<ReturnType<SimulatedAccount["requests"]>>[number];

/** Asks through one port; `n` counts. */
type Work = (port: ObjectPort, n: number, ids: readonly string[]) => Promise<unknown>;

const reads: Work = (port, n, ids) => port.read([ids[n % ids.length] ?? ""]);

const updates: Work = async (port, n, ids) => {
  const id = ids[n % ids.length] ?? "";
  const version = (await port.read([id])).get(id)?.version ?? "";
  const fields = { [account.textField]: `Text ${n}` };
  idsOf(await port.update([{ id, fields, expectedVersion: version }]));
};

// One process alone: of ten calls, one that another holds would be many.
const exports: Work = () => account.ports[0].changes("export", null);

async function makeRecords(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const item = { correlationKey: `key-${n}`, fields: account.values(`Record ${n}`) };
    ids.push(...idsOf(await account.ports[0].create([item])));
  }
  return ids;
}

/** Both processes in turns, without a pause, for so long. */
async function workFor(durationMs: number, work: Work, ids: readonly string[]): Promise<void> {
  const { clock, ports } = account;
  const endsAt = clock.now() + durationMs;
  for (let n = 0; clock.now() < endsAt; n += 1) await work(ports[n % 2 === 0 ? 0 : 1], n, ids).catch(waitOut);
}

/** A long wait is handed back instead of being waited on the spot. */
async function waitOut(error: unknown): Promise<void> {
  if (!(error instanceof RateLimitError)) throw error;
  await account.clock.sleep(error.retryAfterMs ?? 0);
}

interface Limit extends AccountOptions {
  readonly title: string;
  readonly capacity: number;
  readonly perMs: number;
  /** That are looked at, after one to warm up in. */
  readonly windows: number;
  readonly counts?: (request: Seen) => boolean;
  readonly records: number;
  readonly work: Work;
}

const isRefused = ({ status }: Seen): boolean => status === 429 || status === 403;

async function expectHeld(limit: Limit): Promise<void> {
  const { capacity, perMs, windows, records, work, counts = () => true } = limit;
  account = await openAccount(limit);
  const ids = await makeRecords(records);
  const startedAt = account.clock.now();
  await workFor((1 + windows) * perMs, work, ids);
  const seen = await account.requests();
  expect(seen.filter(isRefused)).toEqual([]);
  const times = arrivalsOf(seen.filter(counts));
  expect(mostWithin(times, perMs)).toBeLessThanOrEqual(capacity);
  const [from, to] = [startedAt + perMs, startedAt + (1 + windows) * perMs];
  const used = times.filter((at) => at >= from && at < to).length;
  expect(used).toBeGreaterThanOrEqual(0.95 * windows * capacity);
}

const limits: readonly Limit[] = [
  {
    title: "Zendesk's of updates",
    vendor: "zendesk",
    capacity: 100,
    perMs: minuteMs,
    windows: 3,
    counts: ({ method, path }) => method === "PUT" && /\/tickets\/\d+/.test(path),
    records: 40,
    work: updates,
  },
  {
    title: "Zendesk's of exports",
    vendor: "zendesk",
    capacity: 10,
    perMs: minuteMs,
    windows: 10,
    counts: ({ path }) => path.includes("/incremental/"),
    records: 1,
    work: exports,
  },
  {
    title: "Jira's of reads",
    vendor: "jira",
    capacity: 100,
    perMs: secondMs,
    windows: 3,
    counts: ({ path }) => path.includes("bulkfetch"),
    records: 10,
    work: reads,
  },
  {
    title: "Jira's of writes",
    vendor: "jira",
    capacity: 50,
    perMs: secondMs,
    windows: 4,
    counts: ({ method }) => method === "PUT",
    records: 40,
    work: updates,
  },
  {
    title: "ServiceNow's by an admin's rule",
    vendor: "servicenow",
    settings: { limits: { tablePerHour: 100 } },
    capacity: 100,
    perMs: hourMs,
    windows: 3,
    records: 5,
    work: reads,
  },
];

const ofTheAccount: Limit = {
  title: "Zendesk's of the account",
  vendor: "zendesk",
  capacity: 700,
  perMs: minuteMs,
  windows: 1,
  counts: ({ path }) => !path.startsWith("/oauth"),
  records: 10,
  work: reads,
};

describe("a vendor's rate limit", () => {
  it.each(limits)("BAS-6 $title is met without a refusal, and used", expectHeld);
});

onlyInFull("30 s", "that the larger of the vendors' limits are met without a refusal")(
  "a vendor's large rate limit",
  () => {
    it("BAS-6 Zendesk's of the account is met without a refusal, and used", () => expectHeld(ofTheAccount));

    it("BAS-6 SFC-8 Salesforce's of a day is used to its end, and then asked about once an hour", async () => {
      const perDay = 2000;
      account = await openAccount({ vendor: "salesforce", settings: { dailyApiLimit: perDay } });
      await workFor(dayMs, reads, await makeRecords(5));
      const calls = (await account.requests()).filter(({ path }) => path.startsWith("/services/data/v"));
      const refusals = calls.filter(isRefused);
      const before = calls.indexOf(refusals[0] ?? expect.fail("the day's calls were not used"));
      expect(before).toBe(perDay);
      expect(mostWithin(arrivalsOf(refusals), hourMs)).toBe(1);
    });
  },
);

const hundredAnHour = { config: { ceiling: { requests: 100, per: "1h" } }, capacity: 100, perMs: hourMs };

const ceilings: readonly Limit[] = [
  { title: "Jira", vendor: "jira", ...hundredAnHour, windows: 5, records: 10, work: updates },
  { title: "ServiceNow", vendor: "servicenow", ...hundredAnHour, windows: 5, records: 10, work: updates },
  {
    title: "Zendesk",
    vendor: "zendesk",
    ceilings: { account: 60 },
    capacity: 60,
    perMs: minuteMs,
    windows: 5,
    counts: ({ path }) => !path.startsWith("/oauth"),
    records: 10,
    work: updates,
  },
  {
    title: "Salesforce",
    vendor: "salesforce",
    ceilings: { daily: 100 },
    capacity: 100,
    perMs: dayMs,
    windows: 3,
    counts: ({ path }) => path.startsWith("/services/data/v"),
    records: 10,
    work: updates,
  },
];

describe("an operator's ceiling", () => {
  it.each(ceilings)("JRA-7 BAS-6 at $title is exceeded in no window, and used", expectHeld);
});
