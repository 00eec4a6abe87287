import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { observeLimits, pollPaceMs, readUsage } from "../../../../src/core/connectors/salesforce/usage.ts";

const reporting = (value: string) => ({
  status: 200,
  headers: { "sforce-limit-info": value },
  text: "",
  json: () => null,
});

describe("API usage", () => {
  it("SFC-7 reads the org's usage, not one app's", () => {
    const header = "api-usage=18/5000; per-app-api-usage=17/250(appName=integ)";
    expect(readUsage({ "sforce-limit-info": header })).toEqual({ used: 18, max: 5000 });
    expect(readUsage({ "sforce-limit-info": "per-app-api-usage=17/250(appName=integ)" })).toBeNull();
    expect(readUsage({})).toBeNull();
  });

  it("SFC-7 tells the daily bucket what is left, never less than nothing", () => {
    expect(observeLimits(reporting("api-usage=18/5000"))).toEqual([
      { endpointClass: "daily", capacity: 5000, remaining: 4982 },
    ]);
    expect(observeLimits(reporting("api-usage=5100/5000"))).toMatchObject([{ remaining: 0 }]);
    expect(observeLimits(reporting("something else"))).toEqual([]);
  });

  it("SFC-8 polls at most as often as a day's share of the calls left, or of those an operator allows, and at most each second", () => {
    expect(pollPaceMs({ usage: null, ceiling: Number.POSITIVE_INFINITY, budgetShare: 0.5, streams: 1 })).toBe(
      11_520,
    );
    expect(
      pollPaceMs({
        usage: { used: 0, max: 5_000_000 },
        ceiling: Number.POSITIVE_INFINITY,
        budgetShare: 0.5,
        streams: 1,
      }),
    ).toBe(1000);
    expect(
      pollPaceMs({
        usage: { used: 5000, max: 5000 },
        ceiling: Number.POSITIVE_INFINITY,
        budgetShare: 0.5,
        streams: 1,
      }),
    ).toBe(3_600_000);
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        share,
        fc.integer({ min: 1, max: 5 }),
        (used, max, ceiling, budgetShare, streams) => {
          const everyMs = pollPaceMs({ usage: { used, max }, ceiling, budgetShare, streams });
          expect(everyMs).toBeGreaterThanOrEqual(1000);
          const polls = (86_400_000 / everyMs) * streams;
          // An exhausted budget is still probed hourly.
          expect(polls).toBeLessThanOrEqual(
            Math.max(24 * streams, Math.min(max - used, ceiling) * budgetShare) + 1e-6,
          );
        },
      ),
    );
  });
});
