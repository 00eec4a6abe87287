// Salesforce's error codes, each with what integ makes of it and what the operator should do.
import type { ErrorCode } from "../../contract/error-codes.ts";
import {
  AuthError,
  ConfigError,
  type ErrorFacts,
  type IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";

type ErrorClass = new (facts: ErrorFacts) => IntegrationError;

export interface Verdict {
  readonly make: ErrorClass;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly hint?: string;
}

const hourMs = 3_600_000;

const later = (code: ErrorCode = "E_VENDOR_DOWN", hint?: string): Verdict => ({
  make: TransientError,
  code,
  retryable: true,
  ...(hint === undefined ? {} : { hint }),
});
const longPause = (make: ErrorClass, code: ErrorCode, hint: string): Verdict => ({
  make,
  code,
  retryable: true,
  retryAfterMs: hourMs,
  hint,
});
const record = (hint: string, code: ErrorCode = "E_RECORD_INVALID"): Verdict => ({
  make: ValidationError,
  code,
  retryable: false,
  hint,
});
const reread = (code: ErrorCode, retryable: boolean): Verdict => ({ make: SyncError, code, retryable });
const drift = (code: ErrorCode, hint: string): Verdict => ({
  make: ConfigError,
  code,
  retryable: false,
  hint,
});
const right = (hint: string): Verdict => ({
  make: PermanentError,
  code: "E_RECORD_FORBIDDEN",
  retryable: false,
  hint,
});
const access = (code: ErrorCode, hint: string): Verdict => ({
  make: AuthError,
  code,
  retryable: false,
  hint,
});
const ourBug: Verdict = { make: PermanentError, code: "E_INTERNAL", retryable: false };

const rights =
  "Grant the integration user the right on the object and its fields (profile or permission set), then replay.";
const storage = "Free data storage in the org or buy more; integ tries again each hour.";

/** Verdicts by `errorCode` of a body or `statusCode` of a row. */
export const verdicts: Readonly<Record<string, Verdict>> = {
  INVALID_SESSION_ID: access("E_AUTH_EXPIRED", "Run `integ connect` for this connection again."),
  INVALID_AUTH_HEADER: access("E_AUTH_EXPIRED", "Run `integ connect` for this connection again."),

  UNABLE_TO_LOCK_ROW: reread("E_RECORD_LOCKED", true),
  SERVER_UNAVAILABLE: later(),
  REQUEST_RUNNING_TOO_LONG: later("E_TIMEOUT"),
  QUERY_TIMEOUT: later("E_TIMEOUT"),
  UNKNOWN_EXCEPTION: later(),
  INTERNAL_ERROR: later(),

  LIMIT_EXCEEDED: longPause(
    RateLimitError,
    "E_QUOTA_EXHAUSTED",
    "Wait, or raise the org's limit; integ tries each hour.",
  ),
  EXCEEDED_QUOTA: longPause(
    RateLimitError,
    "E_QUOTA_EXHAUSTED",
    "Wait, or raise the org's limit; integ tries each hour.",
  ),
  STORAGE_LIMIT_EXCEEDED: longPause(RateLimitError, "E_QUOTA_EXHAUSTED", storage),
  API_CURRENTLY_DISABLED: longPause(
    TransientError,
    "E_VENDOR_DOWN",
    "Ask Salesforce support why the API is off for the org.",
  ),

  ENTITY_IS_DELETED: reread("E_RECORD_GONE", false),
  NOT_FOUND: reread("E_RECORD_GONE", false),
  INVALID_CROSS_REFERENCE_KEY: record(
    "Correct the reference: the record it names is missing or not visible.",
  ),
  DUPLICATE_VALUE: record(
    "Another record has this unique value. Merge the two in Salesforce, then replay.",
    "E_RECORD_DUPLICATE",
  ),
  // A status code of the platform's StatusCode list; the fact sheet names the case (300) without a code.
  DUPLICATE_EXTERNAL_ID: record(
    "Several records carry this external id: mark the field Unique and merge the records, then replay.",
    "E_RECORD_DUPLICATE",
  ),
  INVALID_QUERY_LOCATOR: later("E_VENDOR_ANSWER", "Nothing to do: integ starts the query again."),
  ALL_OR_NONE_OPERATION_ROLLED_BACK: reread("E_RECORD_MOVED", true),
  PROCESSING_HALTED: reread("E_RECORD_MOVED", true),
  OPERATION_ENQUEUED: reread("E_OUTCOME_UNKNOWN", true),

  INVALID_FIELD: drift(
    "E_FIELD_UNKNOWN",
    "Correct the mapping, or give the integration user access to the field.",
  ),
  INVALID_TYPE: drift(
    "E_OBJECT_UNKNOWN",
    "Correct the object's API name, or give the integration user access to it.",
  ),
  UNSUPPORTED_API_VERSION: drift(
    "E_CONFIG_INVALID",
    "Remove `apiVersion` from the connection or set a current one.",
  ),

  REQUIRED_FIELD_MISSING: record("Map the missing fields or give them a default in Salesforce, then replay."),
  STRING_TOO_LONG: record("Shorten the text at its source or lengthen the field in Salesforce, then replay."),
  FIELD_CUSTOM_VALIDATION_EXCEPTION: record(
    "A validation rule of the org refuses the record: correct either, then replay.",
  ),
  FIELD_INTEGRITY_EXCEPTION: record("Correct the field's value, then replay."),
  FIELD_FILTER_VALIDATION_EXCEPTION: record(
    "The lookup filter of the field refuses the value: correct either, then replay.",
  ),
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: record(
    "Add the value to the field's `values` map or to the picklist, then replay.",
  ),
  INVALID_FIELD_FOR_INSERT_UPDATE: record(
    "Take the field out of the mapping for this direction: it can't be written.",
  ),
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: record(
    "An Apex trigger of the org refuses the record: see its text, then replay.",
  ),
  CANNOT_EXECUTE_FLOW_TRIGGER: record("A flow of the org failed on the record: see its text, then replay."),
  DUPLICATES_DETECTED: record(
    "A duplicate rule of the org refuses the record: merge or relax the rule, then replay.",
    "E_RECORD_DUPLICATE",
  ),
  MALFORMED_ID: record("Correct the id in the mapped reference field, then replay."),
  NUMBER_OUTSIDE_VALID_RANGE: record("Correct the number or the field's size, then replay."),
  INVALID_EMAIL_ADDRESS: record("Correct the e-mail address, then replay."),
  DELETE_FAILED: record("Remove what hangs on the record or deletes against it in Salesforce, then replay."),
  // Seen for one value of the wrong JSON type: the mapping's fault, and only ever this record's.
  JSON_PARSER_ERROR: record("The value's type does not fit the field: correct the mapping, then replay."),

  INSUFFICIENT_ACCESS: right(rights),
  INSUFFICIENT_ACCESS_OR_READONLY: right(rights),
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: right(rights),
  OPERATION_TOO_LARGE: right(
    "Give the integration user View All on the object: without it the query is too large.",
  ),
  API_DISABLED_FOR_ORG: access(
    "E_AUTH_SCOPE",
    "Give the user the API Enabled permission; the org's edition must include the API.",
  ),

  MALFORMED_QUERY: ourBug,
  MALFORMED_SEARCH: ourBug,
  METHOD_NOT_ALLOWED: ourBug,
  UNSUPPORTED_MEDIA_TYPE: ourBug,
  INVALID_BATCH_SIZE: ourBug,
};

/** Verdicts on `error` of an OAuth body. */
export const oauthVerdicts: Readonly<Record<string, Verdict>> = {
  invalid_grant: access(
    "E_AUTH_REJECTED",
    "Check in the External Client App: run-as user or pre-authorised user, certificate, IP policy; then run `integ connect`.",
  ),
  invalid_client: access("E_AUTH_REJECTED", "Check the consumer secret, then run `integ connect` again."),
  invalid_client_id: access(
    "E_AUTH_REJECTED",
    "Check the consumer key. A new app takes up to ten minutes to be known everywhere.",
  ),
  invalid_app_access: access(
    "E_AUTH_SCOPE",
    "Pre-authorise the user for the app (profile or permission set).",
  ),
  invalid_scope: access("E_AUTH_SCOPE", "Enable the OAuth scope `api` for the app."),
  invalid_request: access(
    "E_AUTH_REJECTED",
    "Check the sign-in method and its settings in the External Client App.",
  ),
  unsupported_grant_type: access("E_AUTH_REJECTED", "Enable this OAuth flow in the External Client App."),
  inactive_user: access("E_AUTH_REJECTED", "Activate the integration user in Salesforce."),
  inactive_org: access("E_AUTH_REJECTED", "The org is locked or closed: ask Salesforce."),
};
