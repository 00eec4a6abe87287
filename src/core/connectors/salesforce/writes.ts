// Creating, updating and deleting records of one object: a result for each item, in order.
import type { CreateItem, UpdateItem, WriteResult } from "../../contract/connector.ts";
import { IntegrationError, ValidationError } from "../../contract/errors.ts";
import { failRow, saveRows, saveSome } from "./batches.ts";
import type { WriteRow } from "./client.ts";
import type { ObjectOptions } from "./objects.ts";
import { keyFieldOf, shapeOf } from "./rows.ts";
import type { Described } from "./schema.ts";
import { versionTimeMs, writeValues } from "./values.ts";

/** Up to so many updates go out one by one, each guarded; more would cost the daily quota too many calls. */
const mostGuarded = 4;

/** Creates by upserts under each item's key: repeating one makes no second record. */
export async function createAll(
  options: ObjectOptions,
  items: readonly CreateItem[],
): Promise<WriteResult[]> {
  const shape = await shapeOf(options);
  const keyField = keyFieldOf(shape, options.externalIdField);
  const operation = `create ${options.object}`;
  const rows = items.map(
    (item): WriteRow => ({ ...writeValues(shape.described, item.fields), [keyField]: item.correlationKey }),
  );
  const send = (batch: readonly WriteRow[]) => options.client.upsert(options.object, keyField, batch);
  const results = await saveRows(rows, send, operation);
  // Two upserts of one key that race: the loser is told DUPLICATE_VALUE, and finds the record on its second try.
  const raced = results.flatMap((result, at) =>
    result.status === "failed" && result.error.vendorCode === "DUPLICATE_VALUE" ? [at] : [],
  );
  if (raced.length === 0) return results;
  const again = await saveSome(
    raced.map((at) => rows[at] ?? {}),
    send,
    operation,
  );
  raced.forEach((at, place) => {
    const result = again[place];
    if (result) results[at] = result;
  });
  return results;
}

/**
 * Results of creates: what is gone then is never the record itself but one it refers to, and reading again would not
 * help.
 */
export function asCreated(results: readonly WriteResult[]): WriteResult[] {
  return results.map((result) => {
    if (result.status === "done" || result.error.code !== "E_RECORD_GONE") return result;
    const { message, vendorCode, operation } = result.error;
    const error = new ValidationError({
      code: "E_RECORD_INVALID",
      message: `A record it refers to is gone. ${message}`,
      hint: "Restore that record in Salesforce or point to another one, then run `integ replay-dlq`.",
      ...(vendorCode === undefined ? {} : { vendorCode }),
      ...(operation === undefined ? {} : { operation }),
    });
    return { status: "failed", error };
  });
}

/** Updates the given fields: guarded while they are few, as one collection when they are many. */
export async function updateAll(
  options: ObjectOptions,
  items: readonly UpdateItem[],
): Promise<WriteResult[]> {
  const described = await options.describe();
  if (items.length <= mostGuarded) return updateFew(options, described, items);
  const operation = `update ${options.object}`;
  const rows = items.map((item): WriteRow => ({ Id: item.id, ...writeValues(described, item.fields) }));
  return saveRows(rows, (batch) => options.client.update(options.object, batch), operation);
}

/** Each row in a request of its own, at the same time: what becomes of one says nothing of the others. */
async function updateFew(
  options: ObjectOptions,
  described: Described,
  items: readonly UpdateItem[],
): Promise<WriteResult[]> {
  const outcomes = await Promise.allSettled(items.map((item) => updateGuarded(options, described, item)));
  return outcomes.map((outcome): WriteResult => {
    if (outcome.status === "fulfilled") return outcome.value;
    const error: unknown = outcome.reason;
    if (items.length === 1 || !(error instanceof IntegrationError)) throw error;
    return { status: "failed", error };
  });
}

/** A row of its own can carry If-Unmodified-Since; a batch can't. */
async function updateGuarded(
  options: ObjectOptions,
  described: Described,
  item: UpdateItem,
): Promise<WriteResult> {
  const values = writeValues(described, item.fields);
  try {
    await options.client.updateOne(options.object, item.id, values, versionTimeMs(item.expectedVersion));
    return { status: "done", id: item.id };
  } catch (error) {
    return failRow(error);
  }
}

/** Deletes by id; what is deleted already counts as done. */
export async function deleteAll(options: ObjectOptions, ids: readonly string[]): Promise<WriteResult[]> {
  const operation = `delete ${options.object}`;
  const results = await saveRows(ids, (batch) => options.client.delete(batch), operation);
  return results.map((result, at) => {
    const id = ids[at] ?? "";
    // Deleted already is what was asked for.
    const gone = result.status === "failed" && result.error.vendorCode === "ENTITY_IS_DELETED";
    return gone || result.status === "done" ? { status: "done", id } : result;
  });
}
