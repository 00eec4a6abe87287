// Salesforce's refusals → the taxonomy: error arrays, rows of batches, OAuth bodies, pages that are not JSON.
import {
  AuthError,
  ConfigError,
  type IntegrationError,
  PermanentError,
  RateLimitError,
  SyncError,
  ValidationError,
} from "../../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../contract/http.ts";
import { classifyRefusal } from "../../oauth/errors.ts";
import { oauthVerdicts, type Verdict, verdicts } from "./error-table.ts";
import { ErrorBody, type RowError } from "./schema.ts";
import { readUsage } from "./usage.ts";

const longestVendorText = 500;
const concurrencyPauseMs = 5000;
const quotaPauseMs = 3_600_000;

interface Refusal {
  readonly vendorCode: string;
  readonly text: string;
  readonly fields: readonly string[];
}

function sentence(refusal: Refusal): string {
  const where = refusal.fields.length > 0 ? ` (${refusal.fields.join(", ")})` : "";
  const text = refusal.text.slice(0, longestVendorText).replace(/\.$/, "");
  return `Salesforce says ${refusal.vendorCode}${where}: ${text || "no text given"}`;
}

/**
 * A trigger that met a lock reports its own code and carries the lock's inside. What is looked for is a
 * code, which is stable, not prose.
 */
function innermostCode({ vendorCode, text }: Refusal): string {
  const wrapped =
    vendorCode === "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" && text.includes("UNABLE_TO_LOCK_ROW");
  return wrapped ? "UNABLE_TO_LOCK_ROW" : vendorCode;
}

function verdictOn(refusal: Refusal): Verdict | null {
  const vendorCode = innermostCode(refusal);
  // Without a field it is the written record itself that is missing, not one it refers to.
  if (vendorCode === "INVALID_CROSS_REFERENCE_KEY" && refusal.fields.length === 0)
    return verdicts.NOT_FOUND ?? null;
  return Object.hasOwn(verdicts, vendorCode) ? (verdicts[vendorCode] ?? null) : null;
}

function build(
  verdict: Verdict,
  refusal: Refusal,
  request: HttpRequest | null,
  status?: number,
): IntegrationError {
  return new verdict.make({
    code: verdict.code,
    message: sentence(refusal),
    vendorCode: refusal.vendorCode,
    retryable: verdict.retryable,
    effect: verdict.code === "E_OUTCOME_UNKNOWN" ? "unknown" : "none",
    ...(verdict.hint === undefined ? {} : { hint: verdict.hint }),
    ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
    ...(status === undefined ? {} : { status }),
    ...(request === null ? {} : { operation: request.operation }),
  });
}

/**
 * The vendor uses one code for two limits. The usage header tells them apart: a used-up day is a long
 * pause, too many long-running calls at once a short one.
 */
function limitError(refusal: Refusal, request: HttpRequest, response: HttpResponse): RateLimitError {
  const usage = readUsage(response.headers);
  const spent = usage !== null && usage.used >= usage.max;
  return new RateLimitError({
    code: spent ? "E_QUOTA_EXHAUSTED" : "E_RATE_LIMITED",
    message: sentence(refusal),
    vendorCode: refusal.vendorCode,
    status: response.status,
    operation: request.operation,
    retryable: true,
    retryAfterMs: spent ? quotaPauseMs : concurrencyPauseMs,
    ...(spent ? { hint: "Wait for calls of the last 24 hours to age out, or buy more API calls." } : {}),
  });
}

function refusalIn(body: unknown): Refusal | null {
  const listed = ErrorBody.safeParse(body);
  if (!listed.success) return null;
  const [first] = listed.data;
  return first ? { vendorCode: first.errorCode, text: first.message, fields: first.fields ?? [] } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The refusal in OAuth's own words, with what to do in Salesforce's. */
function signInError(request: HttpRequest, response: HttpResponse): IntegrationError | null {
  const refused = classifyRefusal(response, request);
  // A refused renewal is over, whatever the reason: its own words say what to do.
  if (refused === null || refused.code === "E_AUTH_EXPIRED") return refused;
  const { vendorCode = "", message } = refused;
  const verdict = Object.hasOwn(oauthVerdicts, vendorCode) ? oauthVerdicts[vendorCode] : undefined;
  if (!verdict) return refused;
  const { code, hint } = verdict;
  return new AuthError({ code, message, vendorCode, ...(hint === undefined ? {} : { hint }) });
}

function byStatus(refusal: Refusal, request: HttpRequest, status: number): IntegrationError | null {
  const facts = {
    message: sentence(refusal),
    vendorCode: refusal.vendorCode,
    status,
    operation: request.operation,
  };
  if (status === 403) return new PermanentError({ ...facts, code: "E_RECORD_FORBIDDEN" });
  if (status === 404) return new SyncError({ ...facts, code: "E_RECORD_GONE" });
  if (status === 400) return new ValidationError({ ...facts, code: "E_RECORD_INVALID" });
  return null;
}

/**
 * An answer of 400 or above as our error; null where the body tells no more than the status does (a
 * gateway's page, an empty body), so that the general rules by status apply.
 */
export function classify(response: HttpResponse, request: HttpRequest): IntegrationError | null {
  const { status } = response;
  const operation = request.operation;
  if (status === 412) {
    return new SyncError({
      code: "E_RECORD_MOVED",
      message: "The record changed since it was read",
      status,
      operation,
    });
  }
  if (status === 410) {
    const message = "Salesforce has retired this API version or resource";
    return new ConfigError({
      code: "E_CONFIG_INVALID",
      message,
      status,
      operation,
      hint: "Set a current `apiVersion`.",
    });
  }
  const body = parseJson(response.text);
  const refusal = refusalIn(body);
  if (refusal === null) return signInError(request, response);
  if (refusal.vendorCode === "REQUEST_LIMIT_EXCEEDED") return limitError(refusal, request, response);
  const verdict = verdictOn(refusal);
  return verdict ? build(verdict, refusal, request, status) : byStatus(refusal, request, status);
}

/** The error of one row of a batch; the first of its errors decides. */
export function rowFailure(errors: readonly RowError[], operation: string): IntegrationError {
  const [first] = errors;
  const refusal = {
    vendorCode: first?.statusCode ?? "UNKNOWN",
    text: errors.map((error) => error.message).join("; "),
    fields: first?.fields ?? [],
  };
  if (refusal.vendorCode === "REQUEST_LIMIT_EXCEEDED") {
    const message = sentence(refusal);
    return new RateLimitError({
      code: "E_RATE_LIMITED",
      message,
      operation,
      retryable: true,
      vendorCode: refusal.vendorCode,
    });
  }
  const verdict = verdictOn(refusal);
  if (verdict) return build(verdict, refusal, null);
  return new ValidationError({
    code: "E_RECORD_INVALID",
    message: sentence(refusal),
    vendorCode: refusal.vendorCode,
    operation,
  });
}
