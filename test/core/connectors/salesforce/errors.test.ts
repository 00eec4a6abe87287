import { describe, expect, it } from "vitest";
import { oauthVerdicts, verdicts } from "../../../../src/core/connectors/salesforce/error-table.ts";
import { classify, rowFailure } from "../../../../src/core/connectors/salesforce/errors.ts";
import {
  AuthError,
  ConfigError,
  PermanentError,
  RateLimitError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../../../src/core/contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../../../src/core/contract/http.ts";

const read: HttpRequest = {
  method: "GET",
  path: "/x",
  endpointClass: "daily",
  effect: "repeatable",
  operation: "query",
};

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers, text, json: () => JSON.parse(text) };
}

/** Class, code of the taxonomy and retry decision for each vendor code; REQUEST_LIMIT_EXCEEDED is below. */
const expected = [
  [AuthError, "E_AUTH_EXPIRED", false, ["INVALID_SESSION_ID", "INVALID_AUTH_HEADER"]],
  [SyncError, "E_RECORD_LOCKED", true, ["UNABLE_TO_LOCK_ROW"]],
  [
    TransientError,
    "E_VENDOR_DOWN",
    true,
    ["SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "INTERNAL_ERROR", "API_CURRENTLY_DISABLED"],
  ],
  [TransientError, "E_TIMEOUT", true, ["REQUEST_RUNNING_TOO_LONG", "QUERY_TIMEOUT"]],
  [RateLimitError, "E_QUOTA_EXHAUSTED", true, ["LIMIT_EXCEEDED", "EXCEEDED_QUOTA", "STORAGE_LIMIT_EXCEEDED"]],
  [SyncError, "E_RECORD_GONE", false, ["ENTITY_IS_DELETED", "NOT_FOUND"]],
  [
    ValidationError,
    "E_RECORD_DUPLICATE",
    false,
    ["DUPLICATE_VALUE", "DUPLICATE_EXTERNAL_ID", "DUPLICATES_DETECTED"],
  ],
  [TransientError, "E_VENDOR_ANSWER", true, ["INVALID_QUERY_LOCATOR"]],
  [SyncError, "E_RECORD_MOVED", true, ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "PROCESSING_HALTED"]],
  [SyncError, "E_OUTCOME_UNKNOWN", true, ["OPERATION_ENQUEUED"]],
  [ConfigError, "E_FIELD_UNKNOWN", false, ["INVALID_FIELD"]],
  [ConfigError, "E_OBJECT_UNKNOWN", false, ["INVALID_TYPE"]],
  [ConfigError, "E_CONFIG_INVALID", false, ["UNSUPPORTED_API_VERSION"]],
  [
    ValidationError,
    "E_RECORD_INVALID",
    false,
    [
      "INVALID_CROSS_REFERENCE_KEY",
      "REQUIRED_FIELD_MISSING",
      "STRING_TOO_LONG",
      "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      "FIELD_INTEGRITY_EXCEPTION",
      "FIELD_FILTER_VALIDATION_EXCEPTION",
      "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
      "INVALID_FIELD_FOR_INSERT_UPDATE",
      "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
      "CANNOT_EXECUTE_FLOW_TRIGGER",
      "MALFORMED_ID",
      "NUMBER_OUTSIDE_VALID_RANGE",
      "INVALID_EMAIL_ADDRESS",
      "DELETE_FAILED",
      "JSON_PARSER_ERROR",
    ],
  ],
  [
    PermanentError,
    "E_RECORD_FORBIDDEN",
    false,
    [
      "INSUFFICIENT_ACCESS",
      "INSUFFICIENT_ACCESS_OR_READONLY",
      "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
      "OPERATION_TOO_LARGE",
    ],
  ],
  [AuthError, "E_AUTH_SCOPE", false, ["API_DISABLED_FOR_ORG"]],
  [
    PermanentError,
    "E_INTERNAL",
    false,
    [
      "MALFORMED_QUERY",
      "MALFORMED_SEARCH",
      "METHOD_NOT_ALLOWED",
      "UNSUPPORTED_MEDIA_TYPE",
      "INVALID_BATCH_SIZE",
    ],
  ],
] as const;
const rows = expected.flatMap(([kind, code, retryable, vendorCodes]) =>
  vendorCodes.map((vendorCode) => ({ vendorCode, kind, code, retryable })),
);

