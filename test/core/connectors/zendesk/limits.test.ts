// What the vendor's headers tell about its limits.
import { describe, expect, it } from "vitest";
import { defaultLimits, observeLimits } from "../../../../src/core/connectors/zendesk/limits.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { respond } from "./scripted-vendor.ts";

const requestOf = (endpointClass: string): HttpRequest => ({
  method: "GET",
  path: "tickets",
  endpointClass,
  effect: "repeatable",
  operation: "list tickets",
});

const observe = (headers: Readonly<Record<string, string>>, endpointClass = "account") =>
  observeLimits(respond(200, {}, headers), requestOf(endpointClass));

describe("limits", () => {
  it("ZDK-8 of every kind of call are within the account's", () => {
    const apart = Object.entries(defaultLimits).filter(([, { within }]) => within !== "account");
    expect(apart.map(([endpointClass]) => endpointClass)).toEqual(["account"]);
  });
});

describe("limit headers", () => {
  it("ZDK-8 correct the account's bucket from either family of headers", () => {
    expect(
      observe({ "x-rate-limit": "700", "x-rate-limit-remaining": "699", "ratelimit-reset": "41" }),
    ).toEqual([{ endpointClass: "account", capacity: 700, remaining: 699, resetsInMs: 41_000 }]);
    expect(observe({ "ratelimit-limit": "200", "ratelimit-remaining": "0", "ratelimit-reset": "3" })).toEqual(
      [{ endpointClass: "account", capacity: 200, remaining: 0, resetsInMs: 3000 }],
    );
  });

  it("ZDK-8 correct the bucket of single updates, and leave the per-ticket limit to its ticket", () => {
    const headers = {
      "zendesk-ratelimit-tickets-update": "total=20; remaining=19; resets=15",
      "zendesk-ratelimit-per-ticket-updates": "total=30; remaining=1; resets=600",
    };
    expect(observe(headers, "tickets-update")).toEqual([
      { endpointClass: "tickets-update", remaining: 19, resetsInMs: 15_000 },
    ]);
  });

  it("ZDK-8 correct the export's bucket whatever the vendor calls it", () => {
    expect(
      observe({ "zendesk-ratelimit-incremental-exports": "total=10; remaining=4; resets=20" }, "incremental"),
    ).toEqual([{ endpointClass: "incremental", remaining: 4, resetsInMs: 20_000 }]);
  });

  it.each([
    {},
    { "x-rate-limit": "many" },
    { "zendesk-ratelimit-tickets-update": "nonsense" },
    { "zendesk-ratelimit-other": "total=1; remaining=0" },
  ])("ZDK-8 say nothing when they are absent or odd: %j", (headers) => {
    expect(observe(headers)).toEqual([]);
  });
});
