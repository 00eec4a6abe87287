// Outcomes of single items of a write. Pure.
import type { WriteResult } from "../contract/connector.ts";
import { IntegrationError, isConnectionFault, SyncError } from "../contract/errors.ts";

/** The item's write took effect; `id` is the record's. */
export function done(id: string): WriteResult {
  return { status: "done", id };
}

/** The item's write had no effect, or an unknown one: the error says which. */
export function failed(error: IntegrationError): WriteResult {
  return { status: "failed", error };
}

/** One of several requests under way that failed says nothing of the others. */
export function failedAlone(error: unknown): WriteResult {
  if (error instanceof IntegrationError) return failed(error);
  throw error;
}

/** The failure of one item as its result; faults of the connection are thrown, they are not the item's. */
export function resultOf(error: unknown): WriteResult {
  if (error instanceof IntegrationError && !isConnectionFault(error)) return failed(error);
  throw error;
}

/** E_RECORD_GONE: there is no such record, or no more. `title` is the vendor's name, `object` its word for it. */
export function gone(title: string, object: string, id: string, operation?: string): SyncError {
  return new SyncError({
    code: "E_RECORD_GONE",
    message: `${title} has no ${object} ${id}`,
    ...(operation === undefined ? {} : { operation }),
  });
}

/** E_RECORD_MOVED: decided on a version that is not the present one. */
export function moved(object: string, id: string, operation: string): WriteResult {
  const message = `The ${object} ${id} changed since it was read`;
  return failed(new SyncError({ code: "E_RECORD_MOVED", message, operation, retryable: true }));
}

/** Whether a record turned out to be gone. */
export function isGone(error: unknown): boolean {
  return error instanceof SyncError && error.code === "E_RECORD_GONE";
}
