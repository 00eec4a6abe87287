// Everything a vendor can do wrong, by everything that can be asked of it, in one table: how often it is asked, what
// the error says, whether a write is in doubt, what the breaker counts, and that the next request is served.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/cli/ports.ts";
import type { HttpRequest } from "../../../src/core/contract/http.ts";
import { type BadVendor, fine, misdeeds, startBadVendor, twoAnswers } from "./bad-vendor.ts";
import { failure, type Stage, setStage } from "./stage.ts";

const attempts = 3;
const place = { endpointClass: "main", path: "/tickets" } as const;
const asks: Readonly<Record<"read" | "write" | "once", HttpRequest>> = {
  read: { ...place, method: "GET", effect: "repeatable", operation: "read tickets" },
  write: { ...place, method: "PUT", effect: "repeatable", operation: "update ticket", json: { a: 1 } },
  once: { ...place, method: "POST", effect: "once", operation: "create ticket", json: { a: 1 } },
};

interface Row {
  readonly code: string;
  /** Times it was asked, by kind of request. */
  readonly asked: readonly [read: number, write: number, once: number];
  /** What is known of a write afterwards; a read never has an effect. */
  readonly written: "none" | "unknown";
  /** Whether the breaker counts it against the vendor, once however often it was asked. */
  readonly isOutage: boolean;
}

const row = (code: string, asked: Row["asked"], written: Row["written"], isOutage = false): Row => ({
  code,
  asked,
  written,
  isOutage,
});

const everyTime = [attempts, attempts, attempts] as const;
const unlessOnce = [attempts, attempts, 1] as const;
const oneTime = [1, 1, 1] as const;

const table: Readonly<Record<keyof typeof misdeeds, Row>> = {
  "429 with Retry-After": row("E_RATE_LIMITED", everyTime, "none"),
  "429 without Retry-After": row("E_RATE_LIMITED", everyTime, "none"),
  // Who says when to come back has refused, and done nothing.
  "503 with Retry-After": row("E_VENDOR_DOWN", everyTime, "none", true),
  "503 without Retry-After": row("E_VENDOR_DOWN", unlessOnce, "unknown", true),
  "a 502 of a gateway": row("E_VENDOR_DOWN", unlessOnce, "unknown", true),
  "no answer": row("E_TIMEOUT", unlessOnce, "unknown", true),
  "a head and then nothing": row("E_TIMEOUT", unlessOnce, "unknown", true),
  "a byte now and then": row("E_TIMEOUT", unlessOnce, "unknown", true),
  // The answer came: that it can't be read shows where it is read, and it is the caller's to ask again.
  "a web page": row("E_VENDOR_ANSWER", oneTime, "unknown"),
  "half a document": row("E_VENDOR_ANSWER", oneTime, "unknown"),
  "half a body": row("E_UNREACHABLE", unlessOnce, "unknown", true),
  "a reset": row("E_UNREACHABLE", unlessOnce, "unknown", true),
  "an end without a word": row("E_UNREACHABLE", unlessOnce, "unknown", true),
  "another protocol": row("E_UNREACHABLE", unlessOnce, "unknown", true),
  "a redirect to another host": row("E_VENDOR_ANSWER", oneTime, "none"),
  "10 GB, announced": row("E_VENDOR_ANSWER", oneTime, "unknown"),
  "10 GB in chunks": row("E_VENDOR_ANSWER", oneTime, "unknown"),
  "a gzip bomb": row("E_VENDOR_ANSWER", oneTime, "unknown"),
  "gzip that is none": row("E_VENDOR_ANSWER", unlessOnce, "unknown"),
  "headers without end": row("E_UNREACHABLE", unlessOnce, "unknown", true),
  "a flood of 103": row("E_TIMEOUT", unlessOnce, "unknown", true),
  "two lengths": row("E_UNREACHABLE", unlessOnce, "unknown", true),
};

let vendor: BadVendor;
let stage: Stage;
beforeAll(async () => {
  vendor = await startBadVendor();
});
afterEach(() => stage.close());
afterAll(() => vendor.close());

/** Time enough where another fault than lateness has to be found, however busy the machine. */
const longMs = 20_000;

function openStage(timeoutMs = longMs): Stage {
  stage = setStage(
    { baseUrl: vendor.origin, limits: { main: { capacity: 100_000, perMs: 60_000 } } },
    {
      realClock: systemClock(),
      settings: {
        timeoutMs,
        maxResponseBytes: 1024 * 1024,
        retry: { maxAttempts: attempts, baseMs: 1, capMs: 1, maxWaitMs: 1_000 },
        breaker: { failures: 1_000, openMs: 1_000 },
      },
    },
  );
  return stage;
}

const cells = Object.entries(table).flatMap(([kind, one]) =>
  (["read", "write", "once"] as const).map((ask, index) => ({ kind, ask, ...one, times: one.asked[index] })),
);

describe("a vendor that misbehaves", () => {
  it.each(cells)("BAS-7 BAS-9 is met as declared: $kind, $ask", async (cell) => {
    const { client } = openStage(cell.code === "E_TIMEOUT" ? 300 : longMs);
    vendor.behave(misdeeds[cell.kind as keyof typeof misdeeds]);
    const before = vendor.count();
    const error = await failure(client.request(asks[cell.ask]).then((response) => response.json()));
    expect({
      code: error.code,
      effect: error.effect,
      times: vendor.count() - before,
      outages: client.status().breaker.consecutiveFailures,
    }).toEqual({
      code: cell.code,
      effect: cell.ask === "read" ? "none" : cell.written,
      times: cell.times,
      outages: cell.isOutage ? 1 : 0,
    });
    vendor.behave(fine);
    expect((await client.request(asks.read)).json()).toEqual({ ok: true });
    expect(client.status().breaker).toMatchObject({ state: "closed", consecutiveFailures: 0 });
  });

  it("BAS-9 never takes an answer that nobody asked for as the answer to the next request", async () => {
    const { client } = openStage();
    for (let n = 0; n < 10; n += 1) {
      vendor.behave(twoAnswers);
      expect((await client.request(asks.read)).json()).toEqual({ ok: true });
      vendor.behave(fine);
      expect((await client.request(asks.read)).json()).toEqual({ ok: true });
    }
  });
});
