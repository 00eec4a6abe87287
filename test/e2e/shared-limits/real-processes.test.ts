// A limit shared by the daemon and three commands at a time, all of them the built CLI, by the vendor's own count:
// commands end, are killed and start again, and so does the daemon.
import { afterEach, describe, expect, it } from "vitest";
import { arrivalsOf, mostWithin } from "../../arrivals.ts";
import { onlyInFull } from "../../skips.ts";
import { repeat, type Tally } from "../lives.ts";
import { openPair, type Pair, pause, sampleCases } from "../pair.ts";

interface Asked {
  readonly at: string;
  readonly path: string;
  readonly status: number | null;
}

let pair: Pair;
afterEach(() => pair.stop());

/** What integ counts as a call of the account: all but sign-ins. */
const ofAccount = ({ path }: Asked): boolean => !path.startsWith("/oauth");

/** The vendor's requests of one kind, as times. */
async function arrivals(vendor: string, counts: (asked: Asked) => boolean): Promise<readonly number[]> {
  const { requests } = await pair.control("GET", `/requests?vendor=${vendor}`);
  return arrivalsOf((requests as Asked[]).filter(counts));
}

/** The configuration with `http` for one of the connections. */
async function withHttp(name: "sf" | "zd", http: string): Promise<void> {
  const text = await pair.readConfig();
  await pair.writeConfig(text.replace(new RegExp(`(  ${name}: \\{.*?) }$`, "m"), `$1, http: ${http} }`));
}

onlyInFull("130 s", "a limit of a minute shared by the daemon and commands, for two minutes")(
  "a limit of a minute that the daemon and commands share",
  () => {
    it("BAS-6 is never exceeded and used to at least 95 %, across restarts and SIGKILL", async () => {
      const capacity = 100;
      const perMs = 60_000;
      pair = await openPair(sampleCases(30));
      await withHttp("zd", `{ limits: { account: { perWindow: ${capacity} } } }`);
      await pair.writeConfig((await pair.readConfig()).replace("pollEvery: 500ms", "pollEvery: 200ms"));
      await pair.control("DELETE", "/requests");
      const first = await pair.daemon();
      const over = AbortSignal.timeout(2 * perMs + 5_000);
      const tally: Tally = { killed: 0, ended: 0 };
      const commands = [
        repeat(pair, ["connections", "test", "zd"], { over, kills: false, tally }),
        repeat(pair, ["sync", "plan", "cases", "--full"], { over, kills: true, tally }),
        repeat(pair, ["connections", "test", "zd"], { over, kills: true, tally }),
      ];
      await pause(40_000);
      await first.end("SIGKILL");
      const second = await pair.daemon();
      await Promise.all(commands);
      await second.end("SIGTERM");
      const times = await arrivals("zendesk", ofAccount);
      const from = times[0] ?? 0;
      const used = times.filter((time) => time < from + 2 * perMs).length;
      const facts = { ...tally, most: mostWithin(times, perMs), used, of: 2 * capacity };
      console.info(facts);
      expect(mostWithin(times, perMs)).toBeLessThanOrEqual(capacity);
      expect(used / (2 * capacity)).toBeGreaterThanOrEqual(0.95);
      expect(tally.killed).toBeGreaterThan(0);
      expect(tally.ended).toBeGreaterThan(0);
    }, 300_000);
  },
);

describe("a limit that the daemon and commands share", () => {
  it("BAS-6 CFG-4 of an hour is held to the call: what commands spent before, the next one lacks", async () => {
    pair = await openPair(sampleCases(2));
    await withHttp("sf", "{ limits: { sign-in: { perWindow: 8 } }, retry: { maxWait: 1s } }");
    // Half of a limit may go at once, the other half comes back evenly; connecting took one before there was a bound.
    for (const wanted of [0, 0, 0, 0, 75, 75]) {
      await pair.fault({ vendor: "salesforce", kind: "expire-tokens" });
      const { run, document } = await pair.json(["connections", "test", "sf"]);
      expect([run.code, JSON.stringify(document)]).toEqual([
        wanted,
        expect.stringContaining(wanted === 0 ? "sf" : "E_RATE_LIMITED"),
      ]);
    }
    const signIns = await arrivals("salesforce", ({ path }) => path === "/services/oauth2/token");
    expect(signIns).toHaveLength(5);
  }, 120_000);

  it("BAS-6 CFG-4 of a day is held by our own count, of every call that was sent", async () => {
    pair = await openPair(sampleCases(2));
    await withHttp("sf", "{ limits: { daily: { perWindow: 40 } }, retry: { maxWait: 1s } }");
    const codes: (number | null)[] = [];
    do codes.push((await pair.run(["connections", "test", "sf"])).code);
    while (codes.at(-1) === 0 && codes.length < 60);
    for (let n = 0; n < 3; n += 1) codes.push((await pair.run(["connections", "test", "sf"])).code);
    expect(codes.slice(-4)).toEqual([75, 75, 75, 75]);
    // Connecting took four before there was a bound; half of the bound may go at once.
    const spent = await arrivals("salesforce", ({ path }) => !path.endsWith("/token"));
    expect(spent.length).toBeLessThanOrEqual(4 + 20);
    expect(spent.length).toBeGreaterThanOrEqual(4 + 19);
  }, 120_000);
});
