// What a failed write means for its record, by kind of failure and number of attempts.
import { describe, expect, it } from "vitest";
import {
  AuthError,
  type IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../../../src/core/contract/errors.ts";
import { consequenceOf, consequenceOfAbsence } from "../../../../src/core/sync/write/failure.ts";

const kindAfter = (error: unknown, attempts: number): string =>
  consequenceOf(error, attempts, () => 0.5).kind;

describe("the consequence of a failed write", () => {
  it.each([
    [
      "SYN-10",
      "a refusal of its values",
      new ValidationError({ code: "E_RECORD_INVALID", message: "no" }),
      0,
      "dead",
    ],
    [
      "SYN-10",
      "what may pass",
      new SyncError({ code: "E_RECORD_LOCKED", message: "locked", retryable: true }),
      3,
      "retry",
    ],
    [
      "SYN-10",
      "what may pass and has not four times",
      new SyncError({ code: "E_RECORD_LOCKED", message: "locked", retryable: true }),
      4,
      "dead",
    ],
    [
      "BAS-8",
      "a vendor that is down",
      new TransientError({ code: "E_VENDOR_DOWN", message: "down" }),
      99,
      "wait",
    ],
    [
      "BAS-8",
      "a sign-in that has ended",
      new AuthError({ code: "E_AUTH_EXPIRED", message: "expired" }),
      99,
      "wait",
    ],
    [
      "SYN-9",
      "an answer that never came",
      new PermanentError({ code: "E_OUTCOME_UNKNOWN", message: "?", effect: "unknown" }),
      9,
      "probe",
    ],
    ["SYN-10", "a bug of ours", new TypeError("undefined is no function"), 0, "dead"],
  ])("%s %s", (_, __, error, attempts, kind) => {
    expect(kindAfter(error, attempts)).toBe(kind);
  });

  it("JRA-7 a record that the vendor takes again in a while waits for so long, however often that was", () => {
    const error = new SyncError({
      code: "E_RECORD_LOCKED",
      message: "Too many writes of this record",
      retryable: true,
      retryAfterMs: 30_000,
    });
    for (const attempts of [0, 4, 99])
      expect(consequenceOf(error, attempts, () => 0)).toEqual({ kind: "wait", afterMs: 30_000 });
    const late = consequenceOf(error, 9, () => 1);
    expect(late).toEqual({ kind: "wait", afterMs: 256_050 });
  });

  it("SYN-10 a refusal for good stays one, whenever its vendor says to come again", () => {
    const refused = new ValidationError({ code: "E_RECORD_INVALID", message: "no", retryAfterMs: 1_000 });
    expect(kindAfter(refused, 0)).toBe("dead");
  });

  it("SYN-8 a record that is edited all the time is read and tried again longer than one that is refused", () => {
    const moved = new SyncError({ code: "E_RECORD_MOVED", message: "changed under the write" });
    expect(kindAfter(moved, 18)).toBe("retry");
    expect(kindAfter(moved, 19)).toBe("dead");
  });
});

describe("the consequence of a failed write that has had no effect", () => {
  const meaning = (error: IntegrationError, attempts: number) =>
    consequenceOfAbsence(error, attempts, () => 1);
  const down = new TransientError({ code: "E_VENDOR_DOWN", message: "down", effect: "unknown" });

  it("SYN-7 is a retry that counts, after a pause that doubles up to five minutes, and in the end a person", () => {
    const outcomes = Array.from({ length: 13 }, (_, attempts) => meaning(down, attempts));
    expect(outcomes.at(-1)).toEqual({ kind: "dead" });
    const pauses = outcomes.slice(0, 12).map((one) => (one.kind === "retry" ? one.afterMs - 50 : 0));
    expect(pauses).toEqual([...Array.from({ length: 10 }, (_, n) => 500 * 2 ** n), 300_000, 300_000]);
  });

  it("BAS-8 is a wait that does not count where the sign-in or a limit stood in the way", () => {
    const limited = { code: "E_RATE_LIMITED", message: "slow", retryAfterMs: 900_000 } as const;
    expect(meaning(new RateLimitError(limited), 99)).toEqual({ kind: "wait", afterMs: 900_000 });
    const expired = new AuthError({ code: "E_AUTH_EXPIRED", message: "expired", effect: "unknown" });
    expect(meaning(expired, 99).kind).toBe("wait");
  });
});