describe("error classification", () => {
  it.each(rows)(
    "SFC-10 takes $vendorCode for $code, retryable: $retryable",
    ({ vendorCode, kind, code, retryable }) => {
      const fields = vendorCode === "INVALID_CROSS_REFERENCE_KEY" ? ["ContactId"] : [];
      const ofBody = classify(answer(400, [{ errorCode: vendorCode, message: "text", fields }]), read);
      const ofRow = rowFailure([{ statusCode: vendorCode, message: "text", fields }], "create Case");
      for (const error of [ofBody, ofRow]) {
        expect(error).toBeInstanceOf(kind);
        expect(error).toMatchObject({ code, retryable, vendorCode });
        expect(error?.hint).not.toBe("");
      }
    },
  );

  it("SFC-10 has a verdict for no code that is not listed here", () => {
    expect(Object.keys(verdicts).sort()).toEqual(rows.map((row) => row.vendorCode).sort());
  });

  it("SFC-10 takes a missing reference without a field for the record itself being gone", () => {
    const error = rowFailure(
      [{ statusCode: "INVALID_CROSS_REFERENCE_KEY", message: "invalid cross reference id", fields: [] }],
      "update Case",
    );
    expect(error).toMatchObject({ code: "E_RECORD_GONE", vendorCode: "INVALID_CROSS_REFERENCE_KEY" });
  });

  it("SFC-10 finds the lock inside an Apex trigger's failure", () => {
    const message =
      "CaseTrigger: execution of AfterUpdate caused by: DmlException: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access";
    const error = rowFailure(
      [{ statusCode: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message }],
      "update Case",
    );
    expect(error).toMatchObject({
      code: "E_RECORD_LOCKED",
      retryable: true,
      vendorCode: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
    });
  });

  it("SFC-7 tells a used-up day from too many calls at once by the usage header", () => {
    const body = [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "any text" }];
    const spent = classify(answer(403, body, { "sforce-limit-info": "api-usage=5000/5000" }), read);
    const busy = classify(answer(403, body, { "sforce-limit-info": "api-usage=18/5000" }), read);
    expect(spent).toMatchObject({ code: "E_QUOTA_EXHAUSTED", retryAfterMs: 3_600_000 });
    expect(busy).toMatchObject({ code: "E_RATE_LIMITED", retryAfterMs: 5000 });
    expect(spent).toBeInstanceOf(RateLimitError);
  });

  it("SFC-10 leaves a gateway's page and an empty body to the rules by status", () => {
    expect(classify(answer(503, "<html>Down for maintenance</html>"), read)).toBeNull();
    expect(classify(answer(500, ""), read)).toBeNull();
  });

  it("SFC-10 keeps an unknown code in a failure of the record, never retried", () => {
    expect(classify(answer(400, [{ errorCode: "BRAND_NEW", message: "what" }]), read)).toMatchObject({
      code: "E_RECORD_INVALID",
      vendorCode: "BRAND_NEW",
      retryable: false,
    });
    expect(rowFailure([{ statusCode: "toString", message: "" }], "create Case")).toMatchObject({
      code: "E_RECORD_INVALID",
    });
    expect(rowFailure([], "create Case")).toMatchObject({ code: "E_RECORD_INVALID" });
  });

  it.each(Object.keys(oauthVerdicts))(
    "SFC-1 takes the sign-in error %s for a matter of the credential",
    (error) => {
      const found = classify(answer(400, { error, error_description: "text" }), read);
      expect(found).toBeInstanceOf(AuthError);
      expect(found).toMatchObject({ vendorCode: error, retryable: false });
    },
  );

  it("SFC-10 takes 412 for a record that moved and 410 for a retired version", () => {
    expect(classify(answer(412, ""), read)).toMatchObject({ code: "E_RECORD_MOVED" });
    expect(classify(answer(410, ""), read)).toMatchObject({ code: "E_CONFIG_INVALID" });
  });
});
