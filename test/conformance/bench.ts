// Steps the rules of the suite share: a port, records to work on, waiting for what the vendor shows late.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Capabilities, ObjectPort, WriteResult } from "../../src/core/contract/connector.ts";
import type { FieldValues, VendorRecord } from "../../src/core/contract/records.ts";
import type { Bench } from "./subject.ts";

const pollMs = 100;

export interface CreatedRecord {
  readonly id: string;
  readonly key: string;
  readonly values: FieldValues;
}

/**
 * A rule that does not bind connectors whose manifest declares `exempt`. For those the title says so, and what
 * is held to instead is that the running connection declares the same.
 */
export function ruleUnless(
  bench: Bench,
  exempt: Partial<Capabilities>,
  title: string,
  rule: () => Promise<void>,
): void {
  const declared = new Map<string, unknown>(Object.entries(bench.capabilities));
  if (Object.entries(exempt).some(([name, value]) => declared.get(name) !== value)) {
    it(title, rule);
    return;
  }
  it(`${title} (not asked of it: declares ${JSON.stringify(exempt)})`, () => {
    expect(runningCapabilities(bench)).toMatchObject(exempt);
  });
}

/** What the running object can do: the connection's capabilities, with what its port has otherwise. */
export function runningCapabilities(bench: Bench): Capabilities {
  return { ...bench.subject().connection.manifest.capabilities, ...openPort(bench).capabilities };
}

export function openPort(bench: Bench): ObjectPort {
  const { connection, object, fields } = bench.subject();
  return connection.object(object, fields);
}

/** Ids of results that must all have succeeded. */
export function idsOf(results: readonly WriteResult[]): string[] {
  return results.map((result) => {
    if (result.status === "failed") throw result.error;
    return result.id;
  });
}

export async function createRecords(bench: Bench, count: number): Promise<CreatedRecord[]> {
  const port = openPort(bench);
  const batch = runningCapabilities(bench).maxWriteBatch;
  const items = Array.from({ length: count }, () => ({
    correlationKey: bench.freshKey(),
    fields: bench.freshValues(),
  }));
  const ids: string[] = [];
  for (let start = 0; start < count; start += batch) {
    ids.push(...idsOf(await port.create(items.slice(start, start + batch))));
  }
  return items.map((item, at) => ({ id: ids[at] ?? "", key: item.correlationKey, values: item.fields }));
}

export async function createRecord(bench: Bench): Promise<CreatedRecord> {
  const [record] = await createRecords(bench, 1);
  if (!record) throw new Error("the create returned nothing");
  return record;
}

/** The record as the vendor has it now; the test fails when it is absent. */
export async function readRecord(port: ObjectPort, id: string): Promise<VendorRecord> {
  const record = (await port.read([id])).get(id);
  expect(record, `record ${id} is there`).toBeDefined();
  if (!record) throw new Error("unreachable");
  return record;
}

/** Lets enough time pass for the vendor's clock to tell two changes apart. */
export async function passTimeGrain(bench: Bench): Promise<void> {
  await sleep(runningCapabilities(bench).timePrecisionMs + 50);
}

/** Calls `look` until `enough` holds or `withinMs` is over; returns what was seen last either way. */
export async function lookUntil<T>(
  withinMs: number,
  look: () => Promise<T>,
  enough: (seen: T) => boolean,
): Promise<T> {
  for (let leftMs = withinMs; ; leftMs -= pollMs) {
    const seen = await look();
    if (enough(seen) || leftMs <= 0) return seen;
    await sleep(pollMs);
  }
}

export async function findByKey(bench: Bench, key: string): Promise<readonly VendorRecord[]> {
  const port = openPort(bench);
  const { lookupLagMs } = runningCapabilities(bench);
  const look = async () => (await port.findByCorrelationKey([key])).get(key) ?? [];
  return lookUntil(lookupLagMs + 1000, look, (records) => records.length > 0);
}

export interface FeedReading {
  readonly records: readonly VendorRecord[];
  readonly position: string;
}

/** Reads a feed from `position` until it says there is no more. */
export async function drainFeed(
  port: ObjectPort,
  feed: string,
  position: string | null,
): Promise<FeedReading> {
  const records: VendorRecord[] = [];
  let page = await port.changes(feed, position);
  records.push(...page.records);
  for (let pages = 1; page.more; pages += 1) {
    if (pages > 1000) throw new Error(`feed ${feed} never ends`);
    page = await port.changes(feed, page.position);
    records.push(...page.records);
  }
  return { records, position: page.position };
}

/** Follows a feed until every id was seen in a state `wanted` accepts, or the feed's lag is over. */
export async function followFeed(
  bench: Bench,
  port: ObjectPort,
  feed: string,
  start: string,
  ids: readonly string[],
  wanted: (record: VendorRecord) => boolean = () => true,
): Promise<{ readonly missing: readonly string[]; readonly position: string }> {
  const missing = new Set(ids);
  let position = start;
  const look = async () => {
    const reading = await drainFeed(port, feed, position);
    position = reading.position;
    for (const record of reading.records) if (wanted(record)) missing.delete(record.id);
    return missing.size;
  };
  await lookUntil(bench.subject().feedLagMs + 2000, look, (left) => left === 0);
  return { missing: [...missing], position };
}
