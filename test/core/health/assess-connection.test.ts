import { describe, expect, it } from "vitest";
import { defaultMonitoring } from "../../../src/core/config/monitoring.ts";
import { assessConnection } from "../../../src/core/health/assess-connection.ts";

const now = Date.parse("2026-03-01T09:00:00Z");
const closed = { state: "closed", consecutiveFailures: 0, retryInMs: 0 } as const;
const daily = { endpointClass: "daily", capacity: 10, remaining: 5, resetsInMs: 86_400_000, waitsMs: 0 };
const hour = 3_600_000;

describe("the health of a connection", () => {
  it("HLT-5 passes while calls may go, or will before long", () => {
    const buckets = [{ ...daily, nextInMs: defaultMonitoring.longWaitMs }];
    expect(assessConnection("sf", { breaker: closed, buckets }, now)).toMatchObject([{ status: "pass" }]);
  });

  it("HLT-5 warns of a limit that holds calls back for long, with the time of the next", () => {
    const outputOf = (remaining: number) =>
      assessConnection(
        "sf",
        { breaker: closed, buckets: [{ ...daily, remaining, nextInMs: 2 * hour }] },
        now,
      );
    expect(outputOf(5)).toMatchObject([
      {
        status: "warn",
        output:
          'The limit "daily" of 10 requests allows the next at 2026-03-01T11:00:00.000Z: the 5 left are spread over its window',
      },
    ]);
    expect(outputOf(0)[0]?.output).toMatch(/: none are left$/);
    const patient = { ...defaultMonitoring, longWaitMs: 3 * hour };
    const buckets = [{ ...daily, nextInMs: 2 * hour }];
    expect(assessConnection("sf", { breaker: closed, buckets }, now, patient)).toMatchObject([
      { status: "pass" },
    ]);
  });

  it("HLT-5 tells when a paused connection is tried next: a time, for a wait is wrong once it is read", () => {
    const open = { state: "open", consecutiveFailures: 5, retryInMs: 3_335 } as const;
    expect(assessConnection("sf", { breaker: open, buckets: [] }, now)).toMatchObject([
      {
        status: "fail",
        output: "Calls are paused after 5 failures in a row; next try at 2026-03-01T09:00:03.335Z",
      },
    ]);
  });

  it("HLT-5 names no time once the next call is the try", () => {
    const breaker = { state: "half-open", consecutiveFailures: 5, retryInMs: 0 } as const;
    expect(assessConnection("sf", { breaker, buckets: [] }, now)).toMatchObject([
      { status: "warn", output: "Calls are paused after 5 failures in a row; the next one is a try" },
    ]);
  });
});
