// Salesforce's error shapes: an array of {message, errorCode, fields} in REST, {error, error_description} in OAuth.
import { type Answer, Refusal } from "../edge.ts";
import type { Fault } from "../faults.ts";
import type { JsonObject } from "../json.ts";

/** One failed write; the same facts serve the REST array and a collection's result row. */
export interface WriteError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export function writeError(
  code: string,
  message: string,
  fields: readonly string[] = [],
  status = 400,
): WriteError {
  return { status, code, message, fields };
}

export function errorAnswer(
  status: number,
  code: string,
  message: string,
  fields?: readonly string[],
): Answer {
  const error: JsonObject = {
    message,
    errorCode: code,
    ...(fields === undefined ? {} : { fields: [...fields] }),
  };
  return { status, body: [error] };
}

export function refuse(status: number, code: string, message: string, fields?: readonly string[]): Refusal {
  return new Refusal(errorAnswer(status, code, message, fields));
}

export function refuseWrite(error: WriteError): Refusal {
  return refuse(error.status, error.code, error.message, error.fields);
}

export function notFound(): Answer {
  return errorAnswer(404, "NOT_FOUND", "The requested resource does not exist");
}

export function oauthError(error: string, description: string, status = 400): Answer {
  return { status, body: { error, error_description: description } };
}

const BY_STATUS: Readonly<Record<number, readonly [string, string]>> = {
  400: ["UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"],
  401: ["INVALID_SESSION_ID", "Session expired or invalid"],
  403: ["REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."],
  404: ["NOT_FOUND", "The requested resource does not exist"],
  429: ["REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."],
  500: [
    "UNKNOWN_EXCEPTION",
    "An unexpected error occurred. Please include this ErrorId if you contact support",
  ],
  503: ["SERVER_UNAVAILABLE", "The server is temporarily unavailable"],
};

export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 503;
  const [code, message] = BY_STATUS[status] ?? ["UNKNOWN_EXCEPTION", "An unexpected error occurred"];
  const answer = errorAnswer(status, fault.code ?? code, fault.message ?? message);
  if (fault.retryAfterS === null) return answer;
  return { ...answer, headers: { "retry-after": String(fault.retryAfterS) } };
}
