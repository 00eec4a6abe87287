// What a failure means for the item it hit: again later, a dead letter, or find out first. Pure.
import type { ErrorCode } from "../../contract/error-codes.ts";
import {
  AuthError,
  IntegrationError,
  isConnectionFault,
  PermanentError,
  RateLimitError,
  SyncError,
} from "../../contract/errors.ts";
import type { Random } from "../../contract/runtime.ts";

export type Consequence =
  /** The connection is at fault, or the vendor has said when: the work waits, nothing is counted against the record. */
  | { readonly kind: "wait"; readonly afterMs: number }
  /** The record may work later: counted. */
  | { readonly kind: "retry"; readonly afterMs: number }
  /** It may have taken effect: probe before anything else. */
  | { readonly kind: "probe" }
  | { readonly kind: "dead" };

const maxAttempts = 5;
/** A record that moves under every write is a busy one, and read afresh each time; for ever, its vendor's guard is broken. */
const maxMoves = 20;
/** With the delays between them some ten minutes. */
const maxUnanswered = 13;
const firstDelayMs = 500;
const maxDelayMs = 5 * 60_000;
const authPauseMs = 30_000;
const faultPauseMs = 1_000;

/** Full-jitter backoff before attempt `attempts + 1`, milliseconds. */
export function backoffMs(attempts: number, random: Random): number {
  return Math.ceil(random() * Math.min(maxDelayMs, firstDelayMs * 2 ** attempts)) + 50;
}

/**
 * What the failure of a write means once it is known to have had no effect. It counts, with more patience than a
 * refusal: a vendor at which no write works for a while looks the same.
 */
export function consequenceOfAbsence(
  error: IntegrationError,
  attempts: number,
  random: Random,
): Exclude<Consequence, { kind: "probe" }> {
  const isOurs = error instanceof AuthError || error instanceof RateLimitError;
  const afterMs = Math.max(backoffMs(attempts, random), error.retryAfterMs ?? 0);
  if (isOurs) return { kind: "wait", afterMs };
  return attempts + 1 >= maxUnanswered ? { kind: "dead" } : { kind: "retry", afterMs };
}

/** `attempts`: how often the item has failed before, without counting this time. */
export function consequenceOf(error: unknown, attempts: number, random: Random): Consequence {
  if (!(error instanceof IntegrationError)) return { kind: "dead" };
  if (error.effect === "unknown") return { kind: "probe" };
  if (isConnectionFault(error)) {
    const pauseMs = error.name === "AuthError" ? authPauseMs : faultPauseMs;
    return { kind: "wait", afterMs: error.retryAfterMs ?? Math.ceil(pauseMs * (0.5 + random())) };
  }
  const saysWhen = error.retryable && error.retryAfterMs !== undefined;
  const hasMoved = error instanceof SyncError && error.code === "E_RECORD_MOVED";
  const isLast = attempts + 1 >= (hasMoved ? maxMoves : maxAttempts);
  if (saysWhen || ((error.retryable || hasMoved) && !isLast)) {
    const afterMs = Math.max(backoffMs(attempts, random), error.retryAfterMs ?? 0);
    return { kind: saysWhen ? "wait" : "retry", afterMs };
  }
  return { kind: "dead" };
}

export interface FailureText {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly vendorCode: string | null;
}

/** What a dead letter says of an error. */
export function describeFailure(error: unknown): FailureText {
  if (error instanceof IntegrationError) {
    const { code, message, hint, vendorCode } = error;
    return { code, message, hint, vendorCode: vendorCode ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "E_INTERNAL",
    message,
    hint: "This is a bug in integ. Please report it with this entry.",
    vendorCode: null,
  };
}

/**
 * An error that is none of ours, or the reason we were told to stop, left the connector in the middle of a write:
 * the outcome is not known.
 */
export function writeError(error: unknown, signal: AbortSignal): IntegrationError {
  if (error instanceof IntegrationError && error !== signal.reason) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PermanentError({ code: "E_OUTCOME_UNKNOWN", message, effect: "unknown", cause: error });
}
