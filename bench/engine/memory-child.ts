// The process whose memory is measured: does one task, tells its peak, ends.
import { once } from "node:events";
import Database from "better-sqlite3";
import { keepHeapSmall } from "../../src/daemon/memory.ts";

export interface MemoryTask {
  readonly task: "bare" | "sweep" | "match";
  readonly file: string;
  readonly records: number;
}

export interface MemoryUse {
  /** Peak resident memory once a tenth of the records has been read, once all have been, and at the end. */
  readonly earlyMb: number;
  readonly readMb: number;
  readonly peakMb: number;
  readonly records: number;
  readonly seconds: number;
}

const changes = 20_000;
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

const [task] = (await once(process, "message")) as [MemoryTask];
process.send?.(task.task === "bare" ? lookOnly(task.file) : await work(task));

function lookOnly(file: string): MemoryUse {
  const db = new Database(file, { readonly: true });
  db.prepare("SELECT count(*) FROM meta").get();
  db.close();
  return { earlyMb: peakMb(), readMb: peakMb(), peakMb: peakMb(), records: 0, seconds: 0 };
}

async function work({ task, file, records }: MemoryTask): Promise<MemoryUse> {
  keepHeapSmall();
  const { openStage } = await import("./stage.ts");
  const stage = await openStage(file, records);
  let earlyMb: number | null = null;
  let readMb: number | null = null;
  const note = (scanned: number): void => {
    if (scanned >= records / 10) earlyMb ??= peakMb();
    if (scanned >= records) readMb ??= peakMb();
  };
  stage.left.onScanned = note;
  const start = performance.now();
  if (task === "match")
    await (await import("../../src/core/sync/match/first-match.ts")).matchFirst(stage.engine, stage.sync);
  else await sweepAndChange(stage, records);
  const seconds = (performance.now() - start) / 1000;
  await stage.store.close();
  const nothing = Number.NaN;
  return {
    earlyMb: earlyMb ?? nothing,
    readMb: readMb ?? nothing,
    peakMb: peakMb(),
    records: 2 * records,
    seconds,
  };
}

async function sweepAndChange(
  { engine, sync, left }: Awaited<ReturnType<typeof import("./stage.ts")["openStage"]>>,
  records: number,
): Promise<void> {
  const { sweepSide } = await import("../../src/core/sync/observe/sweep.ts");
  const { runCycle } = await import("../../src/core/sync/cycle.ts");
  const { idOf } = await import("./vendor.ts");
  const found = (await sweepSide(engine, sync, "left")) + (await sweepSide(engine, sync, "right"));
  if (found > 0) throw new Error(`${found} unchanged records were taken for changed ones`);
  for (let n = 0; n < changes; n += 1)
    left.edited.set(idOf("left", Math.floor((n * records) / changes)), { Subject: `Changed ${n}` });
  await sweepSide(engine, sync, "left");
  while ((await runCycle(engine, sync, "run")).handled > 0);
}
