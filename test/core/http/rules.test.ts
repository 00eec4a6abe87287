import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TransientError } from "../../../src/core/contract/errors.ts";
import { Breaker } from "../../../src/core/http/breaker.ts";
import { effectOf } from "../../../src/core/http/classify.ts";
import { ClockOffsetMeter } from "../../../src/core/http/meters.ts";
import { redactText } from "../../../src/core/http/redact.ts";
import { parseRetryAfterMs, pauseBeforeRetryMs } from "../../../src/core/http/retry.ts";
import { defaultHttpSettings } from "../../../src/core/http/settings.ts";

const { retry } = defaultHttpSettings;

describe("retry", () => {
  it("BAS-7 pauses at least as long as asked and at most one doubled step longer, five attempts in all", () => {
    const times = {
      attempt: fc.integer({ min: 1, max: 9 }),
      askedMs: fc.nat(60_000),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    };
    fc.assert(
      fc.property(fc.record(times), ({ attempt, askedMs, random }) => {
        const error = new TransientError({
          code: "E_VENDOR_DOWN",
          message: "x",
          retryable: true,
          retryAfterMs: askedMs,
        });
        const pauseMs = pauseBeforeRetryMs({ error, attempt, safeToRepeat: true }, retry, () => random);
        if (attempt >= 5) {
          expect(pauseMs).toBeNull();
          return;
        }
        expect(pauseMs).toBeGreaterThanOrEqual(askedMs);
        expect(pauseMs).toBeLessThanOrEqual(askedMs + retry.baseMs * 2 ** (attempt - 1));
      }),
    );
  });

  it("BAS-7 reads Retry-After as seconds or a date and nothing else", () => {
    const now = Date.parse("2026-05-06T08:00:00Z");
    expect(parseRetryAfterMs("120", now)).toBe(120_000);
    expect(parseRetryAfterMs("Wed, 06 May 2026 08:00:30 GMT", now)).toBe(30_000);
    expect(parseRetryAfterMs("Wed, 06 May 2026 07:00:00 GMT", now)).toBe(0);
    expect([parseRetryAfterMs("soon", now), parseRetryAfterMs(undefined, now)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("effect", () => {
  const post = { method: "POST" } as const;
  it("BAS-3 is unknown only when the vendor may have applied a write", () => {
    const of = (status: number | null, written = true, hasRetryAfter = false) =>
      effectOf(post, { status, written, hasRetryAfter });
    expect([null, 200, 303, 408, 500, 502, 503, 504].map((status) => of(status))).toEqual(
      Array(8).fill("unknown"),
    );
    expect([307, 400, 401, 404, 409, 412, 422, 429].map((status) => of(status))).toEqual(
      Array(8).fill("none"),
    );
    expect([of(503, true, true), of(null, false)]).toEqual(["none", "none"]);
    expect(effectOf({ method: "GET" }, { status: null, written: true, hasRetryAfter: false })).toBe("none");
  });
});

describe("breaker", () => {
  const settings = { failures: 2, openMs: 1_000 };
  let serial = 0;
  const enter = (breaker: Breaker) => breaker.enter(`request ${++serial}`);
  const fail = (breaker: Breaker, now: number): void => enter(breaker).fail(now, "vendor");

  it("BAS-8 lets exactly one probe through, and opens again when it fails", () => {
    const breaker = new Breaker(settings);
    fail(breaker, 0);
    fail(breaker, 0);
    expect(breaker.refusesForMs(400)).toBe(600);
    expect(breaker.refusesForMs(1_000)).toBeNull();
    const probe = enter(breaker);
    expect(breaker.refusesForMs(1_000)).toBe(1_000);
    probe.fail(1_500, "vendor");
    expect(breaker.status(1_500)).toEqual({ state: "open", consecutiveFailures: 3, retryInMs: 1_000 });
  });

  it("BAS-8 lets another probe through when one ended without a verdict", () => {
    const breaker = new Breaker(settings);
    fail(breaker, 0);
    fail(breaker, 0);
    expect(breaker.refusesForMs(1_000)).toBeNull();
    enter(breaker).withdraw();
    expect(breaker.refusesForMs(1_000)).toBeNull();
  });

  it("BAS-8 does not count what was under way when it opened", () => {
    const breaker = new Breaker(settings);
    const late = [enter(breaker), enter(breaker)] as const;
    fail(breaker, 0);
    fail(breaker, 0);
    late[0].succeed();
    late[1].fail(900, "vendor");
    expect(breaker.status(900)).toEqual({ state: "open", consecutiveFailures: 2, retryInMs: 100 });
  });

  it("BAS-8 needs the failures in a row", () => {
    const breaker = new Breaker(settings);
    fail(breaker, 0);
    enter(breaker).succeed();
    fail(breaker, 0);
    expect(breaker.status(0).state).toBe("closed");
  });

  it("BAS-8 counts a request once, however often it is repeated", () => {
    const breaker = new Breaker(settings);
    for (let n = 0; n < 9; n += 1) breaker.enter("one").fail(n, "vendor");
    expect(breaker.status(9)).toMatchObject({ state: "closed", consecutiveFailures: 1 });
    breaker.enter("another").fail(9, "vendor");
    expect(breaker.status(9).state).toBe("open");
  });

  it("BAS-8 is opened by no number of failures that may be those of records, and by the first that is not", () => {
    const breaker = new Breaker(settings);
    for (let n = 0; n < 9; n += 1) enter(breaker).fail(n, "record");
    expect(breaker.status(9)).toMatchObject({ state: "closed", consecutiveFailures: 1 });
    fail(breaker, 9);
    expect(breaker.status(9).state).toBe("open");
    expect(breaker.refusesForMs(1_009)).toBeNull();
    enter(breaker).fail(1_009, "record");
    expect(breaker.status(1_009)).toMatchObject({ state: "open", retryInMs: 1_000 });
  });
});

describe("meters", () => {
  it("HLT-1 finds the vendor's clock offset again after a clock was set", () => {
    const meter = new ClockOffsetMeter();
    const at = (offsetMs: number, now: number) => meter.add(new Date(now + offsetMs).toUTCString(), now, now);
    for (let now = 0; now < 40_000; now += 1_037) at(5_000, now);
    expect(Math.abs((meter.offsetMs ?? 0) - 5_000)).toBeLessThanOrEqual(50);
    at(-30_000, 50_000);
    expect(Math.abs((meter.offsetMs ?? 0) + 30_000)).toBeLessThanOrEqual(1_000);
    meter.add("no date", 1, 2);
    expect(Math.abs((meter.offsetMs ?? 0) + 30_000)).toBeLessThanOrEqual(1_000);
  });
});

describe("redaction", () => {
  it("BAS-10 takes the values of secret fields out of a vendor's words", () => {
    const fields = { client_id: "app", client_secret: "s3cret", refresh_token: "r/t" };
    expect(redactText("app s3cret r/t s3cret", fields)).toBe("app [hidden] [hidden] [hidden]");
  });
});
