// How much memory a million links take: a whole sweep, the cycles after it, and the first match.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bundleProcess } from "../bundle.ts";
import { type Bench, type Figure, spreadOf } from "../figures.ts";
import { createDatabase, fillDatabase } from "./fill.ts";
import type { MemoryTask, MemoryUse } from "./memory-child.ts";
import { openStage, withDirectory } from "./stage.ts";

const budgetMb = 200;
/** More than this between the first tenth of the records and the last is growth. */
const flatMb = 40;

export const memory: Bench = {
  name: "memory",
  run: ({ quick }) =>
    withDirectory(async (directory) => {
      const records = quick ? 100_000 : 1_000_000;
      const linked = join(directory, "linked.db");
      const empty = join(directory, "empty.db");
      await Promise.all([createDatabase(linked), createDatabase(empty)]);
      const stage = await openStage(linked, records);
      await stage.store.close();
      fillDatabase({ file: linked, sync: stage.sync, links: records });
      const child = await bundleProcess(new URL("memory-child.ts", import.meta.url), "memory-child");
      const bare = await measure(child, { task: "bare", file: linked, records });
      const sweep = await measure(child, { task: "sweep", file: linked, records });
      const match = await measure(child, { task: "match", file: empty, records });
      const count = records.toLocaleString("en-US");
      return [
        figureOf(
          `Memory of a sweep over ${count} links on each side, and 20,000 changes after it`,
          sweep,
          bare,
        ),
        figureOf(`Memory of the first match of ${count} records on each side`, match, bare),
        speedOf(`First match: records of both sides read, matched and linked`, match),
      ];
    }),
};

async function measure(file: string, task: MemoryTask): Promise<MemoryUse> {
  const child = fork(file, { execArgv: [] });
  child.send(task);
  const [answer] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the measured process ended with ${code}`);
    }),
  ])) as [MemoryUse];
  child.disconnect();
  return answer;
}

function figureOf(what: string, use: MemoryUse, bare: MemoryUse): Figure {
  const growthMb = use.readMb - use.earlyMb;
  return {
    what,
    unit: "MB at the peak",
    value: spreadOf([use.peakMb]),
    baseline: { name: "a bare process with better-sqlite3 loaded", value: spreadOf([bare.peakMb]) },
    ratio: spreadOf([use.peakMb / bare.peakMb]),
    budget: `under ${budgetMb} MB, and flat: at most ${flatMb} MB more after the last record than after the first tenth`,
    isWithinBudget: use.peakMb < budgetMb && growthMb <= flatMb,
    note: `${Math.round(use.earlyMb)} MB once a tenth of one side was read, ${Math.round(use.readMb)} once it was read whole; ${Math.round(use.seconds)} s in all`,
  };
}

function speedOf(what: string, use: MemoryUse): Figure {
  const value = spreadOf([use.records / use.seconds]);
  const budget = "at least 5,000 a second";
  const isWithinBudget = value.median >= 5000;
  return { what, unit: "records/s", value, baseline: null, ratio: null, budget, isWithinBudget, note: null };
}
