// Outcomes of single items, from errors and from the rows of a job. Pure.
import { failed, gone } from "../../connector-parts/outcomes.ts";
import type { WriteResult } from "../../contract/connector.ts";
import { IntegrationError, SyncError, TransientError, ValidationError } from "../../contract/errors.ts";
import type { JobRow, JobStatus } from "./schema.ts";

const longestDetails = 300;

/** A few writes go faster one by one than as a job that has to be looked for, and each has a guard of its own. */
export const mostSinglesAtOnce = 4;

/** E_RECORD_GONE: there is no ticket of this id, or no more. */
export function unknownTicket(id: string): SyncError {
  return gone("Zendesk", "ticket", id, "write tickets");
}

/** E_RECORD_CLOSED. `vendorCode` is what the vendor called its refusal. */
export function closed(id: string, vendorCode: string | null | undefined): WriteResult {
  return failed(
    new ValidationError({
      code: "E_RECORD_CLOSED",
      message: `The ticket ${id} is closed, and Zendesk changes no closed ticket`,
      hint: "Go on in a follow-up ticket: Zendesk never reopens a closed one.",
      operation: "update tickets",
      ...(typeof vendorCode === "string" ? { vendorCode } : {}),
    }),
  );
}

/** A job ended without a word on the item. */
export function unknownOutcome(operation: string): WriteResult {
  const message = "Zendesk's job ended without telling what became of the ticket";
  return failed(new SyncError({ code: "E_OUTCOME_UNKNOWN", message, operation, effect: "unknown" }));
}

/** A row a job refused (`{ error: "TicketCreateFailed", details: "Description: cannot be blank" }`). */
export function refusal(row: JobRow, operation: string): ValidationError {
  const vendorCode = row.error ?? "failed";
  const details = typeof row.details === "string" ? row.details : JSON.stringify(row.details ?? "");
  const message = `Zendesk refused to ${operation}: ${vendorCode}: ${details.slice(0, longestDetails)}`;
  return new ValidationError({ code: "E_RECORD_INVALID", message, operation, vendorCode });
}

/** The job runs whether or not we can watch it: a failed look must not pass for a create without effect. */
export function throwInDoubt(error: unknown): never {
  if (!(error instanceof IntegrationError)) throw error;
  const { code, message, retryAfterMs } = error;
  throw new TransientError({
    code,
    message: `A job that creates tickets is out of sight: ${message}`,
    operation: "create tickets",
    retryable: true,
    effect: "unknown",
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Whether a job says of a row that it was not done; rows of creates carry no `success`. */
export function isRefused(row: JobRow): boolean {
  return row.success === false || typeof row.error === "string";
}

/** Whether there is a row and it was done. */
export function succeeded(row: JobRow | undefined): boolean {
  return row !== undefined && !isRefused(row);
}

/** Rows of a job over known tickets by id; a row that carries only its place has the id sent at that place. */
export function rowsById(job: JobStatus, ids: readonly string[]): ReadonlyMap<string, JobRow> {
  return new Map(
    job.results.flatMap((row, at) => {
      const id = row.id ?? ids[row.index ?? at];
      return id === undefined ? [] : [[id, row] as const];
    }),
  );
}
