// Whether and when a failed request is sent again. Pure.
import type { IntegrationError } from "../contract/errors.ts";
import type { Random } from "../contract/runtime.ts";

export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** Upper bound of the first pause; it doubles with each attempt. */
  readonly baseMs: number;
  readonly capMs: number;
  /** A longer wait than this is not spent here: the error says how long, and the work waits in its queue. */
  readonly maxWaitMs: number;
}

export interface FailedAttempt {
  readonly error: IntegrationError;
  /** Number of the attempt that failed, from 1. */
  readonly attempt: number;
  /** False when sending again could do the thing twice. */
  readonly safeToRepeat: boolean;
}

/** Milliseconds to wait before the next attempt, or null to give up. Full jitter, on top of Retry-After. */
export function pauseBeforeRetryMs(
  failed: FailedAttempt,
  settings: RetrySettings,
  random: Random,
): number | null {
  const { error, attempt, safeToRepeat } = failed;
  if (!error.retryable || !safeToRepeat || attempt >= settings.maxAttempts) return null;
  const askedMs = error.retryAfterMs ?? 0;
  if (askedMs > settings.maxWaitMs) return null;
  const ceilingMs = Math.min(settings.capMs, settings.baseMs * 2 ** (attempt - 1));
  return askedMs + Math.round(random() * ceilingMs);
}

/**
 * Milliseconds a Retry-After header asks for: whole seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined when the header is absent or neither.
 */
export function parseRetryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
