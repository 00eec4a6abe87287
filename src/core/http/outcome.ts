// What came of an attempt, and what it means for the request as a whole.
import type { ErrorCode } from "../contract/error-codes.ts";
import { AuthError, IntegrationError } from "../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../contract/http.ts";
import { restate } from "./classify.ts";

/** Of one attempt. */
export type Outcome =
  | { readonly response: HttpResponse }
  | {
      readonly error: IntegrationError;
      readonly safeToRepeat: boolean;
      readonly isForeign?: boolean;
      /** What the vendor answered, where it did. */
      readonly refusal?: HttpResponse;
    };

/** What the attempts of one request have in common. */
export interface History {
  readonly correlationId: string;
  renewed: boolean;
  lastError: IntegrationError | null;
  /** Some attempt may have taken effect; a later one's clean refusal does not undo that. */
  inDoubt: boolean;
}

/** What went wrong, and whether the request may go out again: not when it was to go once and may have taken effect. */
export function outcomeOf(error: IntegrationError, request: HttpRequest, mayHaveApplied: boolean) {
  const isRepeatable = request.effect === "repeatable" || !mayHaveApplied;
  return { error, safeToRepeat: isRepeatable && !(error instanceof AuthError) };
}

/** Whether the vendor itself, and nobody it sent us to, does not take the credential any more. */
export function isExpired(outcome: Outcome): boolean {
  if ("response" in outcome || outcome.isForeign === true) return false;
  const { status, code } = outcome.error;
  // A new token has the same scopes: renewing costs a rotation and changes nothing.
  return (status === 401 && code !== "E_AUTH_SCOPE") || code === "E_AUTH_EXPIRED";
}

/** Thrown before anything was sent: what the last attempt met says more than that we may not go on. */
export function giveUp(error: unknown, history: History): never {
  if (!(error instanceof IntegrationError)) throw error;
  const isRefusalOfOurs = ownRefusals.has(error.code);
  throw concluded(isRefusalOfOurs ? (history.lastError ?? error) : error, history);
}

const ownRefusals: ReadonlySet<ErrorCode> = new Set([
  "E_CIRCUIT_OPEN",
  "E_STOPPED",
  "E_RATE_LIMITED",
  "E_STORE_BUSY",
]);

/** What the request ends with: a later clean refusal does not undo that an earlier attempt may have taken effect. */
export function concluded(error: IntegrationError, history: History): IntegrationError {
  if (!history.inDoubt || error.effect === "unknown") return error;
  return restate(error, { effect: "unknown" });
}
