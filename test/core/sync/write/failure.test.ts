// What a failed write means for its record, by kind of failure and number of attempts.
import { describe, expect, it } from "vitest";
import {
  AuthError,
  PermanentError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../../../src/core/contract/errors.ts";
import { consequenceOf } from "../../../../src/core/sync/write/failure.ts";

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

  it("SYN-8 a record that is edited all the time is read and tried again longer than one that is refused", () => {
    const moved = new SyncError({ code: "E_RECORD_MOVED", message: "changed under the write" });
    expect(kindAfter(moved, 18)).toBe("retry");
    expect(kindAfter(moved, 19)).toBe("dead");
  });
});
