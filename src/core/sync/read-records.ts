// Reads records of both sides in batches. An id that can't be read fails alone, whatever it does to its batch.
import { IntegrationError, isConnectionFault } from "../contract/errors.ts";
import type { VendorRecord } from "../contract/records.ts";
import { type Side, sides } from "../store/rows.ts";
import type { SyncRuntime } from "./types.ts";

export type BySide<T> = Readonly<Record<Side, T>>;

/** What a side answered. An id in neither map is unknown to the vendor. */
export interface Reading {
  readonly records: Map<string, VendorRecord>;
  readonly failures: Map<string, IntegrationError>;
}

/** Reads both sides at the same time. @throws IntegrationError for a fault of a connection: nothing is known then. */
export async function readBoth(sync: SyncRuntime, ids: BySide<readonly string[]>): Promise<BySide<Reading>> {
  const [left, right] = await Promise.all(sides.map((side) => readSide(sync, side, ids[side])));
  return { left: left as Reading, right: right as Reading };
}

/** Reads ids of one side, as many at a time as the vendor takes. @throws as {@link readBoth}. */
export async function readSide(sync: SyncRuntime, side: Side, ids: readonly string[]): Promise<Reading> {
  const size = sync.sides[side].capabilities.maxReadBatch;
  const chunks = Array.from({ length: Math.ceil(ids.length / size) }, (_, n) =>
    ids.slice(n * size, (n + 1) * size),
  );
  const reading: Reading = { records: new Map(), failures: new Map() };
  await Promise.all(chunks.map((chunk) => readChunk(sync, side, chunk, reading)));
  return reading;
}

/** A batch that is refused is halved until the culprit stands alone. */
async function readChunk(
  sync: SyncRuntime,
  side: Side,
  ids: readonly string[],
  into: Reading,
): Promise<void> {
  const [only] = ids;
  if (only === undefined) return;
  try {
    for (const [id, record] of await sync.sides[side].object.read(ids)) into.records.set(id, record);
  } catch (error) {
    if (!(error instanceof IntegrationError) || isConnectionFault(error) || error.exitCode === 78)
      throw error;
    if (ids.length === 1) return void into.failures.set(only, error);
    const half = Math.ceil(ids.length / 2);
    await readChunk(sync, side, ids.slice(0, half), into);
    await readChunk(sync, side, ids.slice(half), into);
  }
}
