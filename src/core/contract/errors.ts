// The error taxonomy (BAS-3). Throw for failure; expected outcomes are return values.
import { type ErrorCode, errorCatalogue } from "./error-codes.ts";

/** Whether a failed request may have changed something at the vendor. */
export type Effect = "none" | "unknown";

export interface ErrorFacts {
  readonly code: ErrorCode;
  /** What happened, one sentence without a trailing full stop needed by logs. Never contains a secret. */
  readonly message: string;
  /** What to do next; the catalogue's hint when absent. */
  readonly hint?: string;
  readonly connection?: string;
  readonly operation?: string;
  /** The vendor's own code (`UNABLE_TO_LOCK_ROW`, `RecordInvalid`). */
  readonly vendorCode?: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** The same request may succeed later without anyone changing anything. */
  readonly retryable?: boolean;
  /** Milliseconds the vendor asks to wait. */
  readonly retryAfterMs?: number;
  readonly effect?: Effect;
  readonly cause?: unknown;
}

/** The next step, the catalogue's when none is given, with the connection in the command that mends it. */
function hintOf({ code, connection, hint = errorCatalogue[code].hint }: ErrorFacts): string {
  return connection === undefined ? hint : hint.replace("`integ connect`", `\`integ connect ${connection}\``);
}

/** Base of every error integ throws on purpose. Anything else that surfaces is our bug (exit 70). */
export class IntegrationError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly connection: string | undefined;
  readonly operation: string | undefined;
  readonly vendorCode: string | undefined;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly effect: Effect;

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.hint = hintOf(facts);
    this.connection = facts.connection;
    this.operation = facts.operation;
    this.vendorCode = facts.vendorCode;
    this.status = facts.status;
    this.retryable = facts.retryable ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.effect = facts.effect ?? "none";
  }

  /** Exit code of a command that ends with this error (sysexits; see the catalogue). */
  get exitCode(): number {
    return errorCatalogue[this.code].exitCode;
  }
}

/** The credential is wrong, expired or lacks a right. Pauses the connection, not the record. */
export class AuthError extends IntegrationError {}
/** The vendor's limit was met; `retryAfterMs` says how long. Pauses the connection, not the record. */
export class RateLimitError extends IntegrationError {}
/** The record moved, is gone, or the engine's own preconditions failed: read again and decide anew. */
export class SyncError extends IntegrationError {}
/** The vendor or a mapping refuses this record's data. A person must change the data or the mapping. */
export class ValidationError extends IntegrationError {}
/** The configuration is wrong. */
export class ConfigError extends IntegrationError {}
/** Network, 5xx, maintenance: later. */
export class TransientError extends IntegrationError {}
/** Will fail the same way until a person acts. */
export class PermanentError extends IntegrationError {}

/** Faults of the connection as a whole: its work waits and nothing is dead-lettered for it. */
export function isConnectionFault(error: unknown): boolean {
  return error instanceof AuthError || error instanceof RateLimitError || error instanceof TransientError;
}
