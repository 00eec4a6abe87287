// How fast records that have not changed are recognized: what every overlapping poll and every sweep costs.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { VendorRecord } from "../../src/core/contract/records.ts";
import { runCycle } from "../../src/core/sync/cycle.ts";
import { observeRecords } from "../../src/core/sync/observe/observe.ts";
import { type Bench, type Figure, inTurns, perProcessorSecond } from "../figures.ts";
import { createDatabase, fillDatabase } from "./fill.ts";
import { openStage, pageSize, type Stage, withDirectory } from "./stage.ts";
import { idOf, recordAt } from "./vendor.ts";

const budgetPerSecond = 50_000;

export const unchanged: Bench = {
  name: "unchanged",
  run: ({ quick }) =>
    withDirectory(async (directory) => {
      const records = quick ? 20_000 : 50_000;
      const rounds = quick ? 3 : 5;
      const file = join(directory, "integ.db");
      await createDatabase(file);
      const stage = await openStage(file, records);
      fillDatabase({ file, sync: stage.sync, links: records });
      const pages = Array.from({ length: records / pageSize }, (_, page) =>
        Array.from({ length: pageSize }, (_, n) => recordAt("left", page * pageSize + n)),
      );
      const figures = [
        await observed(stage, pages, rounds),
        await decided(stage, Math.min(records, 10_000), rounds),
      ];
      await stage.store.close();
      return figures;
    }),
};

async function observed(
  { engine, sync }: Stage,
  pages: readonly VendorRecord[][],
  rounds: number,
): Promise<Figure> {
  const count = pages.length * pageSize;
  const observeAll = async () => {
    for (const page of pages) {
      const ops = await observeRecords(engine, sync, "left", "poll", page);
      if (ops.length > 0) throw new Error("an unchanged record was taken for a changed one");
    }
  };
  const hashAll = () => {
    for (const page of pages) for (const record of page) hashOf(record);
  };
  const { value, baseline, ratio } = await inTurns(
    rounds,
    () => perProcessorSecond(count, observeAll),
    () => perProcessorSecond(count, hashAll),
  );
  return {
    what: "Unchanged records of a poll or sweep compared",
    unit: "records per second of processor time",
    value,
    baseline: { name: "JSON.stringify and sha256 of the same records", value: baseline },
    ratio,
    budget: `at least ${budgetPerSecond.toLocaleString("en-US")} a second`,
    isWithinBudget: value.median >= budgetPerSecond,
    note: `${count.toLocaleString("en-US")} records in pages of ${pageSize}, against their sightings in the database`,
  };
}

const hashOf = (record: VendorRecord): string =>
  createHash("sha256").update(JSON.stringify(record)).digest("base64url");

/** Records somebody hinted at that turn out to be as agreed: read on both sides, decided, settled, committed. */
async function decided({ engine, sync, store }: Stage, count: number, rounds: number): Promise<Figure> {
  const hashAll = () => {
    for (let n = 0; n < count; n += 1) hashOf(recordAt("left", n));
  };
  const { value, baseline, ratio } = await inTurns(
    rounds,
    async () => {
      await hint(store, engine.ids.next(), count);
      return perProcessorSecond(count, async () => {
        while ((await runCycle(engine, sync, "run")).handled > 0);
      });
    },
    () => perProcessorSecond(count, hashAll),
  );
  return {
    what: "Hinted records found to be as agreed: both sides read, decided, settled durably",
    unit: "records per second of processor time",
    value,
    baseline: { name: "JSON.stringify and sha256 of one side's records", value: baseline },
    ratio,
    budget: null,
    isWithinBudget: null,
    note: "the vendors answer at once; the engine's share alone",
  };
}

async function hint(store: Stage["store"], round: string, count: number): Promise<void> {
  const at = Date.now();
  const rows = Array.from({ length: count }, (_, n) => ({
    op: "inbox.add" as const,
    row: {
      sync: "cases",
      side: "left" as const,
      recordId: idOf("left", n),
      kind: "changed" as const,
      source: "push" as const,
      eventKey: `push:${round}:${n}`,
      seenAt: at,
      changedAt: null,
      dueAt: at,
    },
  }));
  await store.commit(rows);
}
