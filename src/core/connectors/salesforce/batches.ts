// Rows of a batch to results of items: which failures are a row's own, and which the whole call's.
import type { WriteResult } from "../../contract/connector.ts";
import {
  IntegrationError,
  PermanentError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";
import { rowFailure } from "./errors.ts";
import type { SaveResult } from "./schema.ts";

const largestBatch = 200;

/** Errors of one record become its result; faults of the connection or the configuration go up. */
export function failRow(error: unknown): WriteResult {
  const ofRecord =
    error instanceof SyncError || error instanceof ValidationError || error instanceof PermanentError;
  if (ofRecord && error.effect === "none") return { status: "failed", error };
  throw error;
}

function toResult(saved: SaveResult, operation: string): WriteResult {
  if (!saved.success) return { status: "failed", error: rowFailure(saved.errors, operation) };
  if (typeof saved.id === "string") return { status: "done", id: saved.id };
  throw incomplete(operation);
}

/** Rows were sent and it is not told what became of each. */
function incomplete(operation: string): TransientError {
  return new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `Salesforce's answer to "${operation}" does not tell the outcome of every row`,
    operation,
    retryable: true,
    effect: "unknown",
  });
}

/**
 * Saves rows as one batch. When a single value makes the vendor refuse the batch as a whole, before any
 * row is saved, the batch is halved until that row stands alone.
 */
export async function saveRows<T>(
  rows: readonly T[],
  send: (rows: readonly T[]) => Promise<readonly SaveResult[]>,
  operation: string,
): Promise<WriteResult[]> {
  if (rows.length === 0) return [];
  let saved: readonly SaveResult[];
  try {
    saved = await send(rows);
  } catch (error) {
    if (!(error instanceof IntegrationError) || error.vendorCode !== "JSON_PARSER_ERROR") throw error;
    if (rows.length === 1) return [failRow(error)];
    const middle = Math.ceil(rows.length / 2);
    const first = await saveSome(rows.slice(0, middle), send, operation);
    return [...first, ...(await saveSome(rows.slice(middle), send, operation))];
  }
  if (saved.length !== rows.length) throw incomplete(operation);
  return saved.map((result) => toResult(result, operation));
}

/** As saveRows, for a part of a batch: its failure must not hide what became of the other parts. */
export async function saveSome<T>(
  rows: readonly T[],
  send: (rows: readonly T[]) => Promise<readonly SaveResult[]>,
  operation: string,
): Promise<WriteResult[]> {
  try {
    return await saveRows(rows, send, operation);
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    return rows.map(() => ({ status: "failed", error }));
  }
}

/** Splits what is more than the vendor takes; a later batch that fails does not hide the earlier ones. */
export async function inBatches<T>(
  items: readonly T[],
  save: (items: readonly T[]) => Promise<readonly WriteResult[]>,
): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for (let start = 0; start < items.length; start += largestBatch) {
    const batch = items.slice(start, start + largestBatch);
    results.push(...(await save(batch).catch((error: unknown) => failAll(batch, error, start > 0))));
  }
  return results;
}

function failAll(batch: readonly unknown[], error: unknown, othersSaved: boolean): WriteResult[] {
  if (!othersSaved || !(error instanceof IntegrationError)) throw error;
  return batch.map(() => ({ status: "failed", error }));
}
